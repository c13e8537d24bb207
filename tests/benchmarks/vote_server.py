"""开张 — the real server in a process of its own, asked for its work by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from infra.binaries import data_folder
from infra.installation import Installation
from infra.settings import CHECKOUT
from tests.benchmarks.http_load import Load, load
from tests.benchmarks.measuring import Cpu, Run
from tests.outside.serving import answers, free_port
from tests.waiting import until

READY_S_MAX = 120


@dataclass(frozen=True)
class VoteServer:
    """A server over an installation, and the process whose CPU is measured."""

    installation: Installation
    port: int
    pid: int

    def shows(self, path: str) -> bool:
        return answers(self.port, path)

    def asked(self, connections: int, requests: Sequence[bytes]) -> tuple[Load, Run]:
        """What the load says, and its rate with the CPU of server process and PostgreSQL."""
        cpu = Cpu(data_folder(self.installation.settings.home), self.pid)
        done = load(self.port, connections, requests)
        return done, cpu.each(done.rate, len(requests))


@contextmanager
def served_by(module: str, installation: Installation) -> Iterator[VoteServer]:
    """A module that ends in `infra.serving.serve`; it is asked to stop at the end, and must."""
    port, settings = free_port(), installation.settings
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=CHECKOUT,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("LINLI_")},
            "LINLI_HOME": str(settings.home),
            "LINLI_PORT": str(port),
            "LINLI_PG_BIN": str(settings.pg_bin or ""),
        },
    )
    try:
        until(lambda: answers(port) or process.poll() is not None, READY_S_MAX)
        assert process.poll() is None
        yield VoteServer(installation, port, process.pid)
    finally:
        process.terminate()
        process.wait()
