"""A go-between before PostgreSQL that cuts one connection at a moment of the test's choosing."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread

PORT_FILE = ".s.PGSQL.5432"
CHUNK_BYTES = 65_536
ANSWER_S_MAX = 30
COMMIT, NOTIFY = b"COMMIT\0", b"pg_notify"
# A pipeline may say COMMIT before it asks for the answers, which the server holds until then.
SYNC = b"S\0\0\0\x04"


@dataclass(eq=False)
class Link:
    """One connection through the go-between; when muted, the server's answers go nowhere."""

    client: socket.socket
    server: socket.socket
    is_muted: bool = False
    answered: Event = field(default_factory=Event)

    def cut(self) -> None:
        for each in (self.client, self.server):
            hang_up(each)

    def forward_without_answer(self, chunk: bytes) -> None:
        self.is_muted = True
        self.server.sendall(chunk + SYNC)
        assert self.answered.wait(ANSWER_S_MAX)


@dataclass(frozen=True)
class Moment:
    """When to cut: what the client says then, and what becomes of it."""

    said: bytes
    happens: Callable[[Link, bytes], None]


class GoBetween:
    def __init__(self, folder: Path, target: str) -> None:
        self.target = str(Path(target) / PORT_FILE)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / PORT_FILE))
        self.listener.listen()
        self.moment: Moment | None = None
        self.cuts = 0
        self.turn = Lock()
        self.links: list[Link] = []
        self.threads = [Thread(target=self._welcome, daemon=True)]
        self.threads[0].start()

    def cut_when(self, said: bytes, happens: Callable[[Link, bytes], None]) -> None:
        self.moment = Moment(said, happens)

    def close(self) -> None:
        hang_up(self.listener)
        self.threads[0].join()
        for link in self.links:
            link.cut()
        for thread in self.threads:
            thread.join()
        for each in (
            self.listener,
            *(s for link in self.links for s in (link.client, link.server)),
        ):
            each.close()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self.target)
                link = Link(client, server)
                self.links.append(link)
                for direction in (self._to_server, self._to_client):
                    self.threads.append(Thread(target=direction, args=(link,), daemon=True))
                    self.threads[-1].start()

    def _to_server(self, link: Link) -> None:
        with suppress(OSError):
            while chunk := link.client.recv(CHUNK_BYTES):
                moment = self._is_it_time(chunk)
                if moment is not None:
                    moment.happens(link, chunk)
                    break
                link.server.sendall(chunk)
        link.cut()

    def _to_client(self, link: Link) -> None:
        with suppress(OSError):
            while chunk := link.server.recv(CHUNK_BYTES):
                if link.is_muted:
                    link.answered.set()
                else:
                    link.client.sendall(chunk)
        if not link.is_muted:
            link.cut()

    def _is_it_time(self, chunk: bytes) -> Moment | None:
        with self.turn:
            moment = self.moment
            if moment is None or moment.said not in chunk:
                return None
            self.moment = None
            self.cuts += 1
            return moment


def hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def between(folder: Path, target: str) -> Iterator[GoBetween]:
    go_between = GoBetween(folder, target)
    try:
        yield go_between
    finally:
        go_between.close()
