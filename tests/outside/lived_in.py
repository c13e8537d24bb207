"""Somebody who lives in a served installation of their own, and leaves traces everywhere."""

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from domain.kernel import Act
from domain.residents.grant_role import GrantRole
from domain.suggestions.keep_paper import KeepPaper
from infra.exporting import entries
from infra.installation import Installation, utc_now
from infra.keys import NAME_CHARS
from infra.pictures import PostgresPictures
from infra.settings import Settings
from services.pictures import PNG, Picture
from tests.outside.canary import CANARY, LATIN, dumped
from tests.outside.serving import environment
from tests.services.calling import Answer, Caller
from tests.services.conftest import PASSWORD, SLUG, decide
from tests.services.officers import Somebody

LOG_IN = f"{LATIN}{CANARY}"
WORDS = f"{CANARY} {LATIN}"


@dataclass
class Home:
    """An installation of its own, with a server in processes of its own, and people in it."""

    place: Settings
    installation: Installation
    port: int
    said: Path
    people: dict[str, Somebody] = field(default_factory=dict)

    @property
    def visitor(self) -> Caller:
        return Caller(self.port, SLUG)

    def token_of(self, login: str) -> Caller:
        account = self.installation.accounts.account(self.installation.community(SLUG), login)
        assert account is not None
        token = self.installation.accounts.make_api_token(account)
        return self.visitor.saying(authorization=f"Bearer {token}")

    def linli(self, *verb: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "infra.cli", *verb],
            env=environment(self.place),
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def lines(self) -> list[bytes]:
        return list(entries(self.installation, SLUG))

    def dump(self) -> bytes:
        databases = self.installation.supervised.databases
        return dumped(self.place, (databases.main, databases.keys))


@dataclass
class Trace:
    """What somebody left behind: ids and the positions of what they did."""

    member: str
    service: str
    suggestions: list[str]
    positions: list[int]


def told(answer: Answer, status: int = 201) -> Answer:
    assert answer.status == status, answer.body
    return answer


def lives_here(home: Home, login: str = LOG_IN, words: str = WORDS) -> Trace:
    """Somebody whose words stand wherever a person can put a text, and who used it all."""
    told(home.visitor.post("accounts", {"login": login, "password": PASSWORD}))
    for tried in (login, f"{login}2"):
        told(home.visitor.post("sessions", {"login": tried, "password": words}), 401)
    told(home.visitor.post("accounts", {"login": login, "password": PASSWORD}), 409)
    own, clerk = home.token_of(login), home.token_of("clerk")
    joined = told(
        own.post("residents", {"name": words, "household": words, "age_band": "18-and-over"})
    )
    member = joined.json["id"]
    told(clerk.post(f"residents/{member}/verification"))
    ideas = [home.people["resident"].suggestion, home.people["clerk"].suggestion]
    idea = {"title": words, "text": words * 9, "category": "making-together"}
    mine = told(own.post("suggestions", idea)).json["id"]
    told(own.post("suggestions", {**idea, "category": words}), 409)
    for choice in ("agree", "disagree"):
        told(own.put(f"suggestions/{ideas[0]}/stance", {"choice": choice}))
    told(own.post(f"suggestions/{ideas[0]}/comments", {"text": words, "side": "for"}))
    recorded = {"for": member, "channel": "paper"}
    theirs = told(clerk.post("suggestions", {**idea, **recorded})).json["id"]
    told(clerk.put(f"suggestions/{ideas[1]}/stance", {"choice": "agree", **recorded}))
    told(own.get("suggestions?search=" + "%E9%B5%B8%E9%B5%8C"), 200)
    told(own.get("me/export"), 200)
    keeps_a_paper(home, member, theirs, words)
    return Trace(member, serves(home, member), [mine, theirs, *ideas], positions_of(home, member))


def keeps_a_paper(home: Home, member: str, suggestion: str, words: str) -> None:
    installation, community = home.installation, home.installation.community(SLUG)
    owner = voice_of(home, member)
    picture = Picture("image/png", PNG + words.encode())
    PostgresPictures(installation.main, installation.keys)._keep(community, owner, picture)
    act = Act.of("staff:clerk", utc_now(), owner)
    decide(installation, community, KeepPaper(act=act, subject=suggestion, picture=picture.digest))


def serves(home: Home, member: str) -> str:
    """As a steward, under the name of those who serve."""
    installation, community = home.installation, home.installation.community(SLUG)
    person = installation.keys.person_of(member)
    assert person is not None
    [name] = installation.keys.names([person], community.origin, "service").values()
    grant = GrantRole(act=Act.of("system", utc_now()), holder=name, role="steward")
    decide(installation, community, grant)
    return name


def voice_of(home: Home, member: str) -> str:
    installation = home.installation
    person = installation.keys.person_of(member)
    assert person is not None
    with installation.keys.pool.connection() as connection:
        [(name,)] = connection.execute(
            "SELECT name FROM name WHERE person = %s AND name LIKE 'voice:%%'", (person,)
        ).fetchall()
    return str(name)


def positions_of(home: Home, member: str) -> list[int]:
    """Every position at which the person acts, is acted for, or is spoken of."""
    installation = home.installation
    person = installation.keys.person_of(member)
    with installation.keys.pool.connection() as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM name WHERE person = %s", (person,))
        ]
    assert all(len(name.rpartition(":")[2]) == NAME_CHARS for name in names)
    return [
        position
        for position, line in enumerate(home.lines())
        if any(name.encode() in line for name in names)
    ]
