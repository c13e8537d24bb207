"""门卫 — turns away what no route should see: large or encoded bodies, unreadable addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers

from services.problems import TOO_LARGE, UNKNOWN_ENCODING, UNREADABLE_ADDRESS, Kind
from services.refusing import problem_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_BYTES_MAX = 1024 * 1024
LENGTH_DIGITS_MAX = 20


class Guard:
    """Stands before all routes. A body is read whole here, so that its size is certain."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        trouble = objection(scope, headers)
        if trouble is None:
            messages = await whole_body(receive)
            if messages is not None:
                await self.app(scope, replay(messages, receive), send)
                return
            trouble = TOO_LARGE
        answer = problem_response(trouble, headers.get("accept-language"))
        await answer(scope, receive, send)


def objection(scope: Scope, headers: Headers) -> Kind | None:
    """What is wrong with a request before its body is read."""
    path = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    if not (is_readable(path) and is_readable(scope.get("query_string", b""))):
        return UNREADABLE_ADDRESS
    if headers.get("content-encoding", "identity").strip().lower() not in {"identity", ""}:
        return UNKNOWN_ENCODING
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:LENGTH_DIGITS_MAX]) > BODY_BYTES_MAX:
        return TOO_LARGE
    return None


def is_readable(address: bytes) -> bool:
    """Whether the percent-decoded bytes are UTF-8 without NUL, which no text column can hold."""
    plain = unquote_to_bytes(address)
    try:
        return "\0" not in plain.decode()
    except UnicodeDecodeError:
        return False


async def whole_body(receive: Receive) -> list[Message] | None:
    """All messages of a body, or None as soon as it is too large."""
    messages: list[Message] = []
    size = 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if size > BODY_BYTES_MAX:
            return None
        if message["type"] != "http.request" or not message.get("more_body", False):
            return messages


def replay(messages: list[Message], receive: Receive) -> Receive:
    """A `receive` that says again what has been read, and then what comes."""
    waiting = iter(messages)

    async def again() -> Message:
        message = next(waiting, None)
        return await receive() if message is None else message

    return again
