"""尝试 — how often signing in to one account has failed lately, so that guessing is slow."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

FAILURES_MAX = 10
WINDOW_MINUTES_MAX = 15
LOGINS_KEPT_MAX = 10_000

Key = tuple[str, str]


class Tries:
    """Failures by (community, log-in), in memory: the oldest are forgotten first.

    A try counts before its password is checked, so that a hundred tries at once are not all free.
    """

    def __init__(self) -> None:
        self.failures: OrderedDict[Key, list[datetime]] = OrderedDict()

    def are_used_up(self, key: Key, now: datetime) -> bool:
        """Whether this log-in must wait; if not, this try counts as failed until `forget`."""
        since = now - timedelta(minutes=WINDOW_MINUTES_MAX)
        recent = [moment for moment in self.failures.pop(key, []) if moment > since]
        used_up = len(recent) >= FAILURES_MAX
        self.failures[key] = recent if used_up else [*recent, now]
        while len(self.failures) > LOGINS_KEPT_MAX:
            self.failures.popitem(last=False)
        return used_up

    def forget(self, key: Key) -> None:
        """The password was right."""
        self.failures.pop(key, None)
