"""待办 console — what the committee owes, in one place: every line leads to where it is done.

Nothing is done here: whatever the committee does leaves its entry at the place of the thing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from fastapi import APIRouter, Response

from domain.kernel import Act
from projections import ballots, moderation, voting
from projections import console as views
from projections.paging import PAGE_ROWS_MAX, NotACursor
from services.language import sentence
from services.pages.audit import NO_SUCH_PLACE
from services.pages.forms import Declined
from services.pages.one_suggestion import owing
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor

LINES_MAX: Final = 20
"""Of each list on one page."""

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/console")
async def console(visitor: TheVisitor) -> Response:
    """Answers owed, promises, what stalls, appeals, polls and papers; the most urgent first."""
    asked, reads, here = visitor.request.query_params, visitor.linli.views, visitor.community
    rules = await owing(visitor)
    cursors = {name: asked.get(name) or None for name in ("owed", "promises", "stalled")}
    wrong = None
    try:
        queues = await _queues(visitor, cursors, rules.today)
    except NotACursor:
        wrong = Declined(sentence(NO_SUCH_PLACE, visitor.language), 422)
        queues = await _queues(visitor, {}, rules.today)
    now = Act.of("system", visitor.now).at
    found = await voting.polls(reads, here, states=("open", "held", "closing"), limit=LINES_MAX)
    return page(
        visitor,
        "console.html",
        status=422 if wrong else 200,
        refusal=wrong,
        owing=rules,
        waiting=await views.waiting(reads, here, rules.today),
        cursors=cursors,
        **queues,
        appeals=await moderation.appeals(reads, here, limit=LINES_MAX),
        polls=[(each, each.state_at(now)) for each in found],
        papers=await ballots.papers(reads, here, limit=PAGE_ROWS_MAX),
    )


async def _queues(
    visitor: Visitor, cursors: Mapping[str, str | None], today: date
) -> dict[str, object]:
    reads, here = visitor.linli.views, visitor.community
    return {
        "owed": await views.owed(reads, here, cursor=cursors.get("owed"), limit=LINES_MAX),
        "promises": await views.promises(
            reads, here, cursor=cursors.get("promises"), limit=LINES_MAX
        ),
        "stalled": await views.stalled(
            reads, here, today, cursor=cursors.get("stalled"), limit=LINES_MAX
        ),
    }
