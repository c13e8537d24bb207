"""数问 — which statements a request sends to PostgreSQL, noted where the driver sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from psycopg import AsyncCursor, Cursor
from starlette.types import ASGIApp, Receive, Scope, Send

ASKED: ContextVar[list[object] | None] = ContextVar("asked", default=None)


class Listening:
    """An application, and the statements of the last request for each address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.asked: dict[str, list[object]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.asked[scope["path"]] = []
            # Threads that work for the request take its context along; all others have none.
            ASKED.set(self.asked[scope["path"]])
        await self.app(scope, receive, send)


def _noting(execute: Callable[..., Any]) -> Callable[..., Any]:
    def noted(cursor: object, statement: object, *given: object, **named: object) -> object:
        if (statements := ASKED.get()) is not None:
            statements.append(statement)
        return execute(cursor, statement, *given, **named)

    return noted


@contextmanager
def listening(app: ASGIApp) -> Iterator[Listening]:
    """The driver does what it always does, and says so."""
    kinds: tuple[Any, ...] = (Cursor, AsyncCursor)
    before = [kind.execute for kind in kinds]
    for kind in kinds:
        kind.execute = _noting(kind.execute)
    try:
        yield Listening(app)
    finally:
        for kind, execute in zip(kinds, before, strict=True):
            kind.execute = execute
