"""表决 voting — what the API says about polls as a whole; nothing of any choice."""

from dataclasses import dataclass

from projections.voting import Poll, State, Turn
from services.answers import documented

EXAMPLE = "poll:0123456789abcdefghijkl"


@dataclass(frozen=True, slots=True)
class PollShown:
    """表决 · a poll: its terms, how it stands, and who came; nothing of any choice."""

    __pydantic_config__ = documented(
        id=EXAMPLE, position=61, at="2026-12-01T08:10Z", by="staff:zhao", scope="voice:2026",
        title="大门口的长椅选哪一种？", text="", labels=["木的", "石的"],
        suggestions=["suggestion:0123456789abcdefghijkl"], kind="one", options=2, choices_max=1,
        seats=1, audience="residents", unit="person", mode="sealed", quorum=20, threshold=0,
        tie_rule="stays", closes_at="2026-12-24T12:00Z", hold_hours=48, extended=0, state="open",
        held_until=None, roll=120, castings=34, voters=31, superseded=2, waiting=1, disputed=0,
        rejected=0, closed_position=None, result_position=None, drawn=None, last_position=120,
    )  # fmt: skip

    id: str
    position: int
    at: str
    by: str
    scope: str
    """Under which names people vote."""
    title: str | None
    text: str | None
    labels: list[str] | None
    """The wordings of the options, or of the statements."""
    suggestions: list[str]
    kind: str
    options: int
    choices_max: int
    seats: int
    audience: str
    unit: str
    mode: str
    """open: names and choices are public at once; sealed, anonymous: after the opening."""
    quorum: int
    threshold: int
    tie_rule: str
    closes_at: str
    """Until when votes are taken, as extended last."""
    hold_hours: int
    extended: int
    state: State
    """open: takes votes; held: waits, since the door was shut; closing: takes none, and is being
    opened; closed: has a result; cancelled."""
    held_until: str | None
    roll: int
    """How many members were verified when it opened."""
    castings: int
    voters: int
    """How many names have a ballot that counts."""
    superseded: int
    waiting: int
    """Paper ballots that wait for a second person."""
    disputed: int
    """Paper ballots that two people read differently."""
    rejected: int
    """Paper ballots that nobody confirmed in time."""
    closed_position: int | None
    result_position: int | None
    """The entry from which on there is a result; null: there is none yet."""
    drawn: str | None
    last_position: int


@dataclass(frozen=True, slots=True)
class PollPage:
    """表决的一页 · a page of polls, newest first; pass `next` as `before`."""

    items: list[PollShown]
    next: int | None


@dataclass(frozen=True, slots=True)
class TurnShown:
    """经过 · something that happened to a poll as a whole."""

    __pydantic_config__ = documented(
        what="extended", position=90, at="2026-12-20T08:00Z", by="staff:zhao",
        until="2026-12-31T12:00Z", reason="下雨，很多人没来得及。",
    )  # fmt: skip

    what: str
    position: int
    at: str
    by: str
    until: str | None
    """The close that it set, or how long a held closing waits."""
    reason: str | None


@dataclass(frozen=True, slots=True)
class PollCourse:
    """表决的经过 · what happened to a poll as a whole, oldest first."""

    items: list[TurnShown]


def poll_shown(one: Poll, now: str) -> PollShown:
    """A poll as it stands by the clock."""
    return PollShown(
        id=one.poll, position=one.position, at=one.at, by=one.by, scope=one.scope,
        title=one.title, text=one.text, labels=one.labels, suggestions=one.suggestions,
        kind=one.kind, options=one.options, choices_max=one.choices_max, seats=one.seats,
        audience=one.audience, unit=one.unit, mode=one.mode, quorum=one.quorum,
        threshold=one.threshold, tie_rule=one.tie_rule, closes_at=one.closes_at,
        hold_hours=one.hold_hours, extended=one.extended, state=one.state_at(now),
        held_until=one.held_until, roll=one.roll, castings=one.castings, voters=one.voters,
        superseded=one.superseded, waiting=one.waiting, disputed=one.disputed,
        rejected=one.rejected, closed_position=one.closed_position,
        result_position=one.result_position, drawn=one.drawn, last_position=one.last_position,
    )  # fmt: skip


def turn_shown(one: Turn) -> TurnShown:
    return TurnShown(one.what, one.position, one.at, one.by, one.until, one.reason)
