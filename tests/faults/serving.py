"""A served installation under load: real processes, and residents who never stop asking."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count, cycle
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

from domain.suggestions.events import CHOICES
from infra.settings import CHECKOUT, Settings
from tests.record.town import Resident, Town
from tests.services.calling import Answer, Caller
from tests.waiting import until

WORKERS = 2
PASSWORD = "four words make one"
ANSWERED = frozenset({200, 201})
SERVER_FAULTS = 500
ANSWER_S_MAX = 120
READY_S_MAX = 120


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def children_of(pid: int) -> list[int]:
    """The live children of a process."""
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                state, parent = (each / "stat").read_text().rpartition(")")[2].split()[:2]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(parent) == pid and state not in "ZX":
                found.append(int(each.name))
    return found


def workers_of(pid: int) -> list[int]:
    """The worker processes of a server, without the tracker that Python runs beside them."""
    lines = {each: Path(f"/proc/{each}/cmdline") for each in children_of(pid)}
    return [each for each, line in lines.items() if "spawn_main" in _read(line)]


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def environment(place: Settings, port: int) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("LINLI_")},
        "LINLI_HOME": str(place.home),
        "LINLI_PORT": str(port),
        "LINLI_WORKERS": str(WORKERS),
        "LINLI_PG_BIN": str(place.pg_bin or ""),
    }


def answers(port: int) -> bool:
    try:
        return Caller(port, "").get("/api/v1/communities").status in ANSWERED
    except (OSError, HTTPException):
        return False


@contextmanager
def served(place: Settings, said: Path) -> Iterator[tuple[int, int]]:
    """Port and process id of `linli serve`, which is asked to leave at the end."""
    port = free_port()
    with said.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.cli", "serve"],
            cwd=CHECKOUT, env=environment(place, port), stdout=log, stderr=log,
        )  # fmt: skip
    try:
        until(lambda: answers(port), READY_S_MAX)
        assert process.poll() is None
        yield port, process.pid
        process.send_signal(signal.SIGTERM)
        assert process.wait(ANSWER_S_MAX) == 0
    finally:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Acknowledged:
    """What the server has promised: who took which stance, recorded at which position."""

    voice: str
    suggestion: str
    choice: str
    position: int


@dataclass
class Client:
    """One resident who takes stances one after the other, each until it is answered."""

    resident: Resident
    caller: Caller
    suggestions: Sequence[str]
    stopping: Event
    promises: list[Acknowledged] = field(default_factory=list)
    failures: int = 0
    trouble: BaseException | None = None

    def __post_init__(self) -> None:
        self.thread = Thread(target=self._run, name=self.resident.voice)
        self.thread.start()

    def _run(self) -> None:
        try:
            choices = {each: cycle(CHOICES) for each in self.suggestions}
            for number in count():
                if self.stopping.is_set():
                    return
                suggestion = self.suggestions[number % len(self.suggestions)]
                self._takes(suggestion, next(choices[suggestion]))
        except BaseException as trouble:  # noqa: BLE001 - the test asks for it.
            self.trouble = trouble

    def _takes(self, suggestion: str, choice: str) -> None:
        caller = self.caller.saying(idempotency_key=str(uuid4()))
        answer: Answer | None = None

        def is_answered() -> bool:
            nonlocal answer
            try:
                answer = caller.put(f"suggestions/{suggestion}/stance", {"choice": choice})
            except (OSError, HTTPException):
                self.failures += 1
                return False
            self.failures += answer.status >= SERVER_FAULTS
            return answer.status < SERVER_FAULTS

        until(is_answered, ANSWER_S_MAX)
        assert answer is not None
        assert answer.status in ANSWERED, (answer.status, answer.body)
        # The stance is another one than before, so exactly one entry was recorded for it.
        assert answer.json["recorded"] == 1, answer.body
        self.promises.append(
            Acknowledged(self.resident.voice, suggestion, choice, answer.json["position"])
        )


@contextmanager
def under_load(
    there: Town, port: int, residents: Sequence[Resident], suggestions: Sequence[str]
) -> Iterator[list[Client]]:
    """Residents with tokens, taking stances until the block is left."""
    stopping = Event()
    clients = []
    accounts = there.installation.accounts
    for number, resident in enumerate(residents):
        account = accounts.register(
            there.community, f"resident-{number}", PASSWORD, person=resident.person
        )
        token = f"Bearer {accounts.make_api_token(account)}"
        caller = Caller(port, there.community.slug, {"authorization": token})
        clients.append(Client(resident, caller, suggestions, stopping))
    try:
        yield clients
    finally:
        stopping.set()
        for client in clients:
            client.thread.join()
    assert [client.trouble for client in clients] == [None] * len(clients)
