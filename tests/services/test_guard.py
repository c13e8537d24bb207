import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from services.guard import BODY_BYTES_MAX, Guard


def passed(
    *chunks: bytes, path: bytes = b"/", query: bytes = b"", **headers: str
) -> tuple[int, bytes]:
    """The status that the guard lets out, and the body that it lets in."""
    incoming = [
        {"type": "http.request", "body": chunk, "more_body": place < len(chunks) - 1}
        for place, chunk in enumerate(chunks)
    ]
    outgoing: list[Message] = []
    body = bytearray()

    async def receive() -> Message:
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        outgoing.append(message)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] == "http.request":
            body.extend(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": "/", "raw_path": path, "query_string": query}
    asyncio.run(Guard(app)({**scope, "headers": named}, receive, send))
    return outgoing[0]["status"], bytes(body)


def test_a_body_of_the_largest_size_passes_whole() -> None:
    half = b"x" * (BODY_BYTES_MAX // 2)
    assert passed(half, half) == (200, half + half)


def test_one_byte_more_is_too_large_whatever_the_header_says() -> None:
    half = b"x" * (BODY_BYTES_MAX // 2)
    assert passed(half, half, b"x", content_length="3")[0] == 413


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    assert passed(b"", content_length=str(BODY_BYTES_MAX + 1))[0] == 413
    assert passed(b"", content_length="9" * 500)[0] == 413


def test_a_packed_body_is_not_unpacked() -> None:
    assert passed(b"", content_encoding="gzip")[0] == 415
    assert passed(b"", content_encoding="identity")[0] == 200


@pytest.mark.parametrize("address", [b"%00", b"%ED%A0%80", b"%FF", b"%C3"])
def test_an_address_is_utf_8_without_nul(address: bytes) -> None:
    assert passed(b"", path=b"/" + address)[0] == 400
    assert passed(b"", query=b"q=" + address)[0] == 400


def test_chinese_addresses_pass() -> None:
    assert passed(b"", path="/建议%20".encode(), query=b"q=%E5%BB%BA")[0] == 200
