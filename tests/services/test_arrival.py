"""A request arrives with its last byte, and once: however often somebody asks when it came."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from services.arrival import Arriving, arrived
from services.guard import Guard
from services.linli import Linli

NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)


class Clock:
    """A second passes with each piece that comes, and an hour before each question."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def came_at(*chunks: bytes) -> list[datetime]:
    """When a request of these pieces had arrived, as it is told at first and an hour later."""
    clock = Clock()
    linli = cast("Linli", SimpleNamespace(clock=clock))
    incoming = [
        {"type": "http.request", "body": chunk, "more_body": place < len(chunks) - 1}
        for place, chunk in enumerate(chunks)
    ]
    told: list[datetime] = []

    async def receive() -> Message:
        clock.now += timedelta(seconds=1)
        return incoming.pop(0)

    async def send(message: Message) -> None:
        """Nothing is answered here."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(2):
            clock.now += timedelta(hours=1)
            told.append(arrived(Request(scope), linli))

    app = SimpleNamespace(state=SimpleNamespace(linli=linli))
    scope = {"type": "http", "path": "/", "query_string": b"", "headers": [], "app": app}
    asyncio.run(Guard(Arriving(route))({**scope, "state": {}}, receive, send))
    return told


def test_a_request_has_arrived_when_its_last_byte_has() -> None:
    assert came_at(b"{}") == [NOON + timedelta(seconds=1)] * 2
    assert came_at(b"{", b'"choice"', b": [0]}") == [NOON + timedelta(seconds=3)] * 2
