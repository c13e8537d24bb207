"""重建 rebuild — the views are folded anew beside the live ones, and then take their place.

Shadow tables are filled page by page with a checkpoint of their own, so a rebuild that was killed
goes on where it stopped. The last tail is folded in the transaction that swaps the names: readers
see the old rows until it commits, and the rebuilt ones from then on.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from zlib import crc32

from psycopg import connect
from psycopg.conninfo import make_conninfo
from psycopg.errors import DeadlockDetected, LockNotAvailable

from infra import view_tables
from infra.folding import LIVE_PAGE_EVENTS_MAX, Behind, Target
from infra.refolding import Refolding
from infra.settings import OperatorError
from infra.view_tables import SHADOW, view_hash
from projections.all import PROJECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from psycopg import Connection

    from projections.projection import Projection

    Progress = Callable[[int, int], None]

__all__ = ["NoSuchProjection", "rebuild", "rebuild_one", "view_hash"]

REBUILD_LOCK = 0x6C696E6C
PAGE_EVENTS_MAX = 15_000
READER = "linli rebuild reads"
SWAP_LOCK_TIMEOUT_MS = 2_000
SWAP_NEXT_LOCK_TIMEOUT_MS = 50
SWAP_TRIES_MAX = 100


class NoSuchProjection(OperatorError):
    """There is no projection of that name."""


def rebuild(
    conninfo: str,
    name: str | None,
    on_progress: Progress,
    projections: Sequence[Projection] = PROJECTIONS,
) -> None:
    """Rebuild one projection, or all of them; progress is (folded, head) over all logs."""
    chosen = [projection for projection in projections if name in (None, projection.name)]
    if not chosen:
        message = f"{NoSuchProjection.__doc__} Given: {name!r}."
        raise NoSuchProjection(message)
    with connect(conninfo, autocommit=True, application_name="linli rebuild") as connection:
        rebuild_together(connection, chosen, on_progress)


def rebuild_one(connection: Connection, projection: Projection, on_progress: Progress) -> None:
    rebuild_together(connection, [projection], on_progress)


def rebuild_together(
    connection: Connection, projections: Sequence[Projection], on_progress: Progress
) -> None:
    """Rebuild these from one reading of the log, and swap each; raises `FoldFailed` at the end."""
    shadows = [Target(projection, SHADOW, PAGE_EVENTS_MAX) for projection in projections]
    info = connection.info
    conninfo = make_conninfo(info.dsn, password=info.password or None)
    with (
        ExitStack() as locks,
        connect(conninfo, autocommit=True, application_name=READER) as reading,
    ):
        for shadow in shadows:
            locks.enter_context(_alone(connection, shadow.projection))
            _prepare(connection, shadow)
        refolding = Refolding(reading, connection)
        _catch_up(connection, refolding, shadows, on_progress)
        for shadow in shadows:
            if shadow not in refolding.failed:
                _index(connection, shadow)
                _catch_up(connection, refolding, [shadow], lambda _done, _head: None)
            if shadow not in refolding.failed:
                _swap(connection, shadow)
    _report(connection, [Target(projection) for projection in projections], on_progress)
    for error in refolding.failed.values():
        raise error


@contextmanager
def _alone(connection: Connection, projection: Projection) -> Iterator[None]:
    lock = (REBUILD_LOCK, crc32(projection.name.encode()) - 2**31)
    connection.execute("SELECT pg_advisory_lock(%s, %s)", lock)
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s, %s)", lock)


def _prepare(connection: Connection, shadow: Target) -> None:
    """Go on with the shadow of a rebuild of this version that was cut off, or begin a new one."""
    projection = shadow.projection
    with connection.transaction():
        if view_tables.live_version(connection, projection, SHADOW) == projection.version:
            return
        view_tables.drop(connection, projection, SHADOW)
        connection.execute("DELETE FROM checkpoint WHERE projection = %s", (shadow.name,))
        view_tables.create(connection, projection, SHADOW)


def _catch_up(
    connection: Connection,
    refolding: Refolding,
    shadows: Sequence[Target],
    on_progress: Progress,
) -> None:
    """Fold until what is left is short enough to be folded while everybody waits."""
    while True:
        logs: dict[int, dict[Target, Behind]] = defaultdict(dict)
        left = [0]
        for shadow in shadows:
            if shadow not in refolding.failed:
                behind = shadow.behind(connection)
                left.append(sum(page.head - page.position for page in behind))
                for page in behind:
                    logs[page.log][shadow] = page
        _report(connection, shadows, on_progress)
        if max(left) <= LIVE_PAGE_EVENTS_MAX:
            return
        for pages in logs.values():
            refolding.fold(
                pages, PAGE_EVENTS_MAX, lambda: _report(connection, shadows, on_progress)
            )


def _index(connection: Connection, shadow: Target) -> None:
    """Make the further indexes, unless a rebuild that was cut off has made them."""
    first = shadow.projection.tables[0].name + SHADOW
    with connection.transaction():
        row = connection.execute(
            "SELECT obj_description(to_regclass(%s), 'pg_class') LIKE '%%, indexed'", (first,)
        ).fetchone()
        if row == (True,):
            return
        view_tables.create_indexes(connection, shadow.projection, SHADOW)
        connection.execute(
            f"COMMENT ON TABLE {first} IS"
            f" '{shadow.projection.name} version {shadow.projection.version}, indexed'"
        )


def _swap(connection: Connection, shadow: Target) -> None:
    """Swap, trying again when a reader holds on to the old tables for too long."""
    for attempt in range(1, SWAP_TRIES_MAX + 1):
        try:
            with connection.transaction():
                connection.execute(f"SET LOCAL lock_timeout = {SWAP_LOCK_TIMEOUT_MS}")
                _swap_under_lock(connection, shadow, attempt)
        except (LockNotAvailable, DeadlockDetected):
            if attempt == SWAP_TRIES_MAX:
                raise
        else:
            return


def _swap_under_lock(connection: Connection, shadow: Target, attempt: int) -> None:
    projection = shadow.projection
    # Nobody moves or makes a checkpoint from here on; readers of checkpoints are not held up.
    connection.execute("LOCK TABLE checkpoint IN EXCLUSIVE MODE")
    for page in shadow.behind(connection):
        upto: int | None = page.position
        while upto is not None and upto < page.head:
            upto = shadow.fold(connection, replace(page, position=upto))
    _lock_live(connection, projection, attempt)
    view_tables.swap(connection, projection)
    connection.execute("DELETE FROM checkpoint WHERE projection = %s", (projection.name,))
    connection.execute("DELETE FROM projection_stop WHERE projection = %s", (projection.name,))
    moved = connection.execute(
        "UPDATE checkpoint SET projection = %s WHERE projection = %s RETURNING log, position",
        (projection.name, shadow.name),
    ).fetchall()
    for log, position in moved:
        # A notification is sent at COMMIT; it is worth its lock here, as it comes once a rebuild.
        connection.execute(
            "SELECT pg_notify('linli_views', %s)", (f"{projection.name} {log} {position}",)
        )


def _lock_live(connection: Connection, projection: Projection, attempt: int) -> None:
    """Lock out readers of all live tables, without ever making one of them the victim.

    Readers take these tables in any order, so some hold what is wanted next and wait for what is
    held here. PostgreSQL looks for such a circle after a second and fails whoever looked; hence
    only the first lock is waited for in patience, as nothing is held then, and the others give up
    well within that second. Each try begins with another table, so that in its turn each is waited
    for long enough to outlast a long read, or to send an autovacuum away.
    """
    # A table that this version adds is not live yet, and nobody can be reading it.
    tables = [
        name
        for name in sorted(table.name for table in projection.tables)
        if connection.execute("SELECT to_regclass(%s)", (name,)).fetchone() != (None,)
    ]
    first = attempt % max(len(tables), 1)
    for number, name in enumerate([*tables[first:], *tables[:first]]):
        if number == 1:
            connection.execute(f"SET LOCAL lock_timeout = {SWAP_NEXT_LOCK_TIMEOUT_MS}")
        connection.execute(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE")


def _report(connection: Connection, targets: Sequence[Target], on_progress: Progress) -> None:
    """As far as all of them have come."""
    row = connection.execute(
        "SELECT coalesce(sum(folded), 0)::bigint, coalesce(sum(head), 0)::bigint FROM ("
        " SELECT min(coalesce(c.position, 0)) AS folded, h.position AS head FROM log_head h"
        " CROSS JOIN unnest(%s::text[], %s::int[]) AS t(name, version) LEFT JOIN checkpoint c"
        " ON c.log = h.log AND c.projection = t.name AND c.version = t.version"
        " GROUP BY h.log) AS logs",
        (
            [target.name for target in targets],
            [target.projection.version for target in targets],
        ),
    ).fetchone()
    if row is not None:
        on_progress(*row)
