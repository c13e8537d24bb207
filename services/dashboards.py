"""看板 dashboards — the figures of a dashboard, read once for each position of the log.

A dashboard follows from the entries up to its position, and from the day on which it is asked for.
As long as neither moves it stays as it is. Each process reads for itself.
"""

from __future__ import annotations

from asyncio import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

from projections import dashboard as figures

if TYPE_CHECKING:
    from datetime import date

    from projections.dashboard_shapes import Dashboard
    from projections.views import Community, Views

DASHBOARDS_KEPT_MAX: Final = 20
# Whoever has mended a view by hand, and rebuilt it, sees it soon.
KEPT_S_MAX: Final = 60.0
Asked = tuple[int, str | None, "date | None", "date | None", "date"]


class Dashboards:
    """The dashboards that were asked for last."""

    def __init__(self, most: int = DASHBOARDS_KEPT_MAX) -> None:
        self._most = most
        self._reading: WeakValueDictionary[Asked, Lock] = WeakValueDictionary()
        self._kept: dict[Asked, tuple[float, Dashboard]] = {}

    async def dashboard(
        self,
        views: Views,
        community: Community,
        *,
        scope: str | None,
        first: date | None,
        last: date | None,
        today: date,
    ) -> Dashboard:
        """What `projections.dashboard.dashboard` says, without reading again what still holds."""
        key, now = (community.log, scope, first, last, today), monotonic()
        # Of many who ask at once the first reads for all.
        async with self._reading.setdefault(key, Lock()):
            position = await figures.position(views, community)
            kept = self._kept.pop(key, None)
            if kept is None or kept[1].position != position or now - kept[0] > KEPT_S_MAX:
                found = await figures.dashboard(
                    views, community, scope=scope, first=first, last=last, today=today
                )
                kept = now, found
            # What nobody has asked for the longest stands first, and is forgotten first.
            self._kept[key] = kept
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return kept[1]
