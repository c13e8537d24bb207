"""压力 — connections that ask one prepared request after the other, and how long each took.

A process of its own, so that its work is told apart from the server's: bytes out, bytes in, and
nothing of HTTP but where an answer ends.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import perf_counter
from typing import cast

import uvloop

HOST = "127.0.0.1"
LENGTH = b"content-length:"
END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Load:
    """What a load was answered: in which time, each request by itself, and with which status."""

    seconds: float
    each_s: Sequence[float]
    statuses: dict[str, int]

    @property
    def rate(self) -> float:
        return len(self.each_s) / self.seconds

    def percentile_ms(self, share: float) -> float:
        return sorted(self.each_s)[int(len(self.each_s) * share)] * 1000


def load(port: int, connections: int, requests: Sequence[bytes]) -> Load:
    """Ask all of it from a process of its own."""
    with NamedTemporaryFile(prefix="linli-load-") as file:
        file.write(json.dumps([request.decode() for request in requests]).encode())
        file.flush()
        run = [sys.executable, "-m", __name__, str(port), str(connections), file.name]
        said = subprocess.run(run, check=True, stdout=subprocess.PIPE).stdout
    return Load(**json.loads(said))


class Connection(asyncio.Protocol):
    """One request at a time, the next one as soon as the last is answered."""

    def __init__(self, asking: Asking) -> None:
        self.asking, self.heard, self.ends_at, self.began = asking, b"", 0, 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self.heard += data
        if not self.ends_at:
            head, found, _ = self.heard.partition(END_OF_HEAD)
            if not found:
                return
            self.ends_at = len(head) + len(END_OF_HEAD) + length_in(head)
        if len(self.heard) >= self.ends_at:
            self.asking.answered(self.heard, perf_counter() - self.began)
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own.
        self.asking.left()

    def _ask(self) -> None:
        self.heard, self.ends_at = b"", 0
        request = next(self.asking.requests, None)
        if request is None:
            self.transport.close()
            return
        self.began = perf_counter()
        self.transport.write(request)


class Asking:
    """All connections of one load."""

    def __init__(self, requests: Iterator[bytes], connections: int) -> None:
        self.requests, self.here = requests, connections
        self.each_s: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.over = asyncio.get_running_loop().create_future()

    def answered(self, answer: bytes, seconds: float) -> None:
        self.each_s.append(seconds)
        self.statuses[answer[9:12].decode()] += 1

    def left(self) -> None:
        self.here -= 1
        if not self.here:
            self.over.set_result(None)


def length_in(head: bytes) -> int:
    _, _, after = head.lower().partition(LENGTH)
    return int(after.partition(b"\r\n")[0])


async def asked(port: int, connections: int, requests: Sequence[bytes]) -> Load:
    asking = Asking(iter(requests), connections)
    loop, began = asyncio.get_running_loop(), perf_counter()
    for _ in range(connections):
        await loop.create_connection(lambda: Connection(asking), HOST, port)
    await asking.over
    return Load(perf_counter() - began, asking.each_s, asking.statuses)


def main() -> None:
    port, connections, file = sys.argv[1:]
    requests = [request.encode() for request in json.loads(Path(file).read_bytes())]
    done = uvloop.run(asked(int(port), int(connections), requests))
    sys.stdout.write(json.dumps(done.__dict__))


if __name__ == "__main__":
    main()
