"""逐条表态 — one statement at a time: agree, disagree or pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Response

from projections import suggestions as views
from projections.suggestions import StanceTakenBy, Suggestion
from services.pages.rendering import page
from services.pages.taking_part import what_is_open
from services.pages.visitor import TheVisitor, Visitor

SKIPPED_MAX: Final = 30

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/statements")
async def statements(visitor: TheVisitor) -> Response:
    """The next statement without an answer. Whoever is not signed in may leaf through."""
    reads, community = visitor.linli.views, visitor.community
    asked = visitor.request.query_params
    skip = [s for s in asked.getlist("skip") if "\0" not in s][-SKIPPED_MAX:]
    # Nobody's name is empty: under it no statement is answered, so a guest sees them all.
    names = {
        scope: await visitor.name(scope) or "" for scope in await views.scopes(reads, community)
    }
    answered, total = await views.answered(reads, community, list(names.values()))
    return page(
        visitor,
        "suggestions/statements.html",
        shown=await views.next_statement(reads, community, names, skip),
        said=await _said(visitor, names, asked.get("said", "")),
        skip=skip,
        answered=answered,
        total=total,
        allowed=await what_is_open(visitor),
    )


async def _said(
    visitor: Visitor, names: Mapping[str, str], suggestion: str
) -> tuple[Suggestion, StanceTakenBy] | None:
    """What this person has just recorded, as the record has it."""
    reads, community = visitor.linli.views, visitor.community
    found = await views.suggestion(reads, community, suggestion) if suggestion else None
    name = names.get(found.scope) if found else None
    if found is None or not name:
        return None
    stance = await views.stance_taken(reads, community, found.suggestion, name)
    return (found, stance) if stance else None
