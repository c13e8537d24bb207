import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import permutations
from threading import Event, Thread

import pytest
from psycopg_pool import AsyncConnectionPool

from infra import view_tables
from infra.folding import Target
from infra.rebuild import NoSuchProjection, rebuild, rebuild_one
from infra.record import PostgresViews
from infra.runner import ProjectionStopped, fold_inline, lags
from infra.supervisor import Databases
from infra.view_tables import SHADOW, view_hash
from projections import stances, suggestions
from projections.all import PROJECTIONS
from projections.dashboard import dashboard
from projections.projection import FoldFailed
from projections.suggestion_folds import SUGGESTIONS
from projections.views import Views
from tests.infra.logs import append, connected, conversation, open_log, rows, running, shown
from tests.infra.test_runner_on_postgres import STUMBLING, TALLY
from tests.projections.house import HAITANG
from tests.projections.scenario import founded, stance, submitted
from tests.waiting import until

REBUILDS_UNDER_READS = 3
REBUILD_IN_SMALL_PAGES = """
import sys
from infra import rebuild
rebuild.PAGE_EVENTS_MAX = rebuild.LIVE_PAGE_EVENTS_MAX = 500
rebuild.rebuild(sys.argv[1], "suggestions", lambda done, head: print(done, head, flush=True))
"""


@pytest.fixture
def conninfo(fresh_databases: Databases) -> str:
    """A database with one open log."""
    open_log(fresh_databases.main)
    return fresh_databases.main


def hashes(conninfo: str) -> dict[str, str]:
    with connected(conninfo) as connection:
        return {projection.name: view_hash(connection, projection) for projection in PROJECTIONS}


def silent(_done: int, _head: int) -> None:
    """Nobody looks at this progress."""


def test_rebuilt_is_live_however_the_pages_fell(conninfo: str) -> None:
    events = conversation(600)
    for start in range(0, len(events), 97):
        append(conninfo, *events[start : start + 97])
        fold_inline(conninfo)
    live = hashes(conninfo)
    progress: list[tuple[int, int]] = []
    rebuild(conninfo, None, lambda done, head: progress.append((done, head)))
    assert hashes(conninfo) == live
    assert progress[-1] == (len(events), len(events))
    assert not rows(conninfo, "SELECT relname FROM pg_class WHERE relname LIKE '%\\_\\_shadow'")


def test_indexes_stand_after_a_rebuild_as_before(conninfo: str) -> None:
    defined = (
        "SELECT tablename, regexp_replace(indexdef, '^.* USING', '') FROM pg_indexes"
        " WHERE schemaname = 'public' ORDER BY 1, 2"
    )
    append(conninfo, founded, submitted)
    fold_inline(conninfo)
    before = rows(conninfo, defined)
    for _ in range(2):
        rebuild(conninfo, None, silent)
    assert rows(conninfo, defined) == before


