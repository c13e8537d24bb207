"""服务中 — `linli serve` in a process of its own, and a browser that keeps its connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection

from infra.binaries import data_folder
from infra.installation import Installation
from tests.benchmarks.electorate import SLUG, Voter
from tests.benchmarks.measuring import Cpu
from tests.outside.serving import started

TIMEOUT_S = 30


@dataclass(frozen=True)
class Server:
    """A server over an installation: its port, and the process whose CPU is measured."""

    installation: Installation
    port: int
    pid: int

    def cpu(self) -> Cpu:
        """CPU of the server process and of PostgreSQL."""
        return Cpu(data_folder(self.installation.settings.home), self.pid)


@contextmanager
def serving(installation: Installation) -> Iterator[Server]:
    """One worker, ready when every view shows every entry."""
    with started(installation.settings, workers=1) as (port, process):
        yield Server(installation, port, process.pid)


class NoPage(RuntimeError):
    """The server answered something else than a page."""


class Browser:
    """Asks for pages through one connection, signed in as a voter or as a guest."""

    def __init__(self, server: Server, voter: Voter | None = None) -> None:
        self.server, self.voter = server, voter
        self.connection = HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT_S)
        self.headers = {"Cookie": f"linli_session_{SLUG}={voter.token}"} if voter else {}

    def page(self, address: str) -> str:
        self.connection.request("GET", address, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise NoPage(answer.status, address)
        return body.decode()
