"""建议 suggestions — the pages where suggestions are found, read and agreed with."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Response

from projections import suggestions as views
from services.language import phrase, sentence
from services.pages import labels
from services.pages.filled_in import stance_of
from services.pages.forms import DECLINED, Declined, TheTypedForm, declined, see_other
from services.pages.one_suggestion import existing, suggestion_page
from services.pages.rendering import page
from services.pages.visitor import TheVisitor
from services.wording import SEARCH_CHARACTERS_MAX

ITEMS_PER_PAGE: Final = 15
CURSOR_CHARACTERS_MAX: Final = 200

NO_SUCH_CHOICE: Final = phrase(
    "There is no such area, channel, state or order: please choose from the lists."
)
UNANSWERED: Final = {
    "unanswered": phrase("Not answered"),
    "owed": phrase("An answer is owed"),
}
STATES: Final = {**UNANSWERED, **labels.STATUSES}
"""What the list may be narrowed to: the last answer, or that there is none."""
CHOICES: Final = {
    "category": labels.CATEGORIES,
    "channel": labels.CHANNELS,
    "status": STATES,
    "sort": labels.SORTS,
}

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/suggestions")
async def suggestions(visitor: TheVisitor) -> Response:
    asked = visitor.request.query_params
    wrong = any(asked.get(name, "") not in {"", *known} for name, known in CHOICES.items())
    search = "".join(c for c in asked.get("q", "") if c.isprintable())[:SEARCH_CHARACTERS_MAX]
    chosen = {name: labels.chosen(asked.get(name), known) for name, known in CHOICES.items()}
    sort = chosen["sort"] or "newest"
    try:
        found = await views.suggestions(
            visitor.linli.views,
            visitor.community,
            search=search.strip() or None,
            category=chosen["category"],
            channel=chosen["channel"],
            status=chosen["status"],
            sort=sort,  # type: ignore[arg-type]  # One of the keys of SORTS.
            cursor=(asked.get("cursor") or "")[:CURSOR_CHARACTERS_MAX] or None,
            limit=ITEMS_PER_PAGE,
        )
    except ValueError:
        raise HTTPException(422, phrase("This page of the list does not exist.")) from None
    return page(
        visitor,
        "suggestions/list.html",
        status=422 if wrong else 200,
        refusal=Declined(sentence(NO_SUCH_CHOICE, visitor.language), 422) if wrong else None,
        found=found,
        asked={**chosen, "q": search, "sort": sort},
        states=STATES,
        is_first_page="cursor" not in asked,
    )


@router.get("/suggestions/{suggestion}")
async def suggestion(visitor: TheVisitor, suggestion: str) -> Response:
    return await suggestion_page(visitor, await existing(visitor, suggestion))


@router.post("/suggestions/{suggestion}/stance")
async def take_stance(visitor: TheVisitor, suggestion: str, form: TheTypedForm) -> Response:
    shown = await existing(visitor, suggestion)
    try:
        recorded = await form.decide(await stance_of(form, shown))
    except DECLINED as reason:
        return await suggestion_page(visitor, shown, form.fields, declined(reason, visitor))
    if form.fields.get("then") == "statements":
        kept = [("skip", each) for each in form.fields.get("skip", "").split()]
        query = urlencode([*kept, ("said", shown.suggestion)])
        return see_other(f"{visitor.home}/statements?{query}", recorded.position)
    return see_other(f"{visitor.home}/suggestions/{suggestion}#stance", recorded.position)
