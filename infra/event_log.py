"""日志 — the event log of a community on PostgreSQL (the library's `DCBRecorder`).

Positions are gapless and in commit order: whoever writes a log holds its head row. Lock and read
are two statements on purpose, since a single one would read from a snapshot older than its lock.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, LiteralString

from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBReadResponse,
    DCBRecorder,
    DCBSequencedEvent,
)
from eventsourcing.dcb.persistence import DCBListenNotifySubscription
from eventsourcing.persistence import IntegrityError
from psycopg import Connection, Error, connect, sql

from infra.arrays import bigints, byteas, texts
from infra.boundary import PIN_PLAN, READ_BOUNDARY, Wanted, as_array, boundary_parameters, checked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from psycopg import Cursor
    from psycopg_pool import ConnectionPool

LISTEN_POLL_S = 0.25
SET_LOCK_TIMEOUT: LiteralString = "SET LOCAL lock_timeout = '20s'"
TAKE: LiteralString = "SELECT position, origin FROM log_head WHERE log = %s FOR UPDATE"
MATCHING: LiteralString = """
    SELECT position, type, tags, data FROM event
    WHERE log = %(log)s AND position > %(after)s AND ({wanted}) ORDER BY position LIMIT %(limit)s
"""
ITEM: LiteralString = """
    (tags @> {tags}::text[] AND position IN (
        SELECT t.position FROM event_tag t WHERE t.log = %(log)s AND t.tag = {tag}
        AND ({types}::text[] = '{{}}' OR t.type = ANY({types}))))
