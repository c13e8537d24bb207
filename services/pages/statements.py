"""逐条表态 — one statement at a time: agree, disagree or pass."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from projections import suggestions as views
from services.pages.rendering import page
from services.pages.visitor import TheVisitor

SKIPPED_MAX: Final = 30

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/statements")
async def statements(visitor: TheVisitor) -> Response:
    """The next statement without an answer. Whoever is not signed in may leaf through."""
    reads, community = visitor.linli.views, visitor.community
    skip = [s for s in visitor.request.query_params.getlist("skip") if "\0" not in s]
    skip = skip[-SKIPPED_MAX:]
    # Nobody's name is empty: under it no statement is answered, so a guest sees them all.
    names = {
        scope: await visitor.name(scope) or "" for scope in await views.scopes(reads, community)
    }
    answered, total = await views.answered(reads, community, list(names.values()))
    return page(
        visitor,
        "suggestions/statements.html",
        shown=await views.next_statement(reads, community, names, skip),
        skip=skip,
        answered=answered,
        total=total,
    )
