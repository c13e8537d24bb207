"""到门时刻 — when a request had arrived whole: this moment says whether it came in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.types import ASGIApp, Receive, Scope, Send

    from services.linli import Linli


def arrived(request: Request, linli: Linli) -> datetime:
    """The moment at the door, noted once a request, by whoever has read it to its end first.

    Not its first line counts, which anybody could send ahead, and not the moment of the decision:
    a busy server makes nobody late.
    """
    if not hasattr(request.state, "arrived"):
        request.state.arrived = linli.clock()
    moment: datetime = request.state.arrived
    return moment


class Arriving:
    """Notes the arrival before anything is looked up. It stands behind the guard, who has read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            arrived(Request(scope), scope["app"].state.linli)
        await self.app(scope, receive, send)
