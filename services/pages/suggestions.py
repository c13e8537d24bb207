"""建议 suggestions — the pages where suggestions are found, read and agreed with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Response

from projections import suggestions as views
from services.language import phrase, sentence
from services.pages import labels
from services.pages.filled_in import stance_of
from services.pages.forms import DECLINED, Declined, TheTypedForm, declined, see_other
from services.pages.one_suggestion import existing, must_exist, suggestion_page
from services.pages.rendering import page
from services.pages.visitor import TheComing, TheVisitor
from services.wording import SEARCH_CHARACTERS_MAX

ITEMS_PER_PAGE: Final = 15
CURSOR_CHARACTERS_MAX: Final = 200

NO_SUCH_CHOICE: Final = phrase(
    "There is no such area, channel, state or order: please choose from the lists."
)
CHOICES: Final = {
    "category": labels.CATEGORIES,
    "channel": labels.CHANNELS,
    "status": labels.STATES,
    "sort": labels.SORTS,
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is looked for in the list, and in which order."""

    q: str
    category: str | None
    channel: str | None
    status: str | None
    sort: str


router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/suggestions")
async def suggestions(coming: TheComing) -> Response:
    asked = coming.request.query_params
    wrong = any(asked.get(name, "") not in {"", *known} for name, known in CHOICES.items())
    search = "".join(c for c in asked.get("q", "") if c.isprintable())[:SEARCH_CHARACTERS_MAX]
    chosen = {name: labels.chosen(asked.get(name), known) for name, known in CHOICES.items()}
    looking = Asked(
        q=search,
        category=chosen["category"],
        channel=chosen["channel"],
        status=chosen["status"],
        sort=chosen["sort"] or "newest",
    )
    try:
        found = await views.suggestions(
            # A search may take long: it does not hold up the heads of everybody's pages.
            coming.linli.views if search.strip() else coming.reads,
            coming.community,
            search=search.strip() or None,
            category=looking.category,
            channel=looking.channel,
            status=looking.status,
            sort=looking.sort,  # type: ignore[arg-type]  # One of the keys of SORTS.
            cursor=(asked.get("cursor") or "")[:CURSOR_CHARACTERS_MAX] or None,
            limit=ITEMS_PER_PAGE,
        )
    except ValueError:
        raise HTTPException(422, phrase("This page of the list does not exist.")) from None
    visitor = await coming.visitor()
    return page(
        visitor,
        "suggestions/list.html",
        status=422 if wrong else 200,
        refusal=Declined(sentence(NO_SUCH_CHOICE, visitor.language), 422) if wrong else None,
        found=found,
        asked=looking,
        is_first_page="cursor" not in asked,
    )


@router.get("/suggestions/{suggestion}")
async def suggestion(coming: TheComing, suggestion: str) -> Response:
    found = await views.suggestion(coming.reads, coming.community, suggestion)
    return await suggestion_page(await coming.visitor(), must_exist(found))


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
