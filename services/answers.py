"""回答 — how a success looks: a view with its ETag, a receipt with its promise."""

from dataclasses import dataclass
from hashlib import sha256

import orjson
from fastapi import Request, Response
from pydantic import ConfigDict, JsonValue

from services.door import Recorded
from services.refusing import Responses

ETAG_CHARACTERS = 32
JSON = "application/json"
UNCHANGED: Responses = {304: {"description": "没有变化 · Not modified since this ETag"}}


def documented(**example: JsonValue) -> ConfigDict:
    """For `__pydantic_config__`: an example, and the docstrings of the fields as descriptions."""
    return ConfigDict(json_schema_extra={"examples": [example]}, use_attribute_docstrings=True)


@dataclass(frozen=True, slots=True)
class Receipt:
    """回执 · receipt: what was promised about a write."""

    __pydantic_config__ = documented(
        log="example.org/linjiang", position=4711, recorded=1, promise="recorded"
    )

    log: str
    """The origin of the log."""
    position: int
    """Pass it as `after=` to read your own write."""
    recorded: int
    """How many entries are new: 0 when everything was already as you wish."""
    promise: str
    """"recorded": it stands in the log."""
    id: str | None = None
    """The id of what was made, where something was made."""


def shown(request: Request, view: object, *, cache: str = "no-cache") -> Response:
    """A view as JSON, or 304 when the reader already has it."""
    body = orjson.dumps(view)
    return tagged(request, body, sha256(body).hexdigest()[:ETAG_CHARACTERS], cache)


def tagged(request: Request, body: bytes, tag: str, cache: str, media_type: str = JSON) -> Response:
    """A body under its ETag, or 304."""
    headers = {"ETag": f'"{tag}"', "Cache-Control": cache}
    if already_read(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def already_read(if_none_match: str, etag: str) -> bool:
    """Whether the reader names this ETag (RFC 9110, weak comparison)."""
    named = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in named or etag in named


def receipt(recorded: Recorded, made: str | None = None, at: str | None = None) -> Response:
    """201 when something is new, 200 when everything already was so; `at` is the address."""
    paper = Receipt(recorded.origin, recorded.position, recorded.count, "recorded", made)
    headers = {"Location": at} if at and recorded.count else None
    return Response(orjson.dumps(paper), 201 if recorded.count else 200, headers, media_type=JSON)


RECEIPTS: Responses = {
    200: {"model": Receipt, "description": "已是如此 · Already so, nothing new"},
    201: {"model": Receipt, "description": "已记录 · Recorded"},
}
