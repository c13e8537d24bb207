"""门开着 — when the door stood open: what the server processes leave behind as they beat.

A beat says that a process turns its loop and reaches record and keys, so that a vote could have
been taken. Beats lengthen a span; after a pause a new span begins.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from infra.reaching import in_thread
from services.record import Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psycopg_pool import ConnectionPool

    from infra.installation import Installation

LOG = logging.getLogger(__name__)
BEAT_S = 15.0
DOOR_GAP_SECONDS_MAX = 120
"""A restart, or a crash that mends itself, keeps nobody from voting in the same evening."""
WATCHED = timedelta(hours=1)
"""Before the close of a poll; most people vote in the first hours or in the last one."""
BEAT = """
    WITH going_on AS (
        UPDATE door_open SET until = greatest(until, %(now)s)
        WHERE number = (SELECT max(number) FROM door_open) AND until >= %(still)s RETURNING number)
    INSERT INTO door_open (since, until)
    SELECT %(now)s, %(now)s WHERE NOT EXISTS (SELECT FROM going_on)
"""
SPANS = "SELECT since, until FROM door_open WHERE until >= %s AND since <= %s"

Span = tuple[datetime, datetime]


class DoorOpen:
    """Since when and until when somebody could come in, over all server processes."""

    def __init__(self, pool: ConnectionPool) -> None:
        self.pool = pool

    def beat(self, now: datetime) -> None:
        still = now - timedelta(seconds=DOOR_GAP_SECONDS_MAX)
        with self.pool.connection() as connection:
            connection.execute(BEAT, {"now": now, "still": still})

    def was_open_before(self, close: datetime, since: datetime) -> bool:
        """Whether a poll could be used in its last hour, or since it was opened or extended."""
        first = max(since, close - WATCHED)
        with self.pool.connection() as connection:
            spans = connection.execute(SPANS, (first, close)).fetchall()
        return longest_gap(spans, first, close) <= timedelta(seconds=DOOR_GAP_SECONDS_MAX)


def longest_gap(spans: Iterable[Span], first: datetime, last: datetime) -> timedelta:
    """The longest time from `first` to `last` that no span covers."""
    gap, reached = timedelta(0), first
    for since, until in sorted(spans):
        gap = max(gap, min(since, last) - reached)
        reached = max(reached, until)
    return max(gap, last - reached)


class Heartbeat:
    """Beats in the loop that answers requests: a loop that hangs beats no more."""

    def __init__(self, installation: Installation) -> None:
        self.keys, self.clock = installation.keys, installation.clock
        self.door = DoorOpen(installation.main)
        self.beating: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.beating = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self.beating is not None:
            self.beating.cancel()
            await asyncio.gather(self.beating, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await in_thread(self._beat)
            except Unreachable:
                LOG.warning("The door is shut: a vote could not be recorded now.")
            except Exception:
                LOG.exception("The door does not beat.")
            await asyncio.sleep(BEAT_S)

    def _beat(self) -> None:
        with self.keys.pool.connection() as connection:
            connection.execute("SELECT")
        # Told before it is written: a write that is held up speaks of the moment before.
        self.door.beat(self.clock())
