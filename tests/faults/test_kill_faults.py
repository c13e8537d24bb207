"""Everything that runs is killed; every promise must still hold, and nothing may stay behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.settings import CHECKOUT, Settings
from infra.supervisor import joined
from services.door import Recorded
from tests.faults.killing import RECOVERY_S_MAX, keeps_its_promises
from tests.faults.serving import (
    WORKERS,
    answers,
    children_of,
    environment,
    free_port,
    served,
    workers_of,
)
from tests.infra.installation import server_of, supervisor_of, until_gone
from tests.record.town import town
from tests.waiting import until


def test_every_promise_holds_whatever_is_killed(place: Settings, tmp_path: Path) -> None:
    keeps_its_promises(place, tmp_path / "server.log", rounds=1)


def test_a_write_that_waits_survives_a_crash_of_postgresql(place: Settings) -> None:
    """The writer itself brings PostgreSQL back; its caller only waits."""
    with town(place) as there:
        resident = there.resident()
        for victim in (server_of, supervisor_of):
            pid, server = victim(place), server_of(place)
            os.kill(pid, signal.SIGKILL)
            until_gone(pid, server)
            [outcome] = there.decide(resident.submits())
            assert isinstance(outcome, Recorded)
        there.entries()


def test_when_the_parent_is_killed_no_process_stays(place: Settings, tmp_path: Path) -> None:
    port = free_port()
    serve = [sys.executable, "-m", "infra.cli", "serve", "--with-parent"]
    program = f"import subprocess; subprocess.run({serve!r}, check=False)"
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=CHECKOUT, env=environment(place, port)
    )
    try:
        until(lambda: answers(port), RECOVERY_S_MAX)
        [server] = children_of(parent.pid)
        workers = workers_of(server)
        assert len(workers) == WORKERS
        everybody = [
            server, *children_of(server), supervisor_of(place), server_of(place),
            *children_of(server_of(place)),
        ]  # fmt: skip
    finally:
        parent.kill()
        parent.wait()
    until_gone(*everybody)


def test_when_the_server_itself_is_killed_no_process_stays(place: Settings) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.cli", "serve"], cwd=CHECKOUT, env=environment(place, port)
    )
    try:
        until(lambda: answers(port), RECOVERY_S_MAX)
        everybody = [*children_of(process.pid), supervisor_of(place), server_of(place)]
    finally:
        process.kill()
        process.wait()
    until_gone(*everybody)
    with joined(place):
        pass


@pytest.mark.parametrize("victim", [supervisor_of, server_of])
def test_a_server_at_rest_brings_postgresql_back(
    place: Settings, tmp_path: Path, victim: Callable[[Settings], int]
) -> None:
    """Nobody writes here, so no writer notices; a reader must not be the one who waits for ever."""
    with served(place, tmp_path / "server.log") as (port, _):
        server, pid = server_of(place), victim(place)
        os.kill(pid, signal.SIGKILL)
        until_gone(pid, server)
        until(lambda: answers(port), RECOVERY_S_MAX)
        assert server_of(place) != server
