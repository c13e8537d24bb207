"""A stranger's count of polls against ours: thousands of random ones, and logs that were bent."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.kernel import Act, Event
from domain.voting.castings import Casting, Castings
from domain.voting.counting import count
from domain.voting.events import (
    BallotCast,
    BallotsAllOpened,
    BallotsOpened,
    LotDrawn,
    PaperBallotConfirmed,
    PaperBallotDisputed,
    PollClosed,
    PollOpened,
    VoteCast,
)
from domain.voting.terms import (
    ANSWERS,
    KINDS,
    MODES,
    TIE_RULES,
    Terms,
    choice_fits,
    choices_and_seats,
    terms_fit,
)
from infra.mapper import base64url, commitment, entry_of
from projections.voting_folds import VOTING
from projections.voting_tables import CHANNELS, CHOICES, POLLS, choice_of
from tests.projections.scenario import NOON, given
from tests.voting.elections import terms_of

RECOUNT = Path(__file__).with_name("recount_polls.py")
POLLS_AT_RANDOM = 600
AFTER = "2026-03-09T12:01Z"
SEED = 20260309
COMMITTEE, SYSTEM = Act("staff:zhao", NOON), Act("system", AFTER)


def recounted(lines: list[bytes]) -> dict[str, Any]:
    """By the independent program, in an interpreter that sees nothing of ours."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", RECOUNT],
        input=b"".join(line + b"\n" for line in lines),
        stdout=subprocess.PIPE,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@dataclass
class Story:
    """A log as it is written, with the secrets that only its writer knows."""

    chance: Random
    events: list[Event] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=lambda: [b'{"data":{}}'])
    standing: dict[str, dict[str, Castings]] = field(default_factory=dict)
    secrets: dict[int, tuple[tuple[int, ...], bytes]] = field(default_factory=dict)

    def write(self, event: Event, choice: tuple[int, ...] | None = None) -> None:
        """Append an event, with a commitment where a choice is sealed."""
        position, committed = len(self.lines), None
        if choice is not None:
            salt = self.chance.randbytes(32)
            self.secrets[position] = choice, salt
            committed = commitment(salt, {"choice": list(choice)})
        if isinstance(event, Casting):
            names = self.standing.setdefault(event.poll, {})
            names.setdefault(event.act.who, Castings()).add(position, event)
        self.events.append(event)
        self.lines.append(entry_of(event, committed))

    def whole_poll(self, number: int) -> None:
        """Some people vote, change their minds, come to the desk; then it is closed and opened."""
        terms, poll = terms_by(self.chance), f"poll:{number:022}"
        self.write(PollOpened(act=COMMITTEE, poll=poll, scope="voice:2026", **vars(terms)))
        for slip in range(self.chance.randrange(14)):
            self.somebody_votes(terms, poll, f"paper:{number}-{slip}")
        self.write(PollClosed(act=SYSTEM, poll=poll))
        if terms.mode != "open":
            self.open_ballots(poll)
        if terms.tie_rule == "lot" and self.chance.random() < 0.7:
            drawn = " ".join(map(str, sorted(self.chance.sample(range(1, 100), 6))))
            self.write(LotDrawn(act=COMMITTEE, poll=poll, drawn=drawn))

    def somebody_votes(self, terms: Terms, poll: str, slip: str) -> None:
        who, choice = f"voice:2026:{self.chance.randrange(10):022}", choice_by(self.chance, terms)
        paper = slip if self.chance.random() < 0.3 else None
        act = Act("staff:lin", NOON, who) if paper else Act(who, NOON)
        channel = "paper" if paper else "web"
        if terms.mode == "open":
            self.write(VoteCast(act=act, poll=poll, choice=choice, channel=channel, paper=paper))
        else:
            self.write(BallotCast(act=act, poll=poll, channel=channel, paper=paper), choice)
        if paper and self.chance.random() < 0.7:
            second = Act("staff:qian", NOON, who)
            agrees = self.chance.random() < 0.8
            read = PaperBallotConfirmed if agrees else PaperBallotDisputed
            self.write(read(act=second, poll=poll, paper=paper))

    def open_ballots(self, poll: str) -> None:
        """In parts of at most three, and in no order."""
        names = self.standing.get(poll, {}).values()
        counting = [each.counting for each in names if each.counting is not None]
        self.chance.shuffle(counting)
        for part in range(0, len(counting), 3):
            ballots = tuple(
                (at, self.secrets[at][0], base64url(self.secrets[at][1]))
                for at in counting[part : part + 3]
            )
            named = f"opening:{poll.removeprefix('poll:')}:{part // 3}"
            self.write(BallotsOpened(act=SYSTEM, poll=poll, part=named, ballots=ballots))
        self.write(BallotsAllOpened(act=SYSTEM, poll=poll, opened=len(counting)))


