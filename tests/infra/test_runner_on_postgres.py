import asyncio
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Thread
from threading import Event as Flag

import pytest

from domain.suggestions.events import StanceTaken
from infra import runner as runner_module
from infra.bell import Bell
from infra.folding import Behind, Target, set_up
from infra.following import Follower
from infra.runner import ProjectionStopped, Runner, fold_inline, lags, try_to_lead
from infra.supervisor import Databases
from projections.all import PROJECTIONS
from projections.projection import Entry, Rows
from projections.suggestion_folds import SUGGESTIONS
from services.record import NotYetVisible
from tests.infra.logs import append, connected, conversation, open_log, rows, running, shown
from tests.projections.scenario import (
    NEIGHBOUR,
    founded,
    moderated,
    stance,
    submitted,
)
from tests.waiting import until

TALLY = "SELECT agree, disagree, passed FROM suggestions WHERE log = 1"
LEADER = """
import sys, threading
from infra.bell import Bell
from infra.runner import Runner
bell = Bell(sys.argv[1])
runner = Runner(sys.argv[1], bell)
bell.start()
runner.start()
threading.Event().wait()
"""


@pytest.fixture
def conninfo(fresh_databases: Databases) -> str:
    """A database with one open log."""
    open_log(fresh_databases.main)
    return fresh_databases.main


def trips(entry: Entry[StanceTaken], rows: Rows) -> None:
    message = "a stone lies here"
    raise ValueError(message)


STUMBLING = replace(SUGGESTIONS, folds={**SUGGESTIONS.folds, StanceTaken: trips})
OTHERS = tuple(projection for projection in PROJECTIONS if projection is not SUGGESTIONS)


def test_what_is_recorded_is_shown(conninfo: str) -> None:
    with running(conninfo) as runner:
        shown(runner, append(conninfo, founded, submitted, stance("agree")))
        assert rows(conninfo, TALLY) == [(1, 0, 0)]
        shown(runner, append(conninfo, stance("pass"), stance("agree", NEIGHBOUR), moderated))
        assert rows(conninfo, TALLY) == [(1, 0, 1)]


def test_several_logs_are_shown_apart(conninfo: str) -> None:
    open_log(conninfo, 2)
    with running(conninfo) as runner:
        shown(runner, append(conninfo, founded, submitted, stance("agree")))
        shown(runner, append(conninfo, founded, submitted, log=2), log=2)
    assert rows(conninfo, "SELECT log, agree FROM suggestions ORDER BY log") == [(1, 1), (2, 0)]


def test_who_asks_early_is_answered_when_it_is_shown(conninfo: str) -> None:
    head = append(conninfo, founded, submitted)

    async def ask_then_write(runner: Runner) -> None:
        asked = asyncio.create_task(runner.wait(1, head + 1))
        await runner.wait(1, head)
        assert not asked.done()
        await asyncio.to_thread(append, conninfo, stance("agree"))
        await asked

    with running(conninfo) as runner:
        asyncio.run(ask_then_write(runner))
        assert rows(conninfo, TALLY) == [(1, 0, 0)]


def test_what_lies_beyond_the_head_is_not_waited_for_for_ever(
    conninfo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "WAIT_S_MAX", 0.2)
    head = append(conninfo, founded)
    with running(conninfo) as runner, pytest.raises(NotYetVisible):
        shown(runner, head + 1)


