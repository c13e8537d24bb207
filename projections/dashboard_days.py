"""看板 dashboard — which day it was in the community: the founding says where its clock stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from projections.projection import Entry, Rows, Table

if TYPE_CHECKING:
    from domain.community.events import CommunityFounded
    from domain.kernel import Event

MOMENTS_KEPT_MAX = 65_536


@dataclass(slots=True)
class ZoneRow:
    time_zone: str


ZONE = Table("dashboard_zone", ZoneRow, key=())


@lru_cache(MOMENTS_KEPT_MAX)
def local_day(moment: str, time_zone: str) -> date:
    """The day that it was in the community at a moment, which is RFC 3339 in UTC.

    In the years 1 and 9999 it is the day of UTC: a local one could lie outside of the calendar.
    """
    at = datetime.fromisoformat(moment)
    return (at if at.year in {MINYEAR, MAXYEAR} else at.astimezone(ZoneInfo(time_zone))).date()


def found(entry: Entry[CommunityFounded], rows: Rows) -> None:
    rows.put(ZONE, ZoneRow(entry.event.time_zone))


def day_of(event: Event, rows: Rows, occurred_at: str | None = None) -> date:
    return local_day(occurred_at or event.act.at, rows.need(ZONE).time_zone)
