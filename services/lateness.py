"""迟滞 — whether a view stands still behind its log although nothing says that it has stopped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.record import Lag

STILL_SECONDS_MAX = 60


class Lateness:
    """Remembers since when each view that is behind has not moved, as far as anybody asked."""

    def __init__(self) -> None:
        self.still: dict[tuple[str, int], tuple[int, datetime]] = {}

    def is_late(self, lag: Lag, now: datetime) -> bool:
        """Whether this view is behind and has not moved for a minute."""
        view = (lag.projection, lag.log)
        if lag.position >= lag.head:
            self.still.pop(view, None)
            return False
        position, since = self.still.get(view, (lag.position, now))
        if position != lag.position:
            since = now
        self.still[view] = (lag.position, since)
        return now - since > timedelta(seconds=STILL_SECONDS_MAX)
