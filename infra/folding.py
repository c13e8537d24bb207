"""折叠 — one page of one log into the tables of one projection (transaction T3).

Rows and checkpoint are written together, on the condition that the checkpoint is still the old
one. It is locked before any row is read: two runners, or a runner and a rebuild that swaps tables,
never work on one checkpoint at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra import view_tables
from infra.mapper import event_of
from projections.projection import Entry, fold_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg import Connection

    from domain.kernel import Event
    from projections.kept import Kept
    from projections.projection import Key, Projection, Table

# A live page is what is there, at most this much, so that no log waits long for another's backlog.
LIVE_PAGE_EVENTS_MAX = 5_000
SETUP_LOCK = 0x6C696E6C69_02

# Older versions of an event stand under their own names, hence a name without its version.
READ_PAGE = """
    SELECT position, data FROM event
    WHERE log = %s AND position > %s AND position <= %s AND type ^@ ANY(%s)
    ORDER BY position
"""
BEHIND = """
    SELECT h.log, coalesce(c.position, 0), h.position FROM log_head h
    LEFT JOIN checkpoint c
      ON c.log = h.log AND c.projection = %(name)s AND c.version = %(version)s
    WHERE c.position IS DISTINCT FROM h.position AND h.log NOT IN (
        SELECT log FROM projection_stop WHERE projection = %(name)s AND version = %(version)s)
    ORDER BY h.position - coalesce(c.position, 0), h.log
"""


@dataclass(frozen=True)
class Behind:
    """A log that has entries which are not folded yet."""

    log: int
    position: int
    head: int


@dataclass(frozen=True)
class Target:
    """Where a projection is folded to: its live tables, or shadow tables beside them."""

    projection: Projection
    suffix: str = ""
    page_events_max: int = LIVE_PAGE_EVENTS_MAX

    @property
    def name(self) -> str:
        """The name of its checkpoints."""
        return self.projection.name + self.suffix

    def behind(self, connection: Connection) -> list[Behind]:
        """The logs with something to fold, the nearest first, except where it has stopped.

        Stops are noted under the name of the live tables: they do not hold up a rebuild, which is
        how one gets over a stop.
        """
        rows = connection.execute(
            BEHIND, {"name": self.name, "version": self.projection.version}
        ).fetchall()
        return [Behind(*row) for row in rows]

    def fold(self, connection: Connection, page: Behind) -> int | None:
        """Fold one page; the position that it shows, or None when somebody else was first."""
        upto = min(page.head, page.position + self.page_events_max)
        entries = read_page(connection, page.log, page.position, upto, [self.projection])
        with connection.transaction():
            return upto if self.fold_entries(connection, page, upto, entries) else None

    def fold_entries(
        self, connection: Connection, page: Behind, upto: int, entries: Sequence[Entry[Event]]
    ) -> bool:
        """Fold what was read, within a transaction; not if somebody else was first."""
        if not self.lock(connection, page):
            return False
        self.apply(connection, page.log, entries)
        return self.move(connection, page, upto)

    def apply(
        self,
        connection: Connection,
        log: int,
        entries: Sequence[Entry[Event]],
        kept: Kept | None = None,
    ) -> None:
        """Fold and store, where the caller holds the checkpoint and moves it."""

        def load(table: Table[object], keys: Sequence[Key]) -> Iterable[Key]:
            return view_tables.load(connection, table, self.suffix, log, keys)

        rows = fold_page(self.projection, entries, load, kept)
        for table in self.projection.tables:
            changed = list(rows.changed(table))
            view_tables.store(connection, table, self.suffix, log, changed)
            if kept is not None:
                kept.remember(table, changed)

    def lock(self, connection: Connection, page: Behind) -> bool:
        """Lock the checkpoint; the first page of a log makes it, if this version is in force."""
        found = (self.name, self.projection.version, page.log)
        if page.position == 0 and (
            view_tables.live_version(connection, self.projection, self.suffix)
            == self.projection.version
        ):
            connection.execute(
                "INSERT INTO checkpoint (projection, version, log, position)"
                " VALUES (%s, %s, %s, 0) ON CONFLICT DO NOTHING",
                found,
            )
        row = connection.execute(
            "SELECT position FROM checkpoint"
            " WHERE projection = %s AND version = %s AND log = %s FOR UPDATE",
            found,
        ).fetchone()
        return row is not None and row[0] == page.position

    def move(self, connection: Connection, page: Behind, upto: int) -> bool:
        """Move the checkpoint, unless it is not where the page began."""
        moved = connection.execute(
            "UPDATE checkpoint SET position = %s"
            " WHERE projection = %s AND version = %s AND log = %s AND position = %s",
            (upto, self.name, self.projection.version, page.log, page.position),
        )
        return moved.rowcount == 1


def read_page(
    connection: Connection, log: int, after: int, upto: int, projections: Sequence[Projection]
) -> list[Entry[Event]]:
    """The entries of a page that any of these projections folds, each decoded once."""
    written = read_written(connection, log, after, upto, projections)
    return [Entry(position, event_of(data)) for position, data in written]


def read_written(
    connection: Connection, log: int, after: int, upto: int, projections: Sequence[Projection]
) -> list[tuple[int, bytes]]:
    """The same, as they are written."""
    cursor = connection.cursor(binary=True)
    cursor.execute(READ_PAGE, (log, after, upto, names_read(projections)))
    return cursor.fetchall()


def names_read(projections: Sequence[Projection]) -> list[str]:
    """The names of all events that these projections fold, each without its version."""
    kinds = {kind for projection in projections for kind in projection.folds}
    return [kind.TOPIC.rpartition(".")[0] + "." for kind in kinds]


def set_up(connection: Connection, projections: Sequence[Projection]) -> None:
    """Make the tables that do not exist yet; tables of another version are left to a rebuild."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (SETUP_LOCK,))
        for projection in projections:
            if view_tables.live_version(connection, projection) is None:
                # A dump without views may have brought checkpoints of rows that are not here.
                connection.execute(
                    "DELETE FROM checkpoint WHERE projection = %s", (projection.name,)
                )
                view_tables.create(connection, projection)
                view_tables.create_indexes(connection, projection)
