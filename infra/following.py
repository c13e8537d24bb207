"""跟进 — what views lack is read and decoded once, and folded for all of them in one transaction.

Nearly always they stand at the same position. A projection whose fold fails takes the page back
from all of them; then each folds it by itself, and only that one stops, with the reason in
`projection_stop`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from itertools import groupby
from time import perf_counter
from typing import TYPE_CHECKING

from psycopg import Connection, InterfaceError, OperationalError

from infra import view_tables
from infra.folding import Target, read_page
from infra.watching import Watch
from projections.kept import Kept
from projections.projection import FoldFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from threading import Event

    from projections.projection import Projection

LOG = logging.getLogger(__name__)
# Short enough that what happens in one log is soon seen while another one is far behind.
PAGE_EVENTS_MAX = 1_000
ROWS_KEPT_MAX = 1_000
LOGS_KEPT_MAX = 16
BEHIND = """
    SELECT h.log, coalesce(c.position, 0), h.position, p.number
    FROM unnest(%(names)s::text[], %(versions)s::int[]) WITH ORDINALITY AS p(name, version, number)
    CROSS JOIN log_head h
    LEFT JOIN checkpoint c
      ON c.projection = p.name AND c.version = p.version AND c.log = h.log
    WHERE c.position IS DISTINCT FROM h.position AND NOT EXISTS (SELECT FROM projection_stop s
      WHERE s.projection = p.name AND s.version = p.version AND s.log = h.log)
    ORDER BY h.position - coalesce(c.position, 0), h.log, p.number
"""
FIRST = """
    INSERT INTO checkpoint (projection, version, log, position)
    SELECT name, version, %(log)s, 0 FROM unnest(%(names)s::text[], %(versions)s::int[])
    AS p(name, version) ON CONFLICT DO NOTHING
"""
# Whoever was faster has moved it, and newer code has put its own in its place.
LOCK = """
    SELECT c.projection FROM unnest(%(names)s::text[], %(versions)s::int[]) AS p(name, version)
    JOIN checkpoint c ON c.projection = p.name AND c.version = p.version AND c.log = %(log)s
      AND c.position = %(position)s
    ORDER BY c.projection FOR UPDATE OF c
"""
MOVE = """
    UPDATE checkpoint SET position = %(upto)s WHERE projection = ANY(%(moved)s)
    AND log = %(log)s AND position = %(position)s
"""
TELL = """
    SELECT pg_notify('linli_views', format('%%s %%s %%s', name, %(log)s::int, %(upto)s::bigint))
    FROM unnest(%(moved)s::text[]) AS p(name)