def test_rebuilt_is_live_while_people_go_on(conninfo: str) -> None:
    events = conversation(4_000)
    half = len(events) // 2
    append(conninfo, *events[:half])
    enough = Event()

    def go_on() -> None:
        for start in range(half, len(events), 50):
            append(conninfo, *events[start : start + 50])
        enough.set()

    with running(conninfo) as runner:
        writing = Thread(target=go_on)
        writing.start()
        rebuilds = 0
        while not enough.is_set() or not rebuilds:
            rebuild(conninfo, None, silent)
            rebuilds += 1
        writing.join()
        shown(runner, len(events))
    live = hashes(conninfo)
    rebuild(conninfo, None, silent)
    assert hashes(conninfo) == live
    assert rows(conninfo, "SELECT count(*), sum(agree + disagree + passed) FROM suggestions") == [
        (4_000 // 300 + 5, rows(conninfo, "SELECT count(*) FROM stances")[0][0])
    ]


def somebody_waits(conninfo: str) -> bool:
    query = "SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
    return bool(rows(conninfo, query))


def test_a_reader_who_goes_against_the_order_of_a_swap_is_not_failed(conninfo: str) -> None:
    append(conninfo, founded, submitted, stance("agree"))
    fold_inline(conninfo)
    tables = sorted(table.name for table in SUGGESTIONS.tables)
    with connected(conninfo) as reader, ThreadPoolExecutor(1) as beside:
        for held, wanted in permutations(tables, 2):
            with reader.transaction():
                reader.execute(f"SELECT FROM {held}")
                swapping = beside.submit(rebuild, conninfo, "suggestions", silent)
                until(lambda: somebody_waits(conninfo))
                # Waits behind the swap, which waits for this reader, until one of them gives way.
                reader.execute(f"SELECT FROM {wanted}")
            swapping.result()
    assert rows(conninfo, TALLY) == [(1, 0, 0)]


async def of_the_dashboard(views: Views) -> object:
    day = date(2026, 3, 9)
    return await dashboard(views, HAITANG, scope=None, first=None, last=None, today=day)


async def of_the_list(views: Views) -> object:
    return await suggestions.suggestions(
        views, HAITANG, search=None, category=None, channel=None, sort="newest",
        cursor=None, limit=50,
    )  # fmt: skip


async def for_the_export(views: Views) -> object:
    return await stances.tally(views, HAITANG)


async def in_one_order(views: Views) -> object:
    return await views.rows("SELECT count(*) FROM suggestions CROSS JOIN stances")


async def in_the_other_order(views: Views) -> object:
    return await views.rows("SELECT count(*) FROM stances CROSS JOIN suggestions")


READS = (of_the_dashboard, of_the_list, for_the_export, in_one_order, in_the_other_order)


async def read_until(enough: Event, conninfo: str) -> list[int]:
    """How often each question was answered."""

    async def ask(question: Callable[[Views], Awaitable[object]]) -> int:
        answers = 0
        while not enough.is_set():
            assert await question(views)
            answers += 1
        return answers

    async with AsyncConnectionPool(conninfo, min_size=1, max_size=8, open=False) as pool:
        views = PostgresViews(pool)
        return await asyncio.gather(*(ask(question) for question in (*READS, *READS)))


def test_views_are_read_all_the_time_while_they_are_rebuilt(conninfo: str) -> None:
    append(conninfo, *conversation(2_000))
    fold_inline(conninfo)
    live = hashes(conninfo)
    enough = Event()
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(asyncio.run, read_until(enough, conninfo))
        try:
            for _ in range(REBUILDS_UNDER_READS):
                rebuild(conninfo, None, silent)
        finally:
            enough.set()
        assert min(reading.result()) > 0
    assert hashes(conninfo) == live


def test_a_rebuild_that_is_killed_goes_on_where_it_was(conninfo: str) -> None:
    events = conversation(6_000)
    append(conninfo, *events)
    fold_inline(conninfo)
    live = hashes(conninfo)
    arguments = [sys.executable, "-c", REBUILD_IN_SMALL_PAGES, conninfo]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        while int(killed.stdout.readline().split()[0]) < 1_500:
            pass
        killed.send_signal(signal.SIGKILL)
    assert hashes(conninfo) == live
    progress: list[tuple[int, int]] = []
    rebuild(conninfo, "suggestions", lambda done, head: progress.append((done, head)))
    assert progress[0][0] >= 1_500
    assert hashes(conninfo) == live


def test_a_shadow_of_another_version_is_begun_anew(conninfo: str) -> None:
    append(conninfo, founded, submitted, stance("agree"))
    fold_inline(conninfo)
    live = hashes(conninfo)
    with connected(conninfo) as connection:
        with pytest.raises(FoldFailed):
            rebuild_one(connection, replace(STUMBLING, version=7), silent)
        rebuild_one(connection, SUGGESTIONS, silent)
    assert hashes(conninfo) == live


def test_a_rebuild_whose_fold_fails_leaves_the_live_rows_alone(conninfo: str) -> None:
    append(conninfo, founded, submitted, stance("agree"))
    fold_inline(conninfo)
    with pytest.raises(FoldFailed) as failed:
        rebuild(conninfo, "suggestions", silent, (STUMBLING,))
    assert failed.value.reason == "position 3: ValueError: a stone lies here"
    assert rows(conninfo, TALLY) == [(1, 0, 0)]


def test_a_rebuild_mends_a_view_that_stopped(conninfo: str) -> None:
    head = append(conninfo, founded, submitted, stance("agree"))
    with pytest.raises(ProjectionStopped):
        fold_inline(conninfo, (STUMBLING,))
    rebuild(conninfo, "suggestions", silent)
    [lag] = [lag for lag in lags(conninfo, (SUGGESTIONS,)) if lag.projection == "suggestions"]
    assert (lag.position, lag.stopped) == (head, None)
    assert rows(conninfo, TALLY) == [(1, 0, 0)]


def test_a_view_that_was_folded_wrongly_is_put_right(conninfo: str) -> None:
    append(conninfo, founded, submitted, stance("agree"))
    fold_inline(conninfo)
    live = hashes(conninfo)
    rows(conninfo, "UPDATE suggestions SET agree = 99 RETURNING agree")
    assert hashes(conninfo) != live
    rebuild(conninfo, "suggestions", silent)
    assert hashes(conninfo) == live


def test_views_that_were_lost_are_folded_anew(conninfo: str) -> None:
    append(conninfo, *conversation(100))
    fold_inline(conninfo)
    live = hashes(conninfo)
    with connected(conninfo) as connection:
        view_tables.drop(connection, SUGGESTIONS)
    fold_inline(conninfo)
    assert hashes(conninfo) == live


def test_shadow_and_live_are_hashed_alike(conninfo: str) -> None:
    append(conninfo, *conversation(200))
    fold_inline(conninfo)
    with connected(conninfo) as connection:
        shadow = Target(SUGGESTIONS, SHADOW)
        view_tables.create(connection, SUGGESTIONS, SHADOW)
        for page in shadow.behind(connection):
            shadow.fold(connection, page)
        assert view_hash(connection, SUGGESTIONS, SHADOW) == view_hash(connection, SUGGESTIONS)


def test_only_what_exists_is_rebuilt(conninfo: str) -> None:
    with pytest.raises(NoSuchProjection):
        rebuild(conninfo, "weather", silent)
