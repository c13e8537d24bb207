"""铃 — wakes whoever waits for the log to grow, or for the views to show it.

One thread and one connection a process listen to `linli_log` (the writer rings it after COMMIT)
and `linli_views` (a runner rings it, after COMMIT too). A lost ring costs a quarter of a second:
threads look by themselves then, and the bell itself reads the checkpoints that somebody waits for.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from threading import Condition, Event, Lock, Thread, local
from time import monotonic
from typing import TYPE_CHECKING

from psycopg import Connection, InterfaceError, OperationalError, connect

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


@dataclass(frozen=True, eq=False)
class _Waiter:
    """Somebody in an event loop who waits until views show a position."""

    names: tuple[str, ...]
    position: int
    loop: asyncio.AbstractEventLoop
    shown: asyncio.Future[None]

    def wake(self) -> None:
        if not self.shown.done():
            self.shown.set_result(None)


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
        self._waiting: dict[int, set[_Waiter]] = {}

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
        waiter = _Waiter(tuple(names), position, loop, loop.create_future())
        with self._lock:
            if self._is_shown(log, waiter):
                return True
            self._waiting.setdefault(log, set()).add(waiter)
        try:
            await asyncio.wait_for(waiter.shown, seconds)
        except TimeoutError:
            return False
        finally:
            with self._lock:
                self._waiting[log].discard(waiter)
                if not self._waiting[log]:
                    del self._waiting[log]
        return True

    def _is_shown(self, log: int, waiter: _Waiter) -> bool:
        return all(self._shown.get((name, log), 0) >= waiter.position for name in waiter.names)

    def _show(self, shown: Iterable[tuple[str, int, int]]) -> None:
        """Remember what views show by now, and wake those who waited for it."""
        with self._lock:
            logs = set()
            for name, log, position in shown:
                # A ring that was sent before the checkpoints were read may be heard after it.
                self._shown[name, log] = max(position, self._shown.get((name, log), 0))
                logs.add(log)
            ready = [
                waiter
                for log in logs
                for waiter in self._waiting.get(log, ())
                if self._is_shown(log, waiter)
            ]
            for waiter in ready:
                # A loop that was closed in the meantime has nobody left to wake.
                if not waiter.loop.is_closed():
                    waiter.loop.call_soon_threadsafe(waiter.wake)

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
            if any(notify.channel == "linli_log" for notify in heard):
                self.ring()
            self._show(
                _parsed(notify.payload) for notify in heard if notify.channel == "linli_views"
            )
            if self._waiting and monotonic() - read_at >= LISTEN_POLL_S:
                with self._lock:
                    logs = list(self._waiting)
                self._read(connection, logs)
                read_at = monotonic()

    def _read(self, connection: Connection, logs: list[int] | None) -> None:
        self._show(connection.execute(SHOWN, {"logs": logs}).fetchall())


def _parsed(payload: str) -> tuple[str, int, int]:
    name, log, position = payload.split()
    return name, int(log), int(position)
