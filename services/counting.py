"""计次 — how often something was done lately, by whom; in memory, the oldest forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

KEYS_KEPT_MAX = 10_000


@dataclass
class Count:
    """At most `most` times within `period`, for each key; every server process counts its own."""

    most: int
    period: timedelta
    times: OrderedDict[Hashable, list[datetime]] = field(default_factory=OrderedDict)

    def is_used_up(self, key: Hashable, now: datetime) -> bool:
        """Whether this key must wait; waiting does not become longer by asking."""
        since = now - self.period
        recent = [moment for moment in self.times.pop(key, []) if moment > since]
        if recent:
            self.times[key] = recent
        return len(recent) >= self.most

    def add(self, key: Hashable, now: datetime) -> None:
        self.times[key] = [*self.times.pop(key, []), now]
        while len(self.times) > KEYS_KEPT_MAX:
            self.times.popitem(last=False)

    def take_back(self, key: Hashable) -> None:
        """The last time does not count after all."""
        times = self.times.get(key, [])
        if len(times) > 1:
            self.times[key] = times[:-1]
        else:
            self.forget(key)

    def forget(self, key: Hashable) -> None:
        self.times.pop(key, None)
