"""选民 — a neighbourhood that may vote: residents on the roll, their sessions, and a poll."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from domain.kernel import ENTRY_TIME, Act, Command
from domain.residents.events import ADULT
from domain.residents.join_community import JoinCommunity
from domain.residents.verify_residence import VerifyResidence
from domain.voting.cast_vote import CastVote
from domain.voting.events import Mode
from domain.voting.open_poll import OpenPoll
from domain.voting.terms import Terms
from infra import poll_keys
from infra.chance import fresh_id
from infra.installation import Installation
from infra.own_account import digest
from infra.writer import Waiting
from projections.views import Community
from services.door import Recorded, RequestKey

SLUG = "bench"
CHAIR = "staff:chair"
OPTIONS = 4
BATCH = 1_000
POLL_DAYS = 2
BODY = b'{"choice": [1]}'


@dataclass(frozen=True, slots=True)
class Voter:
    """One person under both names, and the session by which a browser is known."""

    person: UUID
    member: str
    token: str
    csrf: str


@dataclass(frozen=True)
class Electorate:
    """Who may vote in the polls of one community."""

    installation: Installation
    community: Community
    voters: Sequence[Voter]

    def open_poll(self, mode: Mode = "anonymous") -> str:
        """The id of a poll that is open for a day or two."""
        installation = self.installation
        poll = f"poll:{fresh_id(installation.chance, 'poll')}"
        now = installation.clock()
        poll_keys.make(installation.keys, self.community.origin, poll, now)
        terms = Terms(
            kind="one", options=OPTIONS, choices_max=1, seats=1, audience="residents",
            unit="person", mode=mode, quorum=0, threshold=0, tie_rule="listed-first",
            closes_at=(now + timedelta(days=POLL_DAYS)).astimezone(UTC).strftime(ENTRY_TIME),
            hold_hours=24, suggestions=(),
        )  # fmt: skip
        labels = tuple(f"第 {number} 种" for number in range(1, OPTIONS + 1))
        decide_all(
            installation,
            self.community,
            [
                OpenPoll(
                    act=Act.of(CHAIR, now), poll=poll, voice=f"voice:{now.year}", terms=terms,
                    title="长椅选哪一种？", text="", labels=labels,
                )
            ],
        )  # fmt: skip
        return poll

    def names(self, poll: str, mode: Mode = "anonymous") -> dict[UUID, str]:
        """The names of all voters in a poll, stored as they must be before their first use."""
        scope = scope_of(poll, mode, self.installation.clock())
        people = [voter.person for voter in self.voters]
        return self.installation.keys.names(people, self.community.origin, scope)

    def votes(self, poll: str, mode: Mode = "anonymous") -> Iterator[Waiting]:
        """One vote of each voter, as the server would hand it to the door."""
        names, now = self.names(poll, mode), self.installation.clock()
        for number, voter in enumerate(self.voters):
            command = CastVote(
                act=Act.of(names[voter.person], now), member=voter.member, poll=poll,
                choice=(number % OPTIONS,), channel="web", arrived=now, age_band=ADULT,
                service=None,
            )  # fmt: skip
            yield Waiting(command, RequestKey(uuid4(), BODY), now)


def scope_of(poll: str, mode: Mode, now: datetime) -> str:
    return f"ballot:{poll.removeprefix('poll:')}" if mode == "anonymous" else f"voice:{now.year}"


def electorate(
    installation: Installation, voters: int, community: Community | None = None
) -> Electorate:
    """Residents of a community, all confirmed, through the door as everybody; a new one if none."""
    if community is None:
        community = installation.communities.found(installation.writer, SLUG, "测速社区")
    installation.communities.appoint(installation.writer, community, CHAIR.partition(":")[2])
    people = installation.keys.new_people([f"voter/{number}" for number in range(voters)])
    members = installation.keys.names(people, community.origin, "member")
    now = installation.clock()
    joining: list[Command] = [
        JoinCommunity(
            act=Act.of(members[person], now), channel="web", name=f"居民{number}",
            household=f"{number // 2} 号", age_band=ADULT,
        )
        for number, person in enumerate(people)
    ]  # fmt: skip
    verifying: list[Command] = [
        VerifyResidence(act=Act.of(CHAIR, now), resident=members[person]) for person in people
    ]
    decide_all(installation, community, joining)
    decide_all(installation, community, verifying)
    gathered = [
        Voter(person, members[person], secrets.token_urlsafe(32), secrets.token_urlsafe(32))
        for person in people
    ]
    sign_in(installation, community, gathered)
    return Electorate(installation, community, gathered)


def sign_in(installation: Installation, community: Community, voters: Sequence[Voter]) -> None:
    """An account and a session each, without the slow hash that guards a password."""
    until = installation.clock() + timedelta(days=1)
    rows = [(uuid4(), voter) for voter in voters]
    with installation.keys.pool.connection() as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO account (id, origin, login, password, person)"
            " VALUES (%s, %s, %s, 'none', %s)",
            [(account, community.origin, str(account), voter.person) for account, voter in rows],
        )
        cursor.executemany(
            "INSERT INTO session (digest, csrf, account, expires_at) VALUES (%s, %s, %s, %s)",
            [(digest(voter.token), voter.csrf, account, until) for account, voter in rows],
        )


def decide_all(
    installation: Installation, community: Community, commands: Sequence[Command]
) -> None:
    """Through the writer in batches; a refusal is an error of the benchmark."""
    for start in range(0, len(commands), BATCH):
        some = [Waiting(command) for command in commands[start : start + BATCH]]
        for outcome in installation.writer.decided(community.log, some):
            must_stand(outcome)


def must_stand(outcome: Recorded | Exception) -> Recorded:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
