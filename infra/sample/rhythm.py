"""作息 — when people act: mornings, noon and evenings, more at weekends, hardly at night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from random import Random

# How many of a hundred acts fall into each hour of the local day, from midnight on.
WORKDAY = (1, 0, 0, 0, 0, 0, 1, 5, 7, 4, 4, 4, 8, 6, 3, 3, 4, 5, 8, 11, 12, 9, 4, 1)
WEEKEND = (1, 0, 0, 0, 0, 0, 1, 2, 5, 9, 10, 9, 6, 4, 6, 8, 8, 7, 5, 6, 6, 4, 2, 1)
DESK_HOURS = (9, 10, 11, 14, 15, 16)
DAYS = 92
SATURDAY = 5


class Rhythm:
    """Draws moments of acts within the days of the sample, which end on `until`."""

    def __init__(self, random: Random, until: date, time_zone: str) -> None:
        self.random, self.until, self.zone = random, until, ZoneInfo(time_zone)
        self.first = until - timedelta(days=DAYS - 1)

    @property
    def opening(self) -> datetime:
        """The morning on which the community was founded."""
        return self.at_opening_of(0)

    def at_opening_of(self, day: int) -> datetime:
        """Before the desk opens on a day, counted from the first."""
        return self._at(self.first + timedelta(days=day), 8, 0)

    def on(self, day: int, *, at_the_desk: bool) -> datetime:
        """Some moment of a day, counted from the first; the desk keeps office hours."""
        date_ = self.first + timedelta(days=day)
        if at_the_desk:
            return self._at(self._working(date_), self.random.choice(DESK_HOURS), self._minute())
        hours = WEEKEND if date_.weekday() >= SATURDAY else WORKDAY
        [hour] = self.random.choices(range(24), hours)
        return self._at(date_, hour, self._minute())

    def soon_after(self, moment: datetime, *, within_days: int, at_the_desk: bool) -> datetime:
        """A later moment: most people answer in the first days, some weeks later."""
        day = (moment.astimezone(self.zone).date() - self.first).days
        left = max(min(within_days, DAYS - 1 - day), 0)
        days = int(self.random.expovariate(3 / within_days))
        days = days if days <= left else self.random.randint(0, left)
        later = self.on(min(day + days, DAYS - 1), at_the_desk=at_the_desk)
        return later if later > moment else moment + timedelta(minutes=self.random.randint(2, 50))

    def _working(self, day: date) -> date:
        back = max(day.weekday() - SATURDAY + 1, 0)
        return max(day - timedelta(days=back), self.first)

    def _minute(self) -> int:
        return self.random.randrange(60)

    def _at(self, day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)
