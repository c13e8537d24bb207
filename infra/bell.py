"""铃 — wakes whoever waits for the log to grow, or for the views to show it.

One thread and one connection a process listen to `linli_log` (the writer rings it after COMMIT)
and `linli_views` (a runner rings it, after COMMIT too). A lost ring costs a quarter of a second:
threads look by themselves then, and the bell itself reads the checkpoints that somebody waits for.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from heapq import heappop, heappush
from itertools import count
from threading import Condition, Event, Lock, Thread, local
from time import monotonic
from typing import TYPE_CHECKING

from psycopg import Connection, InterfaceError, OperationalError, connect

from infra.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Iterable

LOG = logging.getLogger(__name__)
LISTEN_POLL_S = 0.25
RECONNECT_PAUSE_S = 0.5
SHOWN = """
    SELECT projection, log, max(position) FROM checkpoint
    WHERE %(logs)s::int[] IS NULL OR log = ANY(%(logs)s) GROUP BY projection, log
    UNION ALL SELECT 'words', log, position FROM words_checkpoint
    WHERE %(logs)s::int[] IS NULL OR log = ANY(%(logs)s)
"""


Answer = asyncio.Future[bool]
Queue = list[tuple[int, int, Answer]]
"""Whoever waits for the same views, by position; the number tells equal ones apart."""


class Bell:
    """Rings for threads (`wait`) and for coroutines (`until_shown`)."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="bell", daemon=True)
        self._rung = Condition()
        self._rings = 0
        self._heard = local()
        self._lock = Lock()
        self._shown: dict[tuple[str, int], int] = {}
        self._waiting: dict[tuple[int, tuple[str, ...]], Queue] = {}
        self._number = count()
        self.watch = Watch()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self.ring()
        self._thread.join()

    def ring(self) -> None:
        """Wake every thread that waits for a log to grow."""
        with self._rung:
            self._rings += 1
            self._rung.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait for a ring that this thread has not heard yet, one while it was busy included."""
        with self._rung:
            heard = getattr(self._heard, "rings", 0)
            rung = self._rung.wait_for(lambda: self._rings != heard, seconds)
            self._heard.rings = self._rings
        return rung

    async def until_shown(
        self, log: int, position: int, names: Iterable[str], seconds: float
    ) -> bool:
        """Wait until each of these views shows a position of a log; False at the time limit."""
        loop = asyncio.get_running_loop()
        answer: Answer = loop.create_future()
        wanted = log, tuple(names)
        with self._lock:
            if self._position(*wanted) >= position:
                return True
            heappush(self._waiting.setdefault(wanted, []), (position, next(self._number), answer))
        until = loop.call_later(seconds, _tell, [answer], False)  # noqa: FBT003 - by place alone.
        try:
            return await answer
        finally:
            until.cancel()

    def _position(self, log: int, names: Iterable[str]) -> int:
        """Up to where all of these views show a log."""
        return min(self._shown.get((name, log), 0) for name in names)

    def _show(self, shown: Iterable[tuple[str, int, int]]) -> None:
        """Remember what views show by now, and wake those who waited for it."""
        with self._lock:
            for name, log, position in shown:
                # A ring that was sent before the checkpoints were read may be heard after it.
                self._shown[name, log] = max(position, self._shown.get((name, log), 0))
            ready: dict[asyncio.AbstractEventLoop, list[Answer]] = defaultdict(list)
            for wanted, queue in list(self._waiting.items()):
                position = self._position(*wanted)
                # Who has an answer has it from the time limit, or has gone away.
                while queue and (queue[0][0] <= position or queue[0][2].done()):
                    answer = heappop(queue)[2]
                    ready[answer.get_loop()].append(answer)
                if not queue:
                    del self._waiting[wanted]
        for loop, answers in ready.items():
            # A loop that was closed in the meantime has nobody left to wake.
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, answers, True)  # noqa: FBT003 - by place alone.

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with connect(
                    self.conninfo, autocommit=True, application_name="linli bell"
                ) as connection:
                    self._listen(connection)
            except (OperationalError, InterfaceError) as lost:
                LOG.warning("The bell lost its connection and tries again: %s", lost)
                self._stopping.wait(RECONNECT_PAUSE_S)
            except Exception:
                LOG.exception("The bell fell silent and tries again.")
                self._stopping.wait(RECONNECT_PAUSE_S)

    def _listen(self, connection: Connection) -> None:
        connection.execute("LISTEN linli_log")
        connection.execute("LISTEN linli_views")
        # Only now, so that what is shown from here on is either read or heard. What was known is
        # forgotten: a crash of PostgreSQL empties the cache of words and its checkpoint.
        with self._lock:
            self._shown.clear()
        self._read(connection, None)
        self.ring()
        read_at = monotonic()
        while not self._stopping.is_set():
            heard = list(connection.notifies(timeout=LISTEN_POLL_S, stop_after=1))
            if grown := [notify.payload for notify in heard if notify.channel == "linli_log"]:
                self.ring()
                for payload in grown:
                    self.watch.grew(*map(int, payload.split()))
            if shown := [notify.payload for notify in heard if notify.channel == "linli_views"]:
                self._show(map(_parsed, shown))
            if self._waiting and monotonic() - read_at >= LISTEN_POLL_S:
                with self._lock:
                    logs = [log for log, _ in self._waiting]
                self._read(connection, logs)
                read_at = monotonic()

    def _read(self, connection: Connection, logs: list[int] | None) -> None:
        self._show(connection.execute(SHOWN, {"logs": logs}).fetchall())


def _tell(answers: Iterable[Answer], shown: bool) -> None:  # noqa: FBT001 - called by a loop.
    for answer in answers:
        if not answer.done():
            answer.set_result(shown)


def _parsed(payload: str) -> tuple[str, int, int]:
    name, log, position = payload.split()
    return name, int(log), int(position)
