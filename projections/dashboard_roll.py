"""看板 dashboard — tables and folds of the roll: how many there were at the end of each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.residents.events import MemberLeft, ResidenceVerified, ResidentJoined
from projections.dashboard_days import day_of
from projections.projection import Entry, Rows, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from domain.kernel import Event


@dataclass(slots=True)
class OnTheRollRow:
    """Whether a member is confirmed, while on the roll: kept here too, as stances are."""

    member: str
    verified: bool = False


@dataclass(slots=True)
class RollSizeRow:
    """How many are on the roll now, and how many of them are confirmed."""

    members: int = 0
    verified: int = 0


@dataclass(slots=True)
class RollRow:
    """What happened on a day, and the roll after the last entry of that day."""

    day: date
    joined: int = 0
    verified: int = 0
    gone: int = 0
    members: int = 0
    members_verified: int = 0


ON_THE_ROLL = Table("dashboard_members", OnTheRollRow, key=("member",))
ROLL_SIZE = Table("dashboard_roll_size", RollSizeRow, key=())
ROLL = Table("dashboard_roll", RollRow, key=("day",))
TABLES = (ON_THE_ROLL, ROLL_SIZE, ROLL)


def join(entry: Entry[ResidentJoined], rows: Rows) -> None:
    rows.put(ON_THE_ROLL, OnTheRollRow(entry.event.act.who))
    size = roll_size(rows)
    size.members += 1
    roll_of(entry.event, rows, size).joined += 1


def verify(entry: Entry[ResidenceVerified], rows: Rows) -> None:
    """Confirmed once for each time on the roll, as the rules have it."""
    rows.need(ON_THE_ROLL, entry.event.resident).verified = True
    size = roll_size(rows)
    size.verified += 1
    roll_of(entry.event, rows, size).verified += 1


def leave(entry: Entry[MemberLeft], rows: Rows) -> None:
    member = rows.need(ON_THE_ROLL, entry.event.act.who)
    size = roll_size(rows)
    size.members -= 1
    size.verified -= member.verified
    member.verified = False
    roll_of(entry.event, rows, size).gone += 1


def roll_size(rows: Rows) -> RollSizeRow:
    return rows.get(ROLL_SIZE) or rows.put(ROLL_SIZE, RollSizeRow())


def roll_of(event: Event, rows: Rows, size: RollSizeRow) -> RollRow:
    """The day of an event, which now ends with a roll of this size."""
    day = day_of(event, rows)
    roll = rows.get(ROLL, day) or rows.put(ROLL, RollRow(day))
    roll.members, roll.members_verified = size.members, size.verified
    return roll


FOLDS: Mapping[type[Event], Callable[[Entry[Any], Rows], None]] = {
    ResidentJoined: join,
    ResidenceVerified: verify,
    MemberLeft: leave,
}
