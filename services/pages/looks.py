"""查看记录 looks — how often staff looked at private details, for the auditor, without names."""

from __future__ import annotations

from datetime import date
from typing import Final

from fastapi import APIRouter, Response

from services.contacts import (
    ACTING,
    DESK_LIST,
    DESK_SEARCH,
    EXPORT,
    GUARDIAN,
    LOOKS_DAYS_MAX,
    PICTURE,
    REGISTRAR,
)
from services.language import phrase
from services.pages.rendering import page
from services.pages.visitor import TheVisitor
from services.wording import a_day

ROWS_MAX: Final = 200
PLACES: Final = {
    DESK_LIST: phrase("The list at the desk"),
    DESK_SEARCH: phrase("The search at the desk"),
    ACTING: phrase("Acting for a resident"),
    REGISTRAR: phrase("The registrar's pages"),
    GUARDIAN: phrase("The page of guardians"),
    PICTURE: phrase("A picture of a paper"),
    EXPORT: phrase("An export for a resident"),
}

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/audit/looks")
async def looks(visitor: TheVisitor) -> Response:
    """By day, member of staff and place; the days before one that is asked for."""
    before = _day(visitor.request.query_params.get("before", ""))
    found = await visitor.linli.contact_log.looks_by_day(
        visitor.community, before, limit=ROWS_MAX + 1
    )
    shown = found
    if len(found) > ROWS_MAX:
        # A day is shown whole or not at all; one that alone fills the page is cut.
        whole = [look for look in found if look.day != found[-1].day]
        shown = whole or found[:ROWS_MAX]
    return page(
        visitor,
        "audit/looks.html",
        looks=shown,
        before=shown[-1].day if len(found) > ROWS_MAX else None,
        places=PLACES,
        days_kept=LOOKS_DAYS_MAX,
    )


def _day(told: str) -> date | None:
    try:
        day = a_day(told) if told else None
    except ValueError:
        return None
    return day if isinstance(day, date) else None
