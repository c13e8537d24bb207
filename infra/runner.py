"""运行器 — keeps every view up to date: one thread a projection, one leader over all processes.

A leader holds a session lock on the very connection through which it writes, so a leader that has
lost its connection cannot write, and another takes over. An exception in a fold stops that
projection for that log, with the reason in `projection_stop`; everything else goes on.
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING
from zlib import crc32

from psycopg import Connection, InterfaceError, OperationalError, connect

from infra import view_tables
from infra.folding import Behind, Target, set_up
from infra.rebuild import rebuild_one
from projections.all import PROJECTIONS
from projections.projection import FoldFailed
from services.record import Lag, NotYetVisible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.bell import Bell
    from projections.projection import Projection

LOG = logging.getLogger(__name__)
LEADER_LOCK = 0x6C696E6D
LOOK_S = 0.25
LEADER_RETRY_S = 0.5
RECONNECT_PAUSE_S = 0.5
WAIT_S_MAX = 5.0
WORDS = "words"
LAGS = """
    SELECT p.name, h.log, coalesce(c.position, 0), h.position, s.reason
    FROM unnest(%(names)s::text[], %(versions)s::int[]) AS p(name, version)
    CROSS JOIN log_head h
    LEFT JOIN checkpoint c
      ON c.projection = p.name AND c.version = p.version AND c.log = h.log
    LEFT JOIN projection_stop s
      ON s.projection = p.name AND s.version = p.version AND s.log = h.log
    UNION ALL SELECT 'words', h.log, coalesce(w.position, 0), h.position, s.reason
    FROM log_head h LEFT JOIN words_checkpoint w ON w.log = h.log
    LEFT JOIN projection_stop s ON s.projection = 'words' AND s.version = 1 AND s.log = h.log
    ORDER BY 2, 1
