"""进行中 underway — the outermost layer: each request has an id, a place among so many, and a time.

One task looks once a second over all requests of its process and ends those whose time is over;
so none of them pays for a timer of its own.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from services.door import Busy
from services.pages.errors import page_for
from services.pages.security import HEADERS
from services.pages.visitor import guest
from services.permissions import METRICS
from services.problems import RETRY_AFTER_SECONDS, TOO_LATE, TOO_SLOW, Kind, kind_of
from services.refusing import problem_response
from services.request_ids import ID_HEADER, REQUEST_ID, id_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger(__name__)
LOOK_S: Final = 1.0
TOO_MANY: Final = kind_of(Busy, 503)


@dataclass(frozen=True)
class Limits:
    """How many requests at once, and for how many seconds each of their steps."""

    requests: int = 1_024
    """Each may hold a body of a mebibyte."""
    pause: float = 20.0
    """Between two parts of a body,"""
    body: float = 300.0
    """for all of it: a form with a picture over a slow line,"""
    answer: float = 90.0
    """until the answer begins: by then the door has decided (45 s) and stored (30 s), or not,"""
    sending: float = 600.0
    """and until its end: somebody's whole export over a slow line."""


class Asked:
    """One request: how far it has come, and until when it may take its present step."""

    def __init__(self, limits: Limits, scope: Scope, receive: Receive, send: Send) -> None:
        self._limits, self._receive, self._send = limits, receive, send
        self.id = id_of(scope)
        self.task = asyncio.current_task()
        self.began = monotonic()
        self.until = self.began + limits.answer
        self.is_reading = self.is_whole = False
        self.status = 0

    async def receive(self) -> Message:
        """What is sent: each part of it in time, and all of it in time."""
        if self.is_whole or self.status:
            return await self._receive()
        self.is_reading = True
        self.until = min(self.began + self._limits.body, monotonic() + self._limits.pause)
        message = await self._receive()
        self.is_reading = False
        self.is_whole = not message.get("more_body", False)
        self.until = monotonic() + self._limits.answer
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.until = monotonic() + self._limits.sending
            headers = [*message.get("headers", ()), (ID_HEADER, self.id.encode())]
            message = {**message, "headers": headers}
        await self._send(message)

    def cut_off(self) -> None:
        # Whoever does not let go at once is reminded after the time of an answer.
        self.until = monotonic() + self._limits.answer
        if self.task is not None:
            self.task.cancel()


class Underway:
    """The requests of one process that are not answered yet."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.asked: set[Asked] = set()

    @property
    def is_full(self) -> bool:
        return len(self.asked) > self.limits.requests

    async def look(self, count: Callable[[int], None]) -> None:
        """Ends what has taken too long and tells how many there are, until it is cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            count(len(self.asked))
            now = monotonic()
            for asked in [one for one in self.asked if now > one.until]:
                asked.cut_off()


class Bounded:
    """A plain ASGI layer around everything, the answers to mistakes of ours included."""

    def __init__(
        self, app: ASGIApp, underway: Underway, told: Callable[[Scope, Asked], None]
    ) -> None:
        self.app, self.underway, self.told = app, underway, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Asked(self.underway.limits, scope, receive, send)
        REQUEST_ID.set(asked.id)
        self.underway.asked.add(asked)
        try:
            # Whoever looks after the server sees it also when it is full.
            if self.underway.is_full and scope["path"] != METRICS:
                await answer(scope, TOO_MANY)(scope, asked.receive, asked.send)
            else:
                await self._answered(scope, asked)
        finally:
            self.underway.asked.discard(asked)
            self.told(scope, asked)

    async def _answered(self, scope: Scope, asked: Asked) -> None:
        try:
            await self.app(scope, asked.receive, asked.send)
        except asyncio.CancelledError:
            LOG.warning("A request was cut off after %.0f s.", monotonic() - asked.began)
            if asked.status or asked.task is None:
                raise
            asked.task.uncancel()
            said = answer(scope, TOO_SLOW if asked.is_reading else TOO_LATE)
            said.headers["Connection"] = "close"
            await said(scope, asked.receive, asked.send)


def answer(scope: Scope, kind: Kind) -> Response:
    """A no, for a program or for somebody at a page."""
    request = Request(scope)
    if scope["path"].startswith("/api/"):
        said = problem_response(kind, request.headers.get("accept-language"))
    else:
        said = page_for(guest(request), kind.status, kind.sentence)
        said.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    said.headers.update(HEADERS)
    return said


def route_of(scope: Scope) -> str:
    """The address as the table of permissions writes it, so without anything of anybody."""
    path: str = getattr(scope.get("route"), "path", "")
    return scope.get("root_path", "") + path if path else "none"
