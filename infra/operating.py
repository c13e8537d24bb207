"""值守 operating — what stands around one server process for whoever looks after it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final

from infra.log_lines import OF_REQUESTS
from infra.metrics import QUEUE, UNDERWAY, Counting
from infra.tracing import Traced, TracedDoor, tracing
from infra.watching import Watch
from services.http import SAFE_METHODS
from services.underway import Bounded, Limits, Underway, route_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Scope

    from infra.bell import Bell
    from infra.door import GroupDoor
    from infra.runner import Runner
    from infra.writer import Writer
    from services.door import Door
    from services.underway import Asked

LINES = logging.getLogger(OF_REQUESTS)
SAYS_WHO: Final = frozenset({b"cookie", b"authorization"})
FAILED: Final = 400


class Operating:
    """Limits, measures, lines and spans of one process."""

    def __init__(self) -> None:
        self.tracing = tracing()
        self.counting = Counting(self.tracing or Watch())
        self.underway = Underway(Limits())

    def around(self, app: ASGIApp) -> ASGIApp:
        """The outermost layer."""
        inner = Traced(app, self.tracing) if self.tracing else app
        return Bounded(inner, self.underway, self._answered)

    def door(self, door: GroupDoor) -> Door:
        return TracedDoor(door, self.tracing) if self.tracing else door

    @asynccontextmanager
    async def watching(
        self, writer: Writer, runner: Runner, bell: Bell, door: GroupDoor
    ) -> AsyncIterator[None]:
        """From here on they tell what they do; at the end, what is left of it is sent."""
        writer.watch = runner.watch = bell.watch = self.counting

        def stands(asked: int) -> None:
            UNDERWAY.set(asked)
            QUEUE.set(sum(len(queue.waiting) for queue in door.queues.values()))

        looking = asyncio.create_task(self.underway.look(stands))
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            if self.tracing is not None:
                await asyncio.to_thread(self.tracing.stop)

    def _answered(self, scope: Scope, asked: Asked) -> None:
        self.counting.answered(scope, asked)
        if LINES.isEnabledFor(logging.INFO) and leaves_a_line(scope, asked.status):
            method, route, status = scope["method"], route_of(scope), asked.status
            milliseconds = round((monotonic() - asked.began) * 1000)
            told = {"method": method, "route": route, "status": status, "ms": milliseconds}
            LINES.info("%s %s %s", method, route, status, extra={"told": told})


def leaves_a_line(scope: Scope, status: int) -> bool:
    """What somebody does leaves none: beside the order of the entries it would tell the second."""
    if status >= FAILED:
        return True
    return scope["method"] in SAFE_METHODS and not any(
        name in SAYS_WHO for name, _ in scope["headers"]
    )