"""


class ProjectionStopped(RuntimeError):
    """A fold raised; what it would show from there on is missing until the cause is mended."""


class Runner:
    """Follows all logs of one database with the projections of this code."""

    def __init__(
        self, conninfo: str, bell: Bell, projections: Sequence[Projection] = PROJECTIONS
    ) -> None:
        self.conninfo, self.bell, self.projections = conninfo, bell, projections
        self._stopping = Event()
        self._threads = [
            Thread(target=self._run, args=(projection,), name=projection.name, daemon=True)
            for projection in projections
        ]

    def start(self) -> None:
        """Make missing tables, forget stops (a start tries again), and follow."""
        with connect(self.conninfo, autocommit=True) as connection:
            set_up(connection, self.projections)
            forget_stops(connection, self.projections)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self.bell.ring()
        for thread in self._threads:
            thread.join()

    async def wait(self, log: int, position: int) -> None:
        """Wait until every view and the words show a position; raises `NotYetVisible`."""
        names = (*(projection.name for projection in self.projections), WORDS)
        if not await self.bell.until_shown(log, position, names, WAIT_S_MAX):
            raise NotYetVisible

    def lags(self) -> list[Lag]:
        return lags(self.conninfo, self.projections)

    def _run(self, projection: Projection) -> None:
        while not self._stopping.is_set():
            try:
                with connect(
                    self.conninfo,
                    autocommit=True,
                    application_name=f"linli runner {projection.name}",
                ) as connection:
                    self._serve(connection, projection)
            except (OperationalError, InterfaceError) as lost:
                LOG.warning("Projection %s tries again: %s", projection.name, lost)
                self._stopping.wait(RECONNECT_PAUSE_S)
            except Exception:
                LOG.exception("Projection %s fails outside its folds.", projection.name)
                self._stopping.wait(RECONNECT_PAUSE_S)

    def _serve(self, connection: Connection, projection: Projection) -> None:
        # Asked for again and again: who blocks on a lock holds back the clean-up of old rows.
        while not try_to_lead(connection, projection):
            if self._stopping.wait(LEADER_RETRY_S):
                return
        while not self._stopping.is_set():
            if not fold_what_is_there(connection, projection, self._stopping):
                self.bell.wait(LOOK_S)


def lock_of(projection: Projection) -> tuple[int, int]:
    """The advisory lock whose holder leads a projection."""
    return LEADER_LOCK, crc32(projection.name.encode()) - 2**31


def try_to_lead(connection: Connection, projection: Projection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", lock_of(projection)).fetchone()
    return row == (True,)


def fold_what_is_there(
    connection: Connection, projection: Projection, stopping: Event | None = None
) -> bool:
    """Fold a page of each log that is behind; whether anything was folded. Leaders only."""
    if not _is_in_force(connection, projection):
        return False
    live, folded = Target(projection), False
    for page in live.behind(connection):
        if stopping is not None and stopping.is_set():
            break
        try:
            moved = live.fold(connection, page)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it stops this and nothing else.
            _stop(connection, projection, page, error)
            continue
        if moved is not None:
            folded = True
            # After COMMIT: a notification inside would make all commits wait for each other.
            connection.execute(
                "SELECT pg_notify('linli_views', %s)",
                (f"{projection.name} {page.log} {moved}",),
            )
    return folded


def _is_in_force(connection: Connection, projection: Projection) -> bool:
    """Whether the tables have the version of this code; older ones are rebuilt first."""
    live = view_tables.live_version(connection, projection)
    if live is not None and live < projection.version and not _stops(connection, projection):
        LOG.warning("Projection %s: version %s is rebuilt as %s.",
                    projection.name, live, projection.version)  # fmt: skip
        try:
            rebuild_one(connection, projection, lambda _done, _head: None)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it stops this and nothing else.
            for page in Target(projection).behind(connection):
                _stop(connection, projection, page, error)
            return False
        return True
    # Newer tables belong to newer code that runs beside us, or has run before.
    return live == projection.version


def _stop(connection: Connection, projection: Projection, page: Behind, error: Exception) -> None:
    reason = (
        error.reason
        if isinstance(error, FoldFailed)
        else f"after position {page.position}: {type(error).__name__}: {error}"
    )
    LOG.error("Projection %s stops at log %s, %s", projection.name, page.log, reason)
    connection.execute(
        "INSERT INTO projection_stop (projection, version, log, reason) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (projection, version, log) DO UPDATE SET reason = excluded.reason",
        # PostgreSQL stores no NUL character, and the reason may quote anything.
        (projection.name, projection.version, page.log, reason.replace("\0", "\\0")),
    )


def _stops(connection: Connection, projection: Projection) -> list[tuple[int, str]]:
    return connection.execute(
        "SELECT log, reason FROM projection_stop WHERE projection = %s AND version = %s",
        (projection.name, projection.version),
    ).fetchall()


def forget_stops(connection: Connection, projections: Sequence[Projection]) -> None:
    connection.execute(
        "DELETE FROM projection_stop WHERE projection = ANY(%s)",
        ([projection.name for projection in projections],),
    )


def fold_inline(conninfo: str, projections: Sequence[Projection] = PROJECTIONS) -> None:
    """Bring every view up to the present heads: by folding here, or by waiting for the leader.

    Raises `ProjectionStopped`.
    """
    with connect(conninfo, autocommit=True, application_name="linli inline") as connection:
        connection.execute("LISTEN linli_views")
        set_up(connection, projections)
        heads: dict[int, int] = dict(
            connection.execute("SELECT log, position FROM log_head").fetchall()
        )
        for projection in projections:
            if (view_tables.live_version(connection, projection) or 0) > projection.version:
                raise ProjectionStopped(projection.name, "its tables belong to newer code")
            _catch_up(connection, projection, heads)
        for projection in projections:
            if stops := _stops(connection, projection):
                raise ProjectionStopped(projection.name, *stops[0])


def _catch_up(connection: Connection, projection: Projection, heads: dict[int, int]) -> None:
    leads = False
    while True:
        if not leads and (leads := try_to_lead(connection, projection)):
            forget_stops(connection, [projection])
        folded = leads and fold_what_is_there(connection, projection)
        behind = Target(projection).behind(connection)
        if not any(page.position < heads.get(page.log, 0) for page in behind):
            break
        if not folded:
            # Wakes with the next view that was folded, and looks by itself at the latest then.
            list(connection.notifies(timeout=LOOK_S, stop_after=1))
    if leads:
        connection.execute("SELECT pg_advisory_unlock(%s, %s)", lock_of(projection))


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
        },
    ).fetchall()
    return [Lag(*row) for row in rows]
