"""表决 voting — tables: polls, what was cast in them, and which casting of each name counts.

An open vote brings its choice along. A sealed one has none until the opening tells it, so no table
can hold what is still secret.
"""

from __future__ import annotations

from dataclasses import dataclass

from projections.projection import Table


@dataclass(slots=True)
class PollRow:
    poll: str
    position: int
    at: str
    by: str
    scope: str
    kind: str
    options: int
    choices_max: int
    seats: int
    audience: str
    unit: str
    mode: str
    quorum: int
    threshold: int
    tie_rule: str
    closes_at: str
    hold_hours: int
    roll: int
    last_position: int
    state: str = "open"
    extended: int = 0
    held_until: str | None = None
    castings: int = 0
    voters: int = 0
    waiting: int = 0
    disputed: int = 0
    rejected: int = 0
    opened: int = 0
    closed_position: int | None = None
    closed_at: str | None = None
    result_position: int | None = None
    result_at: str | None = None
    drawn: str | None = None


@dataclass(slots=True)
class AboutRow:
    """A suggestion that a poll is about, and its place in the list."""

    suggestion: str
    poll: str
    place: int


@dataclass(slots=True)
class TurnRow:
    """Something that happened to a poll as a whole."""

    poll: str
    position: int
    what: str
    at: str
    by: str
    until: str | None


@dataclass(slots=True)
class CastingRow:
    """Somebody voted; the choice stands here as soon as the log tells it."""

    position: int
    poll: str
    who: str
    at: str
    channel: str
    paper: str | None
    choice: str | None
    counts: bool = False


@dataclass(slots=True)
class BallotRow:
    """How a name stands in a poll: the casting that counts, and the last paper."""

    poll: str
    who: str
    castings: int = 0
    position: int | None = None
    by_paper: bool = False
    paper: str | None = None


@dataclass(slots=True)
class PaperRow:
    paper: str
    poll: str
    who: str
    position: int
    at: str
    by: str
    channel: str
    confirmed_position: int | None = None
    confirmed_by: str | None = None
    disputed: bool = False


@dataclass(slots=True)
class ChoiceRow:
    poll: str
    choice: str
    ballots: int = 0


@dataclass(slots=True)
class ChannelRow:
    poll: str
    channel: str
    ballots: int = 0


@dataclass(slots=True)
class VerifiedRow:
    """Whether a member is confirmed: kept here too, since two projections may stand apart."""

    member: str
    verified: bool


@dataclass(slots=True)
class RollRow:
    """How many members are confirmed now."""

    verified: int = 0


POLLS = Table("polls", PollRow, key=("poll",), indexes=[("position",)])
ABOUT = Table("poll_suggestions", AboutRow, key=("suggestion", "poll"), indexes=[("poll",)])
TURNS = Table("poll_turns", TurnRow, key=("poll", "position"))
CASTINGS = Table("poll_castings", CastingRow, key=("position",), indexes=[("poll", "position")])
BALLOTS = Table("poll_ballots", BallotRow, key=("poll", "who"), indexes=[("who",)])
PAPERS = Table("poll_papers", PaperRow, key=("paper",), indexes=[("position",)])
CHOICES = Table("poll_choices", ChoiceRow, key=("poll", "choice"))
CHANNELS = Table("poll_channels", ChannelRow, key=("poll", "channel"))
VERIFIED = Table("poll_members", VerifiedRow, key=("member",))
ROLL = Table("poll_roll", RollRow, key=())


def choice_of(text: str) -> tuple[int, ...]:
    """A choice as it stands in a row: indexes with commas between them."""
    return tuple(int(index) for index in text.split(",")) if text else ()


def text_of(choice: tuple[int, ...]) -> str:
    return ",".join(str(index) for index in choice)


TABLES = (POLLS, ABOUT, TURNS, CASTINGS, BALLOTS, PAPERS, CHOICES, CHANNELS, VERIFIED, ROLL)
