"""存证 audit — the audit trail: every entry as a sentence, and its exact bytes."""

from __future__ import annotations

import json
from typing import Final

from fastapi import APIRouter, HTTPException, Response

from domain.catalogue import CATALOGUE
from domain.proof import leaf_hash
from projections import audit as views
from services.language import phrase, sentence
from services.pages import audit_sentences
from services.pages.audit_words import KINDS
from services.pages.forms import Declined
from services.pages.rendering import page
from services.pages.visitor import TheVisitor

ENTRIES_PER_PAGE: Final = 25
POSITION_DIGITS_MAX: Final = 15
TAG_CHARACTERS_MAX: Final = 200

NO_SUCH_KIND: Final = phrase("There is no such kind of entry: please choose one of the list.")
NO_SUCH_PLACE: Final = phrase("The list of entries cannot begin there: please start anew.")
NO_SUCH_ENTRY: Final = phrase("The log holds no entry at this position.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/audit")
async def trail(visitor: TheVisitor) -> Response:
    asked = visitor.request.query_params
    event, before = asked.get("event", ""), asked.get("before", "")
    tag = asked.get("tag", "").strip()[:TAG_CHARACTERS_MAX]
    wrong = NO_SUCH_KIND if event and event not in CATALOGUE else None
    if before and position_of(before) is None:
        wrong = NO_SUCH_PLACE
    community = visitor.community
    found = []
    if wrong is None:
        found = await views.entries(
            visitor.linli.views,
            community,
            event=event or None,
            tag=tag or None,
            before=position_of(before),
            limit=ENTRIES_PER_PAGE + 1,
        )
    shown = found[:ENTRIES_PER_PAGE]
    return page(
        visitor,
        "audit/trail.html",
        status=422 if wrong else 200,
        refusal=Declined(sentence(wrong, visitor.language), 422) if wrong else None,
        entries=await audit_sentences.told(visitor, shown),
        asked={"event": event, "tag": tag},
        kinds=KINDS,
        head=await visitor.linli.record.head(community),
        before=shown[-1].position if len(found) > ENTRIES_PER_PAGE else None,
        is_first_page="before" not in asked,
    )


@router.get("/audit/{position}")
async def single(visitor: TheVisitor, position: str) -> Response:
    known = position_of(position)
    head = await visitor.linli.record.head(visitor.community)
    if known is None or known > head:
        raise HTTPException(404, NO_SUCH_ENTRY)
    raw = (await visitor.linli.record.entries(visitor.community, known, 1))[0]
    found = await views.entry(visitor.linli.views, visitor.community, known) if known else None
    entries = [found] if found else []
    told = await audit_sentences.told(visitor, entries)
    return page(
        visitor,
        "audit/entry.html",
        position=known,
        head=head,
        entry=told[0] if told else None,
        tags=[tag for tag in found.tags if tag] if found else [],
        opening=None if known else json.loads(raw),
        pretty=json.dumps(json.loads(raw), ensure_ascii=False, indent=2, sort_keys=True),
        raw=raw.decode(),
        size_bytes=len(raw),
        # RFC 6962: the hash of a leaf, as the checkpoints and receipts will use it.
        leaf=leaf_hash(raw).hex(),
    )


def position_of(text: str) -> int | None:
    """A position out of an address, or None."""
    usable = text.isascii() and text.isdigit() and len(text) <= POSITION_DIGITS_MAX
    return int(text) if usable else None
