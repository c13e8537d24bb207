"""重建 rebuild — views folded anew from a long log, beside what SQL alone would take for it.

`rebuild` is `linli rebuild` over all views, swap and indexes included; its control makes the rows
of each view by one INSERT … SELECT … GROUP BY over the JSON of the same entries, without indexes.
`rebuild-one` is a view that only counts; its control counts the same over typed columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from time import perf_counter

from psycopg import Connection, connect

from domain.suggestions.events import StanceTaken
from infra.folding import set_up
from infra.installation import Installation
from infra.rebuild import rebuild as rebuilt
from infra.rebuilding_apart import rebuild_all
from projections.all import PROJECTIONS
from projections.dashboard_days import local_day
from projections.projection import Entry, Projection, Rows, Table
from projections.views import Community
from tests.benchmarks.durable import analyze, cpu_of, installation_of_its_own
from tests.benchmarks.long_log import long_log
from tests.benchmarks.measuring import Figure, Run, Size, beside, interleaved
from tests.benchmarks.views_in_sql import DAY, VIEWS

ZONE = "Asia/Shanghai"
IN_JSON = "one INSERT … SELECT … GROUP BY per view over the JSON"
TYPED = "one INSERT … SELECT … GROUP BY over typed columns"


@dataclass(slots=True)
class CountRow:
    """How many stances were taken on a suggestion on a day."""

    suggestion: str
    day: date
    stances: int = 0


COUNTS = Table("bench_counts", CountRow, key=("suggestion", "day"))


def count(entry: Entry[StanceTaken], rows: Rows) -> None:
    key = entry.event.suggestion, local_day(entry.event.act.at, ZONE)
    rows.ask((COUNTS, key))
    counted = rows.get(COUNTS, *key) or rows.put(COUNTS, CountRow(*key))
    counted.stances += 1


COUNTING = Projection("bench-counting", version=1, tables=(COUNTS,), folds={StanceTaken: count})


def rebuild(size: Size) -> Iterator[Figure]:
    """Entries a second over all views together; the control reads the same log."""
    with installation_of_its_own() as installation:
        community = filled(installation, size)
        entries = head(installation, community)

        def in_sql(connection: Connection) -> None:
            for view in VIEWS:
                view.fill(connection, community.log)

        def make(connection: Connection) -> None:
            for view in VIEWS:
                view.make(connection, community.log)

        taken = interleaved(
            size.rounds,
            rebuilds=lambda: timed(
                installation, entries, lambda _: rebuild_all(installation.conninfo, silent)
            ),
            control=lambda: timed(installation, entries, in_sql, before=make),
        )
        yield beside("rebuild", "entries/s", taken["rebuilds"], IN_JSON, taken["control"])


def rebuild_one(size: Size) -> Iterator[Figure]:
    """Stances by suggestion and day; entries that a view does not read are not counted."""
    with installation_of_its_own() as installation:
        community = filled(installation, size)
        with connect(installation.conninfo, autocommit=True) as connection:
            set_up(connection, [COUNTING])
            entries = type_columns(connection, community)
        taken = interleaved(
            size.rounds,
            rebuilds=lambda: timed(
                installation,
                entries,
                lambda _: rebuilt(installation.conninfo, None, silent, [COUNTING]),
            ),
            control=lambda: timed(installation, entries, count_typed, before=make_typed),
        )
        with connect(installation.conninfo, autocommit=True) as connection:
            must_be_equal(connection)
        yield beside("rebuild-one", "entries/s", taken["rebuilds"], TYPED, taken["control"])


def filled(installation: Installation, size: Size) -> Community:
    community = long_log(installation, size.of(1_000, 300_000, 1_000_000))
    with connect(installation.conninfo, autocommit=True) as connection:
        set_up(connection, PROJECTIONS)
    analyze(installation)
    return community


def head(installation: Installation, community: Community) -> int:
    with installation.main.connection() as connection:
        row = connection.execute(
            "SELECT position FROM log_head WHERE log = %s", (community.log,)
        ).fetchone()
    assert row is not None
    return int(row[0])


def silent(_done: int, _head: int) -> None:
    """Nobody looks at this progress."""


def timed(
    installation: Installation,
    entries: int,
    work: Callable[[Connection], None],
    before: Callable[[Connection], None] = lambda _: None,
) -> Run:
    """Entries a second, and the CPU of each; what comes before is not counted."""
    with connect(installation.conninfo, autocommit=True) as connection:
        before(connection)
        connection.execute("CHECKPOINT")
        cpu, began = cpu_of(installation), perf_counter()
        work(connection)
        return cpu.each(entries / (perf_counter() - began), entries)


def type_columns(connection: Connection, community: Community) -> int:
    """The fields of all stances in columns of their types; how many there are."""
    connection.execute(
        "CREATE TABLE bench_typed AS SELECT log, position, d->>'suggestion' AS suggestion,"
        " at::timestamptz AS at FROM (SELECT log, position, e->'data' AS d,"
        " e->>'at' AS at FROM (SELECT log, position, convert_from(data, 'UTF8')::jsonb AS e"
        " FROM event WHERE log = %s AND type = %s OFFSET 0) AS parsed) AS entry ORDER BY position",
        (community.log, StanceTaken.TOPIC),
    )
    connection.execute("ANALYZE bench_typed")
    row = connection.execute("SELECT count(*) FROM bench_typed").fetchone()
    assert row is not None
    return int(row[0])


def make_typed(connection: Connection) -> None:
    connection.execute("DROP TABLE IF EXISTS bench_control")
    connection.execute("CREATE TABLE bench_control (LIKE bench_counts INCLUDING ALL)")


def count_typed(connection: Connection) -> None:
    connection.execute(
        "INSERT INTO bench_control (log, suggestion, day, stances)"  # noqa: S608 - all of it stands here.
        f" SELECT log, suggestion, {DAY}, count(*) FROM bench_typed GROUP BY 1, 2, 3"
    )


def must_be_equal(connection: Connection) -> None:
    """A fast fold that counts something else would be no figure."""
    found = connection.execute("TABLE bench_counts EXCEPT TABLE bench_control").fetchall()
    missing = connection.execute("TABLE bench_control EXCEPT TABLE bench_counts").fetchall()
    assert (found, missing) == ([], [])
