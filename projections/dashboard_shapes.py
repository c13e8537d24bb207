"""看板 dashboard — what it shows: figures, days, the roll, and what becomes of suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `scope` says within which scope it was counted; None is the whole log."""

    id: str
    value: int
    unit: str
    provable: bool
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: how many acts of a kind, by how many different names of one scope.

    `people` is None where several scopes are counted together: names of two may be one person.
    """

    day: date
    kind: str
    acts: int
    people: int | None


class ChannelActs(NamedTuple):
    """How many acts came through a channel."""

    channel: str
    acts: int


class CategorySuggestions(NamedTuple):
    """How many suggestions were made about an area, hidden ones too."""

    category: str
    suggestions: int


class RollBefore(NamedTuple):
    """How often people had joined, been verified and left before the first day that is shown, and
    the roll as it was then."""  # noqa: D205, D209 - one sentence.

    joined: int
    verified: int
    left: int
    members: int
    members_verified: int


class RollDay(NamedTuple):
    """How many people joined, were verified and left on a local day, and the roll at its end."""

    day: date
    joined: int
    verified: int
    left: int
    members: int
    members_verified: int


@dataclass(frozen=True, slots=True)
class Stage:
    """How many suggestions ever got so far, and after how many days half of them had.

    The median is that of whole days from being made, the lower one of two; None if nobody is there.
    """

    stage: str
    suggestions: int
    median_days: int | None


class Late(NamedTuple):
    """A suggestion that waits for an answer, or for what was promised, and was due by a day."""

    suggestion: str
    due: date
    days: int


class Stalled(NamedTuple):
    """A suggestion about which nothing was said for long, and how it stood when it last was."""

    suggestion: str
    status: str
    since: date
    days: int


class HiddenByRule(NamedTuple):
    """How many suggestions and comments are hidden now by a rule."""

    rule: str
    suggestions: int
    comments: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Participation, and what became of suggestions, up to one position of the log.

    What is late or has stalled is so on `today`; the longest comes first, `LISTED_MAX` at most.
    """

    position: int
    scope: str | None
    scopes: list[str]
    figures: list[Figure]
    days: list[Day]
    channels: list[ChannelActs]
    categories: list[CategorySuggestions]
    roll_before: RollBefore
    roll: list[RollDay]
    today: date
    stages: list[Stage]
    overdue: list[Late]
    broken: list[Late]
    stalled: list[Stalled]
    hidden: list[HiddenByRule]