def test_words_too_must_be_there_before_a_position_is_shown(
    conninfo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = append(conninfo, founded)
    rows(conninfo, "DELETE FROM words_checkpoint RETURNING log")
    with running(conninfo) as runner:
        until(
            lambda: all(lag.position == head for lag in runner.lags() if lag.projection != "words")
        )
        monkeypatch.setattr(runner_module, "WAIT_S_MAX", 0.2)
        with pytest.raises(NotYetVisible):
            shown(runner, head)


def test_two_runners_on_one_checkpoint_fold_a_page_once(conninfo: str) -> None:
    head = append(conninfo, founded, submitted, stance("agree"))
    together = Barrier(2)

    def fold() -> int | None:
        with connected(conninfo) as connection:
            set_up(connection, PROJECTIONS)
            together.wait()
            return Target(SUGGESTIONS).fold(connection, Behind(1, 0, head))

    with ThreadPoolExecutor(2) as both:
        folded = [both.submit(fold), both.submit(fold)]
        assert {done.result() for done in folded} == {None, head}
    assert rows(conninfo, TALLY) == [(1, 0, 0)]


def test_many_that_start_together_make_each_table_once(conninfo: str) -> None:
    together = Barrier(8)

    def start() -> None:
        runner = Runner(conninfo, Bell(conninfo))
        together.wait()
        runner.start()
        runner.stop()

    with ThreadPoolExecutor(8) as workers:
        for started in [workers.submit(start) for _ in range(8)]:
            started.result()
    with running(conninfo) as runner:
        shown(runner, append(conninfo, founded, submitted))


def test_a_leader_that_is_killed_is_replaced(conninfo: str) -> None:
    def leads() -> bool:
        leaders = rows(
            conninfo,
            "SELECT count(DISTINCT l.objid), count(DISTINCT l.pid) FROM pg_locks l"
            " JOIN pg_stat_activity a USING (pid)"
            " WHERE locktype = 'advisory' AND a.application_name = 'linli runner'"
            " AND a.datname = current_database()",
        )
        return leaders == [(len(PROJECTIONS), 1)]

    with subprocess.Popen([sys.executable, "-c", LEADER, conninfo]) as leader:
        try:
            until(leads)
            with running(conninfo) as runner:
                shown(runner, append(conninfo, founded, submitted, stance("agree")))
                os.kill(leader.pid, signal.SIGKILL)
                leader.wait()
                shown(runner, append(conninfo, stance("disagree")))
        finally:
            leader.kill()
    assert rows(conninfo, TALLY) == [(0, 1, 0)]


def test_lost_connections_are_made_again(conninfo: str) -> None:
    with running(conninfo) as runner:
        shown(runner, append(conninfo, founded, submitted))
        lost = rows(
            conninfo,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name LIKE 'linli %'",
        )
        assert len(lost) == len(["runner", "bell"])
        shown(runner, append(conninfo, stance("agree")))
    assert rows(conninfo, TALLY) == [(1, 0, 0)]


def test_a_fold_that_fails_stops_itself_alone_and_says_why(conninfo: str) -> None:
    open_log(conninfo, 2)
    append(conninfo, founded, submitted, log=2)
    head = append(conninfo, founded, submitted, stance("agree"))
    with running(conninfo, (*OTHERS, STUMBLING)) as runner:

        def stops() -> list[tuple[str, int, str]]:
            return [(lag.projection, lag.log, lag.stopped) for lag in runner.lags() if lag.stopped]

        until(stops)
        assert stops() == [("suggestions", 1, "position 3: ValueError: a stone lies here")]
        until(lambda: all(lag.position == lag.head for lag in runner.lags() if not lag.stopped))
    assert rows(conninfo, "SELECT log FROM suggestions") == [(2,)]
    assert head == 3


def test_a_start_with_mended_code_goes_on_where_it_stopped(conninfo: str) -> None:
    head = append(conninfo, founded, submitted, stance("agree"))
    with running(conninfo, (*OTHERS, STUMBLING)) as runner:
        until(lambda: any(lag.stopped for lag in runner.lags()))
    with running(conninfo) as runner:
        shown(runner, head)
        assert not any(lag.stopped for lag in runner.lags())


def test_new_code_folds_its_own_version_anew(conninfo: str) -> None:
    newer = replace(SUGGESTIONS, version=SUGGESTIONS.version + 1)
    with running(conninfo) as runner:
        head = append(conninfo, founded, submitted, stance("agree"))
        shown(runner, head)
    with running(conninfo, (*OTHERS, newer)) as runner:
        shown(runner, append(conninfo, stance("pass")))
        until(lambda: {lag.position for lag in runner.lags()} == {head + 1})
    checkpoints = "SELECT version FROM checkpoint WHERE projection LIKE 'suggestions%'"
    assert rows(conninfo, checkpoints) == [(newer.version,)]
    assert rows(conninfo, TALLY) == [(0, 0, 1)]


def test_while_one_view_is_rebuilt_the_others_go_on(conninfo: str) -> None:
    go_on = Flag()

    def holds_up(entry: Entry[StanceTaken], rows: Rows) -> None:
        go_on.wait()
        take_stance(entry, rows)

    newer = replace(
        SUGGESTIONS,
        version=SUGGESTIONS.version + 1,
        folds={**SUGGESTIONS.folds, StanceTaken: holds_up},
    )
    take_stance = SUGGESTIONS.folds[StanceTaken]
    fold_inline(conninfo)
    head = append(conninfo, founded, submitted, stance("agree"))
    with running(conninfo, (*OTHERS, newer)) as runner:
        until(
            lambda: (
                {lag.position for lag in runner.lags() if lag.projection != newer.name} == {head}
            )
        )
        assert [lag.position for lag in runner.lags() if lag.projection == newer.name] == [0]
        go_on.set()
        shown(runner, head)
    assert rows(conninfo, TALLY) == [(1, 0, 0)]


def test_rows_that_are_kept_are_let_go_once_somebody_else_has_folded(conninfo: str) -> None:
    with connected(conninfo) as connection:
        set_up(connection, PROJECTIONS)
        follower = Follower(connection)
        head = append(conninfo, founded, submitted, stance("agree"))
        assert follower.fold_what_is_there(PROJECTIONS)
        append(conninfo, stance("agree", NEIGHBOUR))
        Target(SUGGESTIONS).fold(connection, Behind(1, head, head + 1))
        append(conninfo, stance("pass", NEIGHBOUR))
        assert follower.fold_what_is_there(PROJECTIONS)
        while follower.fold_what_is_there(PROJECTIONS):
            pass
    assert rows(conninfo, TALLY) == [(1, 0, 1)]


def test_old_code_leaves_the_tables_of_newer_code_alone(conninfo: str) -> None:
    newer = replace(SUGGESTIONS, version=SUGGESTIONS.version + 1)
    append(conninfo, founded, submitted, stance("agree"))
    fold_inline(conninfo, (newer,))
    with connected(conninfo) as connection:
        page = Behind(1, 0, 3)
        assert not Target(SUGGESTIONS).fold(connection, page)
    with pytest.raises(ProjectionStopped, match="newer"):
        fold_inline(conninfo)
    assert rows(conninfo, TALLY) == [(1, 0, 0)]


class TestInline:
    def test_a_verb_folds_by_itself_when_nobody_leads(self, conninfo: str) -> None:
        head = append(conninfo, *conversation(500))
        fold_inline(conninfo)
        assert {lag.position for lag in lags(conninfo)} == {head}

    def test_a_verb_waits_for_a_leader_who_is_alive(self, conninfo: str) -> None:
        head = append(conninfo, founded, submitted)
        with connected(conninfo) as leader:
            assert all(try_to_lead(leader, projection) for projection in PROJECTIONS)
            waiting = Thread(target=fold_inline, args=(conninfo,))
            waiting.start()
            set_up(leader, PROJECTIONS)
            for projection in PROJECTIONS:
                assert waiting.is_alive()
                Target(projection).fold(leader, Behind(1, 0, head))
            waiting.join()

    def test_a_verb_hears_why_a_view_stopped(self, conninfo: str) -> None:
        append(conninfo, founded, submitted, stance("agree"))
        with pytest.raises(ProjectionStopped, match="a stone lies here"):
            fold_inline(conninfo, (STUMBLING,))
