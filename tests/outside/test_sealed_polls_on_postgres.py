"""Two neighbourhoods in which the same people do the same, and only vote otherwise.

Whatever anybody can read of one is, byte by byte, what can be read of the other, until the ballots
are opened. Ids, commitments and tokens are drawn by chance: each is replaced by the number of its
first appearance, so that also who did what stays comparable.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from difflib import ndiff

import pytest

from infra.settings import Settings
from infra.supervisor import Databases
from tests.outside.test_polls_are_recounted import recounted
from tests.services.at_the_polls import Polls, voting
from tests.services.calling import Answer, Caller
from tests.services.conftest import SLUG

VOTERS = 4
# Whatever is drawn by chance: hashes, tokens, ids, also where they are cut short ("fSHO…"); who
# registered as the how-manieth of all tests; and the time, which is not the same for both.
BY_CHANCE = re.compile(
    rb"\+[0-9a-f]{8}\+[0-9A-Za-z+/=]{44}|newcomer-[0-9]+"
    rb"|[0-9A-Za-z_-]{22,}|[0-9A-Za-z_-]{4}\xe2\x80\xa6"
    rb"|(?<![\w:-])[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|\+00:00)?)?(?![\w-])"
    rb"|(?<![\w:-])[0-9]{1,2}:[0-9]{2}(?![\w:-])"
)
A_TIME = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]+:[0-9]{2}")
SEALED_CHOICES = (
    ((0,), (1,), (1,), (2,)),
    ((2,), (0,), (0,), (0,)),
)
RANKINGS = (
    ((0, 1, 2), (), (1,), (2, 0)),
    ((2,), (0, 2, 1), (), (1, 2, 0)),
)


@dataclass
class World:
    """A neighbourhood, its voters, and everything that anybody was told there."""

    polls: Polls
    voters: list[Caller]
    """By their tokens, as programs ask."""
    browsers: list[Caller]
    members: list[str]
    told: list[bytes] = field(default_factory=list)
    seen: dict[bytes, bytes] = field(default_factory=dict)

    def hears(self, answer: Answer, *, sorted_by_chance: bool = False) -> Answer:
        """Take down what was told. Scopes that are sorted by what was drawn are not numbered."""
        said = b"%d %s\n%s" % (
            answer.status, answer.headers.get("content-type", "").encode(), answer.body,
        )  # fmt: skip
        if sorted_by_chance:
            said = re.sub(rb"ballot:[0-9A-Za-z_:-]{22,}", b"ballot:<id>", said)
        self.told.append(BY_CHANCE.sub(self.number, said))
        return answer

    def number(self, found: re.Match[bytes]) -> bytes:
        drawn = found[0]
        if A_TIME.fullmatch(drawn):
            return b"<time>"
        return self.seen.setdefault(drawn, b"<%d>" % len(self.seen))

    def votes(self, poll: str, choices: tuple[tuple[int, ...], ...]) -> None:
        """Each votes on the web; the first one changes their mind, the last comes to the desk."""
        for voter, choice in zip(self.voters, choices, strict=True):
            self.hears(self.polls.vote(voter, poll, *choice))
        self.hears(self.polls.vote(self.voters[0], poll, *choices[-1]))
        clerk, sheet = self.polls.neighbourhood.clerk, {"choice": choices[1]}
        answer = clerk.post(f"polls/{poll}/papers", {**sheet, "for": self.members[-1]})
        paper = self.hears(self.polls.shown(answer)).json["id"]
        confirmation = f"polls/{poll}/papers/{paper}/confirmation"
        self.hears(self.polls.shown(self.polls.colleague.post(confirmation, sheet)))

    def looks_round(self, polls: list[str]) -> None:
        """Everything that anybody can read: visitors, voters, the desk, the committee."""
        home = f"/c/{SLUG}"
        for path in (f"{home}/suggestions", f"{home}/polls", f"{home}/audit"):
            self.hears(self.polls.visitor.get(path))
        for path in ("polls", "entries?limit=100", "log", "log/lines"):
            self.hears(self.polls.visitor.get(path))
        for path in ("dashboard", f"{home}/dashboard"):
            self.hears(self.polls.visitor.get(path), sorted_by_chance=True)
        for poll in polls:
            self.looks_at(poll, f"{home}/polls/{poll}")
        for voter, browser in zip(self.voters, self.browsers, strict=True):
            for path in ("me", "me/acts"):
                self.hears(voter.get(path))
            self.hears(voter.get("me/export"), sorted_by_chance=True)
            for path in ("me", "me/acts", *(f"polls/{poll}" for poll in polls)):
                self.hears(browser.get(f"{home}/{path}"))
            for poll in polls:
                self.hears(browser.get(f"{home}/polls/{poll}/vote"))

    def looks_at(self, poll: str, page: str) -> None:
        for path in (page, f"{page}/ballots", f"entries?tag={poll}&limit=100", f"polls/{poll}"):
            self.hears(self.polls.visitor.get(path))
        for what in ("course", "result", "ballots", "ballots.csv", "set-aside"):
            self.hears(self.polls.visitor.get(f"polls/{poll}/{what}"))
        for voter in self.voters:
            self.hears(voter.get(f"polls/{poll}/ballot"))
        staff = (self.polls.neighbourhood.clerk, self.polls.neighbourhood.committee)
        for caller in staff:
            for state in ("waiting", "confirmed"):
                self.hears(caller.get(f"polls/{poll}/papers?state={state}"))


def peopled(polls: Polls) -> World:
    """Some voters who were verified before any poll opened, each with a token and a browser."""
    world, clerk = World(polls, [], [], []), polls.neighbourhood.clerk
    for _ in range(VOTERS):
        voter, login = polls.neighbourhood.newcomer()
        joined = voter.post("residents", {"name": "王小明", "age_band": "18-and-over"})
        member = joined.json["id"]
        polls.shown(clerk.post(f"residents/{member}/verification"))
        world.voters.append(voter)
        world.browsers.append(polls.neighbourhood.signed_in(login))
        world.members.append(member)
    return world


@pytest.fixture
def worlds(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, World]]:
    with ExitStack() as stack:
        there = []
        for name in ("one", "other"):
            home = tmp_path_factory.mktemp(f"world_{name}")
            polls = stack.enter_context(voting(settings, databases, home))
            there.append(peopled(polls))
        one, other = there
        yield one, other


def parts(said: bytes) -> list[str]:
    return re.split(r"\n|(?<=,)", said.decode())


def differing(one: list[bytes], other: list[bytes]) -> list[str]:
    """Line by line what was told here and not there."""
    return [
        line
        for a, b in zip(one, other, strict=True)
        for line in ndiff(parts(a), parts(b))
        if not line.startswith("  ")
    ]


def test_nobody_can_tell_sealed_choices_apart_before_the_opening(
    worlds: tuple[World, World],
) -> None:
    opened = [
        [
            world.polls.open(mode="sealed"),
            world.polls.open(mode="anonymous"),
            world.polls.open(mode="anonymous", kind="ranked"),
        ]
        for world in worlds
    ]
    for world, polls, choices, rankings in zip(
        worlds, opened, SEALED_CHOICES, RANKINGS, strict=True
    ):
        for poll, made in zip(polls, (choices, choices, rankings), strict=True):
            world.votes(poll, made)
        world.looks_round(polls)
    one, other = worlds
    assert len(one.told) > 100
    assert {said[:4] for said in one.told} <= {b"200 ", b"201 ", b"409 "}
    assert differing(one.told, other.told) == []
    # The same look tells them apart once the ballots are opened: it would have seen a difference.
    for world, polls in zip(worlds, opened, strict=True):
        for poll in polls:
            world.polls.close(poll)
            world.told.clear()
            world.looks_at(poll, f"/c/{SLUG}/polls/{poll}")
    assert len(differing(one.told, other.told)) >= 4
    for world in worlds:
        lines = world.polls.visitor.get("log/lines?limit=1000").body.splitlines()
        for poll, said in recounted(lines).items():
            outcome = world.polls.of(poll, "result")["outcome"]
            assert (said["sound"], said["voters"]) == (True, VOTERS)
            assert said["votes"] == outcome["votes"]
            assert said["winners"] == outcome["winners"]
