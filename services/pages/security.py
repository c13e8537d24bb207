"""页面安全 — what browsers are told about every answer: our own files only, and no frames."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.guard import is_readable
from services.language import phrase
from services.pages.errors import page_for
from services.pages.visitor import guest

POLICY: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
UNREADABLE: Final = phrase("The address holds characters that nobody can read.")
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """A plain ASGI layer: answers that set a header themselves keep their own.

    It also turns away addresses with NUL or without UTF-8, which no table can look up.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        app = self.app
        # The API has a guard of its own, which answers in its own way.
        if not (scope["path"].startswith("/api/") or _is_readable(scope)):
            app = page_for(guest(Request(scope)), 404, UNREADABLE)
        await app(scope, receive, send_with_headers)


def _is_readable(scope: Scope) -> bool:
    path = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    return is_readable(path) and is_readable(scope.get("query_string", b""))