def terms_by(chance: Random) -> Terms:
    """Few options, few voters: ties are common."""
    options, kind = chance.randint(2, 5), chance.choice(KINDS)
    wished = chance.randint(1, options), chance.randint(1, options)
    choices_max, seats = choices_and_seats(kind, options, *wished)
    terms = Terms(
        kind=kind, options=options, choices_max=choices_max, seats=seats, audience="residents",
        unit="person", mode=chance.choice(MODES), quorum=chance.choice((0, 0, 3)),
        threshold=chance.choice((0, 0, 25, 50)), tie_rule=chance.choice(TIE_RULES),
        closes_at="2026-03-09T12:00Z", hold_hours=24,
    )  # fmt: skip
    assert terms_fit(terms)
    return terms


def choice_by(chance: Random, terms: Terms) -> tuple[int, ...]:
    """Any choice that fits, a blank one too."""
    chosen = chance.sample(range(terms.options), chance.randint(0, terms.choices_max))
    if terms.kind == "statements":
        answers = len(ANSWERS)
        return tuple(answers * about + chance.randrange(answers) for about in sorted(chosen))
    choice = tuple(chosen if terms.kind == "ranked" else sorted(chosen))
    assert choice_fits(terms, choice)
    return choice


def ours(story: Story) -> dict[str, Any]:
    """The same figures by our folds and our rules."""
    rows = given(*story.events).rows(VOTING)
    ballots: dict[str, dict[tuple[int, ...], int]] = {}
    for poll, choice, number in rows.changed(CHOICES):
        ballots.setdefault(poll, {})[choice_of(choice)] = number
    channels: dict[str, dict[str, int]] = {}
    for poll, channel, number in rows.changed(CHANNELS):
        channels.setdefault(poll, {}).update({channel: number} if number else {})
    terms = {each.poll: each for each in story.events if isinstance(each, PollOpened)}
    said: dict[str, Any] = {}
    for name, opened in terms.items():
        row = rows.need(POLLS, name)
        fixed = Terms(**{each.name: getattr(opened, each.name) for each in fields(Terms)})
        counting = {choice: n for choice, n in ballots.get(name, {}).items() if n}
        outcome = asdict(count(fixed, counting, row.drawn))
        assert outcome.pop("ballots") == row.voters
        del outcome["rounds"]
        said[name] = outcome | {
            "castings": row.castings,
            "voters": row.voters,
            "disputed": row.disputed,
            "unconfirmed": row.rejected,
            "superseded": row.castings - row.voters - row.disputed - row.rejected,
            "turnout": channels.get(name, {}),
            "sound": True,
        }
    as_json: dict[str, Any] = json.loads(json.dumps(said))
    return as_json


def test_strangers_count_every_poll_as_we_do() -> None:
    story = Story(Random(SEED))  # noqa: S311 - nothing here is a secret.
    for number in range(POLLS_AT_RANDOM):
        story.whole_poll(number)
    said = recounted(story.lines)
    expected = ours(story)
    assert said == expected
    assert sum(each["disputed"] for each in said.values())
    assert {each["tie_stands"] for each in said.values()} == {False, True}
    assert {each["tie_broken_by"] for each in said.values()} == {"", "listed-first", "lot"}


def bent(line: bytes, **changes: object) -> bytes:
    entry = json.loads(line)
    entry["data"] |= changes
    return json.dumps(entry).encode()


@pytest.fixture(scope="module")
def opened() -> tuple[list[bytes], int, int]:
    """A sealed poll with ballots, and where its only part of the opening and its casting stand."""
    story, poll = Story(Random(SEED)), "poll:lanterns_for_the_fair_"  # noqa: S311 - as above.
    terms = terms_of("one", 3)
    public = vars(terms) | {"mode": "sealed"}
    story.write(PollOpened(act=COMMITTEE, poll=poll, scope="voice:2026", **public))
    for name in "ab":
        act = Act(f"voice:2026:{name * 22}", NOON)
        story.write(BallotCast(act=act, poll=poll, channel="web"), (1,))
    story.write(PollClosed(act=SYSTEM, poll=poll))
    story.open_ballots(poll)
    assert [each["sound"] for each in recounted(story.lines).values()] == [True]
    return story.lines, 5, 2


def test_strangers_notice_a_ballot_that_was_opened_otherwise_than_it_was_cast(
    opened: tuple[list[bytes], int, int],
) -> None:
    lines, part, _ = opened
    [first, second] = json.loads(lines[part])["data"]["ballots"]
    wrong_salt = [first[0], first[1], second[2]]
    for ballots in ([[first[0], [2], first[2]], second], [wrong_salt, second]):
        tried = [*lines[:part], bent(lines[part], ballots=ballots), *lines[part + 1 :]]
        assert [each["sound"] for each in recounted(tried).values()] == [False]


def test_strangers_notice_ballots_that_were_left_out_opened_twice_or_cast_too_late(
    opened: tuple[list[bytes], int, int],
) -> None:
    lines, part, cast = opened
    [first, second] = json.loads(lines[part])["data"]["ballots"]
    for ballots in ([first], [first, second, second]):
        tried = [*lines[:part], bent(lines[part], ballots=ballots), *lines[part + 1 :]]
        assert [each["sound"] for each in recounted(tried).values()] == [False]
    late = [*lines[:cast], *lines[cast + 1 :], lines[cast]]
    assert [each["sound"] for each in recounted(late).values()] == [False]
