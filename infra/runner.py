"""运行器 — keeps every view up to date: one thread a process, one leader a projection.

A leader holds a session lock on the very connection through which it writes, so a leader that has
lost its connection cannot write, and another takes over. Tables of an older version are rebuilt
beside that by a thread of its own, while all others are followed.
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING
from zlib import crc32

from psycopg import Connection, InterfaceError, OperationalError, connect

from infra import view_tables
from infra.folding import set_up
from infra.following import Follower, forget_stops, outdated, stop, stops
from infra.rebuild import rebuild_one
from infra.watching import Watch
from projections.all import PROJECTIONS
from services.record import Lag, NotYetVisible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from infra.bell import Bell
    from projections.projection import Projection

LOG = logging.getLogger(__name__)
LEADER_LOCK = 0x6C696E6D
LOOK_S = 0.25
# What comes meanwhile is folded together: a page costs much the same, few entries or many.
REST_S = 0.02
LEADER_RETRY_S = 0.5
RECONNECT_PAUSE_S = 0.5
WAIT_S_MAX = 5.0
WORDS = "words"
# What a crash of the machine takes from the views is folded again from the log, whose own commits
# wait for the disk. Rows are looked up by index, however small tables were when a plan was made;
# to PostgreSQL such a plan seems so dear that it would compile it.
SESSION = "-c synchronous_commit=off -c enable_seqscan=off -c jit=off"
LAGS = """
    SELECT p.name, h.log, coalesce(c.position, 0), h.position, s.reason, r.position
    FROM unnest(%(names)s::text[], %(versions)s::int[]) AS p(name, version)
    CROSS JOIN log_head h
    LEFT JOIN checkpoint c
      ON c.projection = p.name AND c.version = p.version AND c.log = h.log
    LEFT JOIN projection_stop s
      ON s.projection = p.name AND s.version = p.version AND s.log = h.log
    LEFT JOIN checkpoint r
      ON r.projection = p.name || %(shadow)s AND r.version = p.version AND r.log = h.log
    UNION ALL SELECT 'words', h.log, coalesce(w.position, 0), h.position, s.reason, NULL
    FROM log_head h LEFT JOIN words_checkpoint w ON w.log = h.log
    LEFT JOIN projection_stop s ON s.projection = 'words' AND s.version = 1 AND s.log = h.log
    ORDER BY 2, 1