"""


@dataclass(frozen=True)
class Page:
    """The next entries of a log for all projections that stand at the same position of it."""

    log: int
    position: int
    head: int
    projections: tuple[Projection, ...]

    @property
    def upto(self) -> int:
        return min(self.head, self.position + PAGE_EVENTS_MAX)


class Follower:
    """Folds for whoever leads, through the connection that holds the locks of leadership.

    Rows that changed last are kept from page to page: they follow from the entries up to the
    checkpoint, so they hold wherever it stands as it was left.
    """

    def __init__(self, connection: Connection, watch: Watch | None = None) -> None:
        self.connection, self.watch = connection, watch or Watch()
        self._kept: dict[tuple[str, int], tuple[int, Kept]] = {}

    def fold_what_is_there(
        self, projections: Sequence[Projection], stopping: Event | None = None
    ) -> bool:
        """Fold a page of each log that is behind; whether anything was folded."""
        folded = False
        for page in self._pages(projections):
            if stopping is not None and stopping.is_set():
                break
            folded |= self._fold(page)
        return folded

    def _pages(self, projections: Sequence[Projection]) -> Iterator[Page]:
        """What is to be folded next, the nearest first, except where a projection has stopped."""
        rows = self.connection.execute(BEHIND, _named(projections)).fetchall()
        for (log, position, head), same in groupby(rows, key=lambda row: row[:3]):
            found = [projections[number - 1] for *_, number in same]
            # Newer tables belong to newer code that runs beside us, and older ones are rebuilt
            # first. Whoever has a checkpoint of its own version has the tables too.
            in_force = [
                projection
                for projection in found
                if position > 0
                or view_tables.live_version(self.connection, projection) == projection.version
            ]
            if in_force:
                yield Page(log, position, head, tuple(in_force))

    def _fold(self, page: Page) -> bool:
        """Fold a page for all its projections; where that fails, for each by itself."""
        try:
            return self._fold_together(page)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it stops this and nothing else.
            if len(page.projections) == 1:
                stop(self.connection, page.projections[0], page.log, page.position, error)
                return False
        alone = [self._fold(replace(page, projections=(each,))) for each in page.projections]
        return any(alone)

    def _fold_together(self, page: Page) -> bool:
        began = perf_counter()
        kept = {each.name: self._taken(each, page) for each in page.projections}
        with self.connection.pipeline(), self.connection.transaction():
            moved = self._move(page, kept)
        for name in moved:
            self._kept[name, page.log] = page.upto, kept[name]
            self.watch.folded(name, page.upto - page.position, began)
        return bool(moved)

    def _move(self, page: Page, kept: Mapping[str, Kept]) -> list[str]:
        """Rows, checkpoints, and the word of it; the projections that nobody else has moved."""
        connection = self.connection
        at = {"log": page.log, "position": page.position, "upto": page.upto}
        if page.position == 0:
            connection.execute(FIRST, at | _named(page.projections))
        locked = connection.execute(LOCK, at | _named(page.projections))
        entries = read_page(connection, page.log, page.position, page.upto, page.projections)
        moved = [name for (name,) in locked]
        for projection in page.projections:
            if projection.name in moved:
                Target(projection).apply(connection, page.log, entries, kept[projection.name])
        # All commits that tell something wait for each other. This one waits for no disk.
        connection.execute(MOVE, at | {"moved": moved})
        connection.execute(TELL, at | {"moved": moved})
        return moved

    def _taken(self, projection: Projection, page: Page) -> Kept:
        """What is kept, taken away until the page is stored."""
        position, kept = self._kept.pop((projection.name, page.log), (None, None))
        if kept is not None and position == page.position:
            return kept
        if len(self._kept) >= LOGS_KEPT_MAX * len(page.projections):
            self._kept.clear()
        return Kept(projection, was_empty=False, rows_max=ROWS_KEPT_MAX)


def _named(projections: Sequence[Projection]) -> dict[str, object]:
    return {
        "names": [projection.name for projection in projections],
        "versions": [projection.version for projection in projections],
    }


def outdated(connection: Connection, projections: Sequence[Projection]) -> list[Projection]:
    """Those whose tables are of an older version, and that have not stopped."""
    return [
        projection
        for projection in projections
        if (view_tables.live_version(connection, projection) or projection.version)
        < projection.version
        and not stops(connection, projection)
    ]


def stop(
    connection: Connection, projection: Projection, log: int, position: int, error: Exception
) -> None:
    reason = (
        error.reason
        if isinstance(error, FoldFailed)
        else f"after position {position}: {type(error).__name__}: {error}"
    )
    LOG.error("Projection %s stops at log %s, %s", projection.name, log, reason)
    connection.execute(
        "INSERT INTO projection_stop (projection, version, log, reason) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (projection, version, log) DO UPDATE SET reason = excluded.reason",
        # PostgreSQL stores no NUL character, and the reason may quote anything.
        (projection.name, projection.version, log, reason.replace("\0", "\\0")),
    )


def stops(connection: Connection, projection: Projection) -> list[tuple[int, str]]:
    return connection.execute(
        "SELECT log, reason FROM projection_stop WHERE projection = %s AND version = %s",
        (projection.name, projection.version),
    ).fetchall()


def forget_stops(connection: Connection, projections: Sequence[Projection]) -> None:
    connection.execute(
        "DELETE FROM projection_stop WHERE projection = ANY(%s)",
        ([projection.name for projection in projections],),
    )
