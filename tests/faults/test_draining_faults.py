"""A server that is asked to leave answers everybody whom it let in, and lets nobody in any more."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from threading import Thread

import psycopg
import pytest

from domain.voting.events import VoteCast
from infra.settings import CHECKOUT, Settings
from services.problems import TOO_LATE
from tests.faults.serving import ANSWER_S_MAX, READY_S_MAX
from tests.faults.voting import full_minute_after, now, tokens_of
from tests.outside.serving import answers, environment, free_port
from tests.record.polls import LABELS, poll_opened
from tests.record.town import Town, town
from tests.services.calling import Caller
from tests.waiting import until

VOTERS = 16
VOTES_FIRST = 40


@dataclass
class Voter:
    """Votes over one line, again and again, until that line ends."""

    port: int
    address: str
    token: str
    positions: list[int] = field(default_factory=list)
    asked: int = 0
    told: str | None = None
    """Why the last vote was not answered with a receipt."""
    trouble: BaseException | None = None

    def __post_init__(self) -> None:
        self.thread = Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        line = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_S_MAX)
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        try:
            while True:
                choice = self.asked % len(LABELS)
                self.asked += 1
                line.request("PUT", self.address, json.dumps({"choice": [choice]}), headers)
                answer = line.getresponse()
                said = json.loads(answer.read())
                if answer.status == TOO_LATE.status:
                    self.told = said["type"]
                    return
                assert answer.status in {200, 201}, said
                self.positions.append(said["position"])
                line.auto_open = 0  # Never another line.
        except (OSError, HTTPException):
            return
        except BaseException as trouble:  # noqa: BLE001 - the test asks for it.
            self.trouble = trouble
        finally:
            line.close()


@contextmanager
def serving(beside: Settings, **given: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.cli", "serve"],
        cwd=CHECKOUT, env={**environment(beside, port), **given},
    )  # fmt: skip
    try:
        until(lambda: answers(port), READY_S_MAX)
        yield port, process
    finally:
        process.kill()
        process.wait()


def refuses(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return True
    return False


@contextmanager
def pen_taken(there: Town) -> Iterator[None]:
    """Nothing is recorded meanwhile: whoever votes waits at the door."""
    with psycopg.connect(there.installation.conninfo) as connection:
        connection.execute("SELECT FROM log_head WHERE log = %s FOR UPDATE", (there.log,))
        yield


def positions_of_votes(there: Town) -> list[int]:
    return [position for position, kind, _ in there.entries() if kind == VoteCast.TOPIC]


@contextmanager
def under_vote(there: Town, port: int) -> Iterator[list[Voter]]:
    """Everybody votes; on leaving, all lines have ended."""
    residents, slug = there.residents(VOTERS), there.community.slug
    poll = poll_opened(there, "open", now(), full_minute_after(now()) + timedelta(hours=2))
    tokens = tokens_of(there, residents)
    shown = f"/api/v1/c/{slug}/polls/{poll}?after={len(there.entries())}"
    until(lambda: Caller(port, "").get(shown).status == 200)
    voters = [Voter(port, f"/api/v1/c/{slug}/polls/{poll}/ballot", token) for token in tokens]
    until(lambda: sum(len(voter.positions) for voter in voters) >= VOTES_FIRST, ANSWER_S_MAX)
    yield voters
    for voter in voters:
        voter.thread.join()
    assert [voter.trouble for voter in voters if voter.trouble] == []


def asked_to_leave(server: subprocess.Popen[bytes], port: int, voters: list[Voter]) -> None:
    """While everybody has just voted and waits."""
    until(lambda: all(voter.asked > len(voter.positions) for voter in voters))
    server.send_signal(signal.SIGTERM)
    until(lambda: refuses(port))
    assert server.poll() is None


@pytest.mark.parametrize("workers", ["1", "2"])
def test_whoever_was_let_in_before_the_server_leaves_is_answered(
    beside: Settings, workers: str
) -> None:
    with town(beside) as there, serving(beside, LINLI_WORKERS=workers) as (port, server):
        with under_vote(there, port) as voters:
            with pen_taken(there):
                asked_to_leave(server, port, voters)
                before = [len(voter.positions) for voter in voters]
            assert server.wait(ANSWER_S_MAX) == 0
        # Whoever waited at the door was answered, each of them once.
        assert [len(voter.positions) for voter in voters] == [count + 1 for count in before]
        promised = sorted(position for voter in voters for position in voter.positions)
        assert promised == positions_of_votes(there)


def test_whoever_cannot_be_answered_in_time_is_told_to_look_and_nothing_is_lost(
    beside: Settings,
) -> None:
    given = {"LINLI_WORKERS": "1", "LINLI_DRAIN_SECONDS": "1"}
    with town(beside) as there, serving(beside, **given) as (port, server):
        with under_vote(there, port) as voters, pen_taken(there):
            asked_to_leave(server, port, voters)
            until(lambda: all(voter.told for voter in voters), ANSWER_S_MAX)
        assert server.wait(ANSWER_S_MAX) == 0
        assert {voter.told for voter in voters} == {"/problems/too-late"}
        promised = {position for voter in voters for position in voter.positions}
        assert promised <= set(positions_of_votes(there))
