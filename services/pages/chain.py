"""闭环 chain — one page from proposal to result: 提议、议事、表决、执行、反馈."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from domain.kernel import Act
from projections import chain as views
from services.language import phrase
from services.pages.one_suggestion import existing, owing
from services.pages.rendering import page
from services.pages.visitor import TheVisitor

STEPS: Final = {
    "proposed": phrase("Proposal"),
    "discussed": phrase("Deliberation"),
    "voted": phrase("Voting"),
    "carried-out": phrase("Execution"),
    "reported": phrase("Feedback"),
}
STEP_STATES: Final = {
    "done": phrase("passed"),
    "now": phrase("now"),
    "ahead": phrase("to come"),
    "left-out": phrase("left out"),
}
KINDS: Final = {
    "submitted": phrase("The suggestion was made"),
    "amended": phrase("It was given another wording"),
    "commented": phrase("The first comment was made"),
    "supported": phrase("Enough people agreed: an answer is owed"),
    "merged": phrase("It was merged into another one"),
    "merge-undone": phrase("The merge was undone"),
    "merged-from": phrase("Another one was merged into it"),
    "poll-opened": phrase("A poll about it was opened"),
    "poll-closed": phrase("The poll was closed"),
    "poll-counted": phrase("The ballots were opened and counted"),
}

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/suggestions/{suggestion}/chain")
async def chain(visitor: TheVisitor, suggestion: str) -> Response:
    shown = await existing(visitor, suggestion)
    return page(
        visitor,
        "suggestions/chain.html",
        shown=shown,
        steps=await views.chain(visitor.linli.views, visitor.community, shown),
        owing=await owing(visitor),
        now=Act.of("system", visitor.now).at,
        said_steps=STEPS,
        said_states=STEP_STATES,
        said_kinds=KINDS,
    )
