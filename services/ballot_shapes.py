"""选票 ballots — what the API says about votes: results, ballots, papers, one's own."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from fastapi import Response

from domain.voting.counting import Outcome
from projections.ballots import BallotStanding, PaperBallot, PaperState
from projections.voting import State
from services.answers import JSON, RECEIPTS, documented
from services.door import Recorded
from services.refusing import Responses

EXAMPLE = "poll:0123456789abcdefghijkl"
SHEET = "paper:0123456789abcdefghijkl"
VOTER = "voice:2026:0123456789abcdefghijkl"


@dataclass(frozen=True, slots=True)
class ChannelShown:
    """途径 · how many ballots that count came by one channel."""

    __pydantic_config__ = documented(channel="web", ballots=28)

    channel: str
    ballots: int


@dataclass(frozen=True, slots=True)
class RoundShown:
    """一轮 · one round of an instant run-off."""

    __pydantic_config__ = documented(
        votes=[12, 9, 3], exhausted=1, eliminated=[2], tied=[], broken_by=""
    )

    votes: list[int]
    exhausted: int
    eliminated: list[int]
    tied: list[int]
    broken_by: str


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """计票 · what the ballots say by the rule of the poll."""

    __pydantic_config__ = documented(
        ballots=31, votes=[18, 12], winners=[0], tied=[], tie_broken_by="", tie_stands=False,
        rounds=[], quorum_met=True, threshold_met=True,
    )  # fmt: skip

    ballots: int
    votes: list[int]
    """Of each option; of a statement three: agree, disagree, pass."""
    winners: list[int]
    tied: list[int]
    """Options that were equal where the tie rule was asked."""
    tie_broken_by: str
    tie_stands: bool
    rounds: list[RoundShown]
    quorum_met: bool
    threshold_met: bool


@dataclass(frozen=True, slots=True)
class ResultShown:
    """结果 · how a poll stands or ended."""

    poll: str
    state: State
    final: bool
    """Whether this is the result, and no running count."""
    turnout: list[ChannelShown]
    outcome: OutcomeShown | None
    """Null as long as choices are hidden, and of a cancelled poll."""


@dataclass(frozen=True, slots=True)
class BallotShown:
    """选票 · a ballot that counts."""

    __pydantic_config__ = documented(name=VOTER, position=77, channel="web", choice=[1])

    name: str
    position: int
    channel: str
    choice: list[int]


@dataclass(frozen=True, slots=True)
class BallotPage:
    """选票的一页 · a page of ballots that count, oldest first; pass `next` as `cursor`."""

    items: list[BallotShown]
    next: int | None


@dataclass(frozen=True, slots=True)
class SetAsideShown:
    """未计入 · a casting that does not count, and why."""

    __pydantic_config__ = documented(
        name=VOTER, position=70, at="2026-12-02T09:00Z", channel="web", reason="superseded"
    )

    name: str
    position: int
    at: str
    channel: str
    reason: str
    """superseded by a later one; waiting for a second person; disputed: that person read another
    choice; unconfirmed in time."""


@dataclass(frozen=True, slots=True)
class SetAsidePage:
    """未计入的一页 · a page of castings that do not count; pass `next` as `cursor`."""

    items: list[SetAsideShown]
    next: int | None


@dataclass(frozen=True, slots=True)
class StandingShown:
    """我的选票 · how one's own name stands in a poll."""

    __pydantic_config__ = documented(
        name=VOTER, castings=2, position=77, at="2026-12-02T10:00Z", channel="web", choice=None,
        paper=None,
    )  # fmt: skip

    name: str
    castings: int
    position: int | None
    """The casting that counts."""
    at: str | None
    channel: str | None
    choice: list[int] | None
    """Null until everybody may know it."""
    paper: PaperState | None


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """我的选票 · null: you have not voted in this poll."""

    ballot: StandingShown | None


@dataclass(frozen=True, slots=True)
class PaperShown:
    """纸质选票 · a ballot that the desk recorded from paper, without its choice."""

    __pydantic_config__ = documented(
        id=SHEET, poll=EXAMPLE, name=VOTER, position=80, at="2026-12-02T09:00Z", by="staff:lin",
        channel="paper", state="waiting", confirmed_position=None, confirmed_by=None,
    )  # fmt: skip

    id: str
    poll: str
    name: str
    position: int
    at: str
    by: str
    channel: str
    state: PaperState
    confirmed_position: int | None
    confirmed_by: str | None


@dataclass(frozen=True, slots=True)
class PaperPage:
    """纸质选票的一页 · a page of paper ballots, newest first; pass `next` as `before`."""

    items: list[PaperShown]
    next: int | None


@dataclass(frozen=True, slots=True)
class SecondReading:
    """核对回执 · the receipt of a second reading, and what became of the sheet by it."""

    __pydantic_config__ = documented(
        log="example.org/linjiang", position=4711, recorded=1, promise="recorded", id=SHEET,
        state="disputed",
    )  # fmt: skip

    log: str
    position: int
    recorded: int
    promise: str
    id: str
    state: PaperState
    """confirmed: both read the same, and it counts; disputed: they did not, and it never counts."""


READ_TWICE: Responses = {
    status: {"model": SecondReading, "description": RECEIPTS[status]["description"]}
    for status in RECEIPTS
}


def second_reading(recorded: Recorded, paper: str, state: PaperState) -> Response:
    """201 when the reading is recorded, 200 when the sheet was confirmed already."""
    position, number = recorded.position, recorded.count
    said = SecondReading(recorded.origin, position, number, "recorded", paper, state)
    return Response(orjson.dumps(said), 201 if number else 200, media_type=JSON)


def channels_shown(turnout: Mapping[str, int]) -> list[ChannelShown]:
    return [ChannelShown(channel, ballots) for channel, ballots in turnout.items()]


def outcome_shown(of: Outcome) -> OutcomeShown:
    rounds = [
        RoundShown(
            list(each.votes), each.exhausted, list(each.eliminated), list(each.tied),
            each.broken_by,
        )
        for each in of.rounds
    ]  # fmt: skip
    return OutcomeShown(
        of.ballots, list(of.votes), list(of.winners), list(of.tied), of.tie_broken_by,
        of.tie_stands, rounds, of.quorum_met, of.threshold_met,
    )  # fmt: skip


def standing_shown(one: BallotStanding) -> StandingShown:
    choice = None if one.choice is None else list(one.choice)
    return StandingShown(
        one.name, one.castings, one.position, one.at, one.channel, choice, one.paper
    )


def paper_shown(one: PaperBallot) -> PaperShown:
    return PaperShown(
        one.paper, one.poll, one.name, one.position, one.at, one.by, one.channel, one.state,
        one.confirmed_position, one.confirmed_by,
    )  # fmt: skip
