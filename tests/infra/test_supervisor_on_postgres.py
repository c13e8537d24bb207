import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from infra.binaries import PostgresUnusable
from infra.settings import CHECKOUT, Settings
from infra.supervisor import Supervised, joined, supervise
from tests.infra.installation import (
    NOBODY,
    answer,
    keep,
    kept,
    server_of,
    supervisor_of,
    until_gone,
)
from tests.waiting import is_alive, until


@contextlib.contextmanager
def as_somebody_else() -> Iterator[None]:
    if os.geteuid() != 0:
        pytest.skip("only root can try what another user meets")
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def test_a_first_start_makes_two_empty_databases(place: Settings) -> None:
    with joined(place) as databases:
        assert databases.main != databases.keys
        assert answer(databases.main) == answer(databases.keys) == (1,)
        assert place.home.stat().st_mode & 0o777 == 0o700


def test_a_second_start_finds_what_was_kept(place: Settings) -> None:
    with joined(place) as databases:
        keep(databases.main, "邻里")
    with joined(place) as databases:
        assert kept(databases.main) == ["邻里"]


def test_the_last_one_out_stops_the_server(place: Settings) -> None:
    with joined(place) as databases:
        supervisor, server = supervisor_of(place), server_of(place)
        with joined(place):
            assert (supervisor_of(place), server_of(place)) == (supervisor, server)
        assert answer(databases.main) == (1,)
        assert is_alive(supervisor)
    until_gone(server, supervisor)


def test_a_client_that_is_killed_counts_as_gone(place: Settings) -> None:
    program = "import sys; from infra.verbs.supervise import Settings; from infra.supervisor "
    program += "import joined\nwith joined(Settings.from_env()): print('in', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "LINLI_HOME": str(place.home), "PYTHONPATH": str(CHECKOUT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == b"in\n"
        supervisor, server = supervisor_of(place), server_of(place)
        client.kill()
    until_gone(server, supervisor)


def test_a_killed_server_comes_back_with_everything_that_was_committed(place: Settings) -> None:
    with Supervised(place) as supervised:
        keep(supervised.databases.main, "before")
        supervisor, server = supervisor_of(place), server_of(place)
        os.kill(server, signal.SIGKILL)
        until_gone(server)
        until(lambda: server_of(place) not in (0, server))
        supervised.ensure()
        keep(supervised.databases.main, "after")
        assert kept(supervised.databases.main) == ["after", "before"]
        assert supervisor_of(place) == supervisor


def test_a_killed_supervisor_leaves_no_process_behind(place: Settings) -> None:
    with Supervised(place) as supervised:
        keep(supervised.databases.main, "before")
        supervisor, server = supervisor_of(place), server_of(place)
        os.kill(supervisor, signal.SIGKILL)
        until_gone(server, supervisor)
        supervised.ensure()
        assert supervisor_of(place) != supervisor
        assert kept(supervised.databases.main) == ["before"]


def test_a_new_supervisor_waits_until_the_orphaned_server_has_left(place: Settings) -> None:
    with Supervised(place) as supervised:
        for word in ("a", "b", "c"):
            with contextlib.closing(psycopg.connect(supervised.databases.main)) as busy:
                busy.execute("SELECT 1")
                supervisor = supervisor_of(place)
                os.kill(supervisor, signal.SIGKILL)
                until_gone(supervisor)
                supervised.ensure()
            keep(supervised.databases.main, word)
        assert kept(supervised.databases.main) == ["a", "b", "c"]


def test_a_restart_waits_until_the_children_of_a_killed_server_have_left(
    place: Settings,
) -> None:
    with Supervised(place) as supervised, contextlib.ExitStack() as stack:
        for _ in range(8):
            busy = psycopg.connect(supervised.databases.main)
            stack.callback(busy.close)
            busy.execute("SELECT count(*) FROM generate_series(1, 100000)")
        server = server_of(place)
        supervisor = supervisor_of(place)
        os.kill(server, signal.SIGKILL)
        os.kill(supervisor, signal.SIGKILL)
        until_gone(server, supervisor)
        supervised.ensure()
        assert answer(supervised.databases.main) == (1,)


def test_clients_may_come_while_the_last_one_leaves(place: Settings) -> None:
    together = threading.Barrier(4)

    def comes_and_goes(_: int) -> object:
        said = []
        for _again in range(4):
            together.wait()
            with joined(place) as databases:
                said.append(answer(databases.main))
        return said

    with ThreadPoolExecutor(4) as clients:
        assert list(clients.map(comes_and_goes, range(4))) == [[(1,)] * 4] * 4


def test_a_supervisor_that_is_asked_to_leave_is_replaced_when_needed(place: Settings) -> None:
    with Supervised(place) as supervised:
        supervisor = supervisor_of(place)
        os.kill(supervisor, signal.SIGTERM)
        until_gone(supervisor)
        supervised.ensure()
        assert answer(supervised.databases.keys) == (1,)


def test_there_is_never_a_second_supervisor(place: Settings) -> None:
    with joined(place), pytest.raises(PostgresUnusable, match="is already supervised"):
        supervise(place)


def test_another_user_is_told_whose_home_it_is(place: Settings) -> None:
    with joined(place):
        pass
    with (
        as_somebody_else(),
        pytest.raises(PostgresUnusable, match="belongs to another user"),
        joined(place),
    ):
        pass


def test_a_home_that_cannot_be_made_is_named(place: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(PostgresUnusable, match="LINLI_HOME cannot be made"),
        joined(replace(place, home=tmp_path / "file" / "home")),
    ):
        pass


def test_a_database_of_the_operator_is_used_as_it_is(place: Settings) -> None:
    theirs = replace(place, database_url="host=their dbname=a", keys_url="host=their dbname=b")
    with Supervised(theirs) as supervised:
        supervised.ensure()
        assert supervised.databases.main == "host=their dbname=a"
    assert not place.home.exists()
