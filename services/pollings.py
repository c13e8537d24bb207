"""何处投票 pollings — of each poll, who votes in it and under which names: asked once, and kept.

It was fixed as the poll opened. What changes in a poll is never kept: that is decided by the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from projections import voting

if TYPE_CHECKING:
    from projections.views import Community, Views
    from projections.voting import Polling

POLLINGS_KEPT_MAX: Final = 1_000


class Pollings:
    """Those of the polls in which somebody wanted to vote."""

    def __init__(self, most: int = POLLINGS_KEPT_MAX) -> None:
        self._most = most
        self._kept: dict[tuple[int, str], Polling] = {}

    async def polling(self, views: Views, community: Community, poll: str) -> Polling | None:
        """Of one that is not known (yet), nothing is kept."""
        if known := self._kept.get((community.log, poll)):
            return known
        found = await voting.polling(views, community, poll)
        if found is not None:
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[community.log, poll] = found
        return found
