"""存证 audit — the log for everybody: pages of entries, and the exact bytes of each."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from domain.proof import leaf_hash
from projections import audit
from services.answers import UNCHANGED, tagged
from services.asking import TheAsking
from services.audit_shapes import EntryPage, LogHead, entry_page
from services.declared import reading
from services.http import (
    LIMIT_USUAL,
    POSITION_MAX,
    After,
    Before,
    Limit,
)
from services.problems import NO_SUCH_ENTRY, Unanswerable
from services.wording import Word

router = APIRouter(prefix="/c/{community}", tags=["存证 · audit"])
FOR_EVER = "public, max-age=31536000, immutable"
LINES = "application/x-ndjson"
LINES_MAX, LINES_USUAL = 1_000, 500


@router.get(
    "/log",
    summary="日志的长度 · The head of the log",
    response_model=LogHead,
    responses=reading(),
    dependencies=[After],
)
async def log_head(asking: TheAsking) -> Response:
    community = asking.community
    return asking.shown(LogHead(community.origin, await asking.linli.record.head(community)))


@router.get(
    "/log/lines",
    summary="原文 · The exact bytes of many entries, one a line",
    response_class=Response,
    responses={
        **reading(),
        200: {
            "description": "一行一条 · One canonical entry a line",
            "content": {LINES: {"schema": {"type": "string"}}},
        },
    },
    dependencies=[After],
)
async def log_lines(
    asking: TheAsking,
    first: Annotated[int, Query(ge=0, le=POSITION_MAX)] = 0,
    limit: Annotated[int, Query(ge=1, le=LINES_MAX)] = LINES_USUAL,
) -> Response:
    entries = await asking.linli.record.entries(asking.community, first, limit)
    body = b"".join(entry + b"\n" for entry in entries)
    return tagged(asking.request, body, sha256(body).hexdigest(), "no-cache", LINES)


@router.get(
    "/entries",
    summary="存证 · Entries, newest first",
    response_model=EntryPage,
    responses=reading(),
    dependencies=[After],
)
async def list_entries(
    asking: TheAsking,
    event: Word | None = None,
    tag: Word | None = None,
    before: Before = None,
    limit: Limit = LIMIT_USUAL,
) -> Response:
    found = await audit.entries(
        asking.views, asking.community, event=event, tag=tag, before=before, limit=limit + 1
    )
    return asking.shown(entry_page(found, limit))


@router.get(
    "/entries/{position}",
    summary="一条原文 · The exact bytes of one entry; its ETag is its leaf hash",
    response_model=dict[str, object],
    responses={**reading(NO_SUCH_ENTRY), **UNCHANGED},
    dependencies=[After],
)
async def one_entry(
    asking: TheAsking,
    position: Annotated[int, Path(ge=0, le=POSITION_MAX)],
) -> Response:
    found = await asking.linli.record.entries(asking.community, position, 1)
    if not found:
        raise Unanswerable(NO_SUCH_ENTRY)
    return tagged(asking.request, found[0], leaf_hash(found[0]).hex(), FOR_EVER)