"""


@dataclass(slots=True)
class NewEntry:
    """An entry about to be written: its type, tags and canonical bytes."""

    type: str
    tags: Sequence[str]
    data: bytes

    def __post_init__(self) -> None:
        for tag in self.tags:
            checked(tag)


class Pen:
    """Holds the head row of one log within one transaction; only a holder may write.

    In a pipeline it is only asked for at first, so that what else is asked travels with it: the
    first look at `head` or `origin` waits for it.
    """

    def __init__(self, connection: Connection, log: int) -> None:
        self.connection, self.log = connection, log
        connection.execute(SET_LOCK_TIMEOUT)
        self._asked = connection.execute(TAKE, (log,))
        self._found: tuple[int, str] | None = None
        self._pinned = False
        self.written = 0

    @property
    def head(self) -> int:
        return self._taken()[0] + self.written

    @property
    def origin(self) -> str:
        return self._taken()[1]

    def _taken(self) -> tuple[int, str]:
        # Not a `cached_property`: until Python 3.12 its lock is one for all pens, and whoever
        # waits for the database with it would hold up the very pen that is waited for.
        if self._found is None:
            self._found = self._asked.fetchone()
        if self._found is None:
            raise NoSuchLog(self.log)
        return self._found

    def ask_boundary(self, wanted: Collection[Wanted]) -> Cursor:
        """Ask for position and bytes of every entry that is wanted, in order."""
        if not self._pinned:
            self.connection.execute(PIN_PLAN)
            self._pinned = True
        cursor = self.connection.cursor(binary=True)
        return cursor.execute(READ_BOUNDARY, {"log": self.log, **boundary_parameters(wanted)})

    def read_boundary(self, wanted: Collection[Wanted]) -> list[tuple[int, bytes]]:
        return self.ask_boundary(wanted).fetchall()

    def holds(self, after: int, entries: Sequence[NewEntry]) -> bool:
        """Whether exactly these entries stand after a position."""
        rows = self.connection.execute(
            "SELECT data FROM event WHERE log = %s AND position > %s AND position <= %s"
            " ORDER BY position",
            (self.log, after, after + len(entries)),
        ).fetchall()
        return [data for (data,) in rows] == [entry.data for entry in entries]

    def write(self, entries: Sequence[NewEntry]) -> int:
        """Append entries; the head moves when the pen is laid down. The last position written."""
        positions = range(self.head + 1, self.head + 1 + len(entries))
        tagged = [
            (tag, entry.type, position)
            for position, entry in zip(positions, entries, strict=True)
            for tag in {"", *entry.tags}
        ]
        # An array of arrays would have to be rectangular, so tags travel as one text an entry.
        self.connection.execute(
            "INSERT INTO event (log, position, type, tags, data)"
            " SELECT %s, p, t, g::text[], d"
            " FROM unnest(%b::bigint[], %b::text[], %b::text[], %b::bytea[]) AS e(p, t, g, d)",
            (
                self.log,
                bigints(positions),
                texts([entry.type for entry in entries]),
                texts([as_array(entry.tags) for entry in entries]),
                byteas([entry.data for entry in entries]),
            ),
        )
        self.connection.execute(
            "INSERT INTO event_tag (log, tag, type, position)"
            " SELECT %s, t, y, p FROM unnest(%b::text[], %b::text[], %b::bigint[]) AS e(t, y, p)",
            (self.log, texts([t for t, _, _ in tagged]), texts([y for _, y, _ in tagged]),
             bigints([p for _, _, p in tagged])),
        )  # fmt: skip
        self.written += len(entries)
        return self.head

    def lay_down(self) -> None:
        """Move the head behind what was written: once, however many parts that came in."""
        if self.written:
            self.connection.execute(
                "UPDATE log_head SET position = %s WHERE log = %s", (self.head, self.log)
            )


class NoSuchLog(LookupError):
    """There is no log of that number in this database."""


@contextmanager
def pen(connection: Connection, log: int) -> Iterator[Pen]:
    """One transaction that holds the pen: COMMIT on leaving, ROLLBACK on an exception."""
    with connection.transaction():
        held = Pen(connection, log)
        yield held
        held.lay_down()


def ring(connection: Connection, log: int, head: int) -> None:
    """Tell readers that a log has grown: never inside the append, where it would queue commits.

    Nor does anybody wait until the telling itself is safe on the disk: readers look by themselves.
    """
    connection.execute(
        "SELECT set_config('synchronous_commit', 'off', true), pg_notify('linli_log', %s)",
        (f"{log} {head}",),
    )


class Read(DCBReadResponse):
    """The answer to a read: events in order, and the head that the reader has now seen."""

    def __init__(self, rows: list[DCBSequencedEvent], head: int | None) -> None:
        self._rows, self._head = iter(rows), head

    @property
    def head(self) -> int | None:
        return self._head

    def __next__(self) -> DCBSequencedEvent:
        return next(self._rows)


class EventLog(DCBRecorder):
    """One log, read and appended to through the library's own interface."""

    def __init__(self, pool: ConnectionPool, log: int, conninfo: str) -> None:
        self.pool, self.log, self.conninfo = pool, log, conninfo

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> Read:
        with self.pool.connection() as connection:
            row = connection.execute(
                "SELECT position FROM log_head WHERE log = %s", (self.log,)
            ).fetchone()
            if row is None:
                raise NoSuchLog(self.log)
            rows = self._matching(connection, query, after or 0, limit)
        if limit is not None:
            return Read(rows, rows[-1].position if rows else None)
        # An event may have been appended between the two statements: it is seen, so is the head.
        return Read(rows, max(row[0], rows[-1].position if rows else 0) or None)

    def append(
        self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None
    ) -> int:
        entries = [NewEntry(event.type, event.tags, event.data) for event in events]
        with self.pool.connection() as connection:
            connection.autocommit = True
            with pen(connection, self.log) as held:
                if condition is not None:
                    after = condition.after or 0
                    if self._matching(connection, condition.fail_if_events_match, after, 1):
                        raise IntegrityError(condition)
                head = held.write(entries)
            ring(connection, self.log, head)
        return head

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> Subscription:
        return Subscription(self, query, after)

    def _matching(
        self, connection: Connection, query: DCBQuery | None, after: int, limit: int | None
    ) -> list[DCBSequencedEvent]:
        parameters: dict[str, object] = {"log": self.log, "after": after, "limit": limit}
        parts: list[sql.Composable] = []
        for number, item in enumerate(query.items if query else ()):
            names = {key: f"{key}{number}" for key in ("tag", "types", "tags")}
            parts.append(sql.SQL(ITEM).format(**{k: sql.Placeholder(n) for k, n in names.items()}))
            # The first tag of an item is its narrowest; without tags, the empty tag finds by type.
            values = (item.tags[0] if item.tags else "", item.types, item.tags)
            parameters |= dict(zip(names.values(), values, strict=True))
        wanted = sql.SQL(" OR ").join(parts) if parts else sql.SQL("true")
        cursor = connection.cursor(binary=True).execute(
            sql.SQL(MATCHING).format(wanted=wanted), parameters
        )
        return [
            DCBSequencedEvent(DCBEvent(type=kind, data=bytes(data), tags=tags), position)
            for position, kind, tags, data in cursor
        ]


class Subscription(DCBListenNotifySubscription[EventLog]):
    """Follows one log: wakes on its notification, and looks by itself four times a second."""

    def __init__(self, recorder: EventLog, query: DCBQuery | None, after: int | None) -> None:
        super().__init__(recorder, query, after)
        self._ear = Thread(target=self._listen, daemon=True)
        self._ear.start()

    def __exit__(self, *args: object, **kwargs: object) -> None:
        super().__exit__(*args, **kwargs)
        self._ear.join()

    def _listen(self) -> None:
        try:
            with connect(self._recorder.conninfo, autocommit=True) as connection:
                connection.execute("LISTEN linli_log")
                while not self._has_been_stopped:
                    list(connection.notifies(timeout=LISTEN_POLL_S, stop_after=1))
                    self._has_been_notified.set()
        except Error as lost:
            # Who follows hears of it, instead of waiting for ever.
            self._thread_error = self._thread_error or lost
            self.stop()