"""


class ProjectionStopped(RuntimeError):
    """A fold raised; what it would show from there on is missing until the cause is mended."""


class Stopping(Exception):
    """The process ends: a rebuild goes on at its next start."""


class Runner:
    """Follows all logs of one database with the projections of this code."""

    def __init__(
        self, conninfo: str, bell: Bell, projections: Sequence[Projection] = PROJECTIONS
    ) -> None:
        self.conninfo, self.bell, self.projections = conninfo, bell, projections
        self.watch = Watch()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="runner", daemon=True)
        self._rebuilding: dict[str, Thread] = {}

    def start(self) -> None:
        """Make missing tables, forget stops (a start tries again), and follow."""
        with connect(self.conninfo, autocommit=True) as connection:
            set_up(connection, self.projections)
            forget_stops(connection, self.projections)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self.bell.ring()
        self._thread.join()
        for thread in self._rebuilding.values():
            thread.join()

    async def wait(self, log: int, position: int) -> None:
        """Wait until every view and the words show a position; raises `NotYetVisible`."""
        names = (*(projection.name for projection in self.projections), WORDS)
        if not await self.bell.until_shown(log, position, names, WAIT_S_MAX):
            raise NotYetVisible

    def lags(self) -> list[Lag]:
        return lags(self.conninfo, self.projections)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with connect(
                    self.conninfo,
                    autocommit=True,
                    application_name="linli runner",
                    options=SESSION,
                ) as connection:
                    self._serve(connection)
            except (OperationalError, InterfaceError) as lost:
                LOG.warning("The runner tries again: %s", lost)
                self._stopping.wait(RECONNECT_PAUSE_S)
            except Exception:
                LOG.exception("The runner fails outside of folds.")
                self._stopping.wait(RECONNECT_PAUSE_S)

    def _serve(self, connection: Connection) -> None:
        led: list[Projection] = []
        looked, follower = -LEADER_RETRY_S, Follower(connection, self.watch)
        while not self._stopping.is_set():
            if monotonic() - looked >= LEADER_RETRY_S:
                # Asked again and again: who blocks on a lock holds back the clean-up of old rows.
                led += [
                    each
                    for each in self.projections
                    if each not in led and try_to_lead(connection, each)
                ]
                for projection in outdated(connection, led):
                    self._begin_rebuild(projection)
                looked = monotonic()
            if follower.fold_what_is_there(led, self._stopping):
                self._stopping.wait(REST_S)
            else:
                self.bell.wait(LOOK_S)

    def _begin_rebuild(self, projection: Projection) -> None:
        running = self._rebuilding.get(projection.name)
        if running is None or not running.is_alive():
            self._rebuilding[projection.name] = thread = Thread(
                target=self._rebuild, args=(projection,), name=projection.name, daemon=True
            )
            thread.start()

    def _rebuild(self, projection: Projection) -> None:
        def unless_stopping(_done: int, _head: int) -> None:
            if self._stopping.is_set():
                raise Stopping

        try:
            with connect(
                self.conninfo, autocommit=True, application_name="linli rebuild"
            ) as connection:
                bring_up_to_date(connection, projection, unless_stopping)
        except Stopping:
            pass
        except (OperationalError, InterfaceError) as lost:
            LOG.warning("Projection %s is rebuilt later: %s", projection.name, lost)


def lock_of(projection: Projection) -> tuple[int, int]:
    """The advisory lock whose holder leads a projection."""
    return LEADER_LOCK, crc32(projection.name.encode()) - 2**31


def try_to_lead(connection: Connection, projection: Projection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", lock_of(projection)).fetchone()
    return row == (True,)


def bring_up_to_date(
    connection: Connection, projection: Projection, on_progress: Callable[[int, int], None]
) -> None:
    """Rebuild tables of an older version as this one; what fails stops this projection alone."""
    LOG.warning("Projection %s is rebuilt as version %s.", projection.name, projection.version)
    try:
        rebuild_one(connection, projection, on_progress)
    except (OperationalError, InterfaceError, Stopping):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it stops this and nothing else.
        for (log,) in connection.execute("SELECT log FROM log_head").fetchall():
            stop(connection, projection, log, 0, error)


def fold_inline(conninfo: str, projections: Sequence[Projection] = PROJECTIONS) -> None:
    """Bring every view up to the present heads: by folding here, or by waiting for the leader.

    Raises `ProjectionStopped`.
    """
    with connect(
        conninfo, autocommit=True, application_name="linli inline", options=SESSION
    ) as connection:
        connection.execute("LISTEN linli_views")
        set_up(connection, projections)
        heads: dict[int, int] = dict(
            connection.execute("SELECT log, position FROM log_head").fetchall()
        )
        for projection in projections:
            if (view_tables.live_version(connection, projection) or 0) > projection.version:
                raise ProjectionStopped(projection.name, "its tables belong to newer code")
        led = _catch_up(connection, projections, heads)
        for projection in led:
            connection.execute("SELECT pg_advisory_unlock(%s, %s)", lock_of(projection))
        for projection in projections:
            if found := stops(connection, projection):
                raise ProjectionStopped(projection.name, *found[0])


def _catch_up(
    connection: Connection, projections: Sequence[Projection], heads: dict[int, int]
) -> list[Projection]:
    """Fold what can be led here, and wait for the rest; those that were led."""
    led: list[Projection] = []
    follower = Follower(connection)
    while True:
        for projection in projections:
            if projection not in led and try_to_lead(connection, projection):
                led.append(projection)
                forget_stops(connection, [projection])
        for projection in outdated(connection, led):
            bring_up_to_date(connection, projection, lambda _done, _head: None)
        folded = follower.fold_what_is_there(led)
        if not any(
            lag.position < heads.get(lag.log, 0)
            for lag in lags_on(connection, projections)
            if lag.projection != WORDS and not lag.stopped
        ):
            return led
        if not folded:
            # Wakes with the next view that was folded, and looks by itself at the latest then.
            list(connection.notifies(timeout=LOOK_S, stop_after=1))


def lags(conninfo: str, projections: Sequence[Projection] = PROJECTIONS) -> list[Lag]:
    """How far each projection, and the words, have come in each log."""
    with connect(conninfo, autocommit=True) as connection:
        return lags_on(connection, projections)


def lags_on(connection: Connection, projections: Sequence[Projection] = PROJECTIONS) -> list[Lag]:
    """The same on a connection that is there already."""
    rows = connection.execute(
        LAGS,
        {
            "names": [projection.name for projection in projections],
            "versions": [projection.version for projection in projections],
            "shadow": view_tables.SHADOW,
        },
    ).fetchall()
    return [Lag(*row) for row in rows]
