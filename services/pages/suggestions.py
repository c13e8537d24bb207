"""建议 suggestions — the pages where suggestions are read, agreed with and commented on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Response

from domain.suggestions.events import SIDES
from projections import audit
from projections import comments as spoken
from projections import suggestions as views
from projections.suggestions import Suggestion
from services.language import phrase, sentence
from services.pages import audit_sentences, labels
from services.pages.audit import position_of
from services.pages.filled_in import comment_of, stance_of
from services.pages.forms import DECLINED, Declined, TheTypedForm, declined, see_other
from services.pages.rendering import page
from services.pages.taking_part import what_is_open
from services.pages.visitor import TheVisitor, Visitor
from services.wording import SEARCH_CHARACTERS_MAX

ITEMS_PER_PAGE: Final = 15
COMMENTS_PER_PAGE: Final = 50
HISTORY_ENTRIES_MAX: Final = 20
CURSOR_CHARACTERS_MAX: Final = 200

NO_SUCH_CHOICE: Final = phrase(
    "There is no such area, channel or order: please choose from the lists."
)
NO_SUCH_SUGGESTION: Final = phrase("There is no such suggestion in this community.")


router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/suggestions")
async def suggestions(visitor: TheVisitor) -> Response:
    asked = visitor.request.query_params
    choices = {"category": labels.CATEGORIES, "channel": labels.CHANNELS, "sort": labels.SORTS}
    wrong = any(asked.get(name, "") not in {"", *known} for name, known in choices.items())
    search = "".join(c for c in asked.get("q", "") if c.isprintable())[:SEARCH_CHARACTERS_MAX]
    category = labels.chosen(asked.get("category"), labels.CATEGORIES)
    channel = labels.chosen(asked.get("channel"), labels.CHANNELS)
    sort = labels.chosen(asked.get("sort"), labels.SORTS) or "newest"
    try:
        found = await views.suggestions(
            visitor.linli.views,
            visitor.community,
            search=search.strip() or None,
            category=category,
            channel=channel,
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
        asked={"q": search, "category": category, "channel": channel, "sort": sort},
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


@router.post("/suggestions/{suggestion}/comments")
async def make_comment(visitor: TheVisitor, suggestion: str, form: TheTypedForm) -> Response:
    shown = await existing(visitor, suggestion)
    try:
        recorded = await form.decide(await comment_of(form, shown))
    except DECLINED as reason:
        return await suggestion_page(visitor, shown, form.fields, declined(reason, visitor))
    # Comments stand oldest first: behind a full page, the new one begins the last page.
    last = f"?comments={recorded.position - 1}" if shown.comments >= COMMENTS_PER_PAGE else ""
    return see_other(f"{visitor.home}/suggestions/{suggestion}{last}#comments", recorded.position)


async def existing(visitor: Visitor, suggestion: str) -> Suggestion:
    found = await views.suggestion(visitor.linli.views, visitor.community, suggestion)
    if found is None:
        raise HTTPException(404, NO_SUCH_SUGGESTION)
    return found


async def suggestion_page(
    visitor: Visitor,
    shown: Suggestion,
    typed: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
) -> Response:
    """A suggestion with everything about it; after a refusal, with what the person typed."""
    reads, community = visitor.linli.views, visitor.community
    asked = visitor.request.query_params
    history = await audit.entries(
        reads,
        community,
        event=None,
        tag=shown.suggestion,
        before=position_of(asked.get("before", "")),
        limit=HISTORY_ENTRIES_MAX + 1,
    )
    mine = await visitor.name(shown.scope)
    stance = await views.stance_taken(reads, community, shown.suggestion, mine) if mine else None
    entries = history[:HISTORY_ENTRIES_MAX]
    return page(
        visitor,
        "suggestions/detail.html",
        status=refusal.status if refusal else 200,
        shown=shown,
        **await _comments(visitor, shown),
        history=await audit_sentences.told(
            visitor, entries, {shown.suggestion: audit_sentences.ITSELF}
        ),
        before=entries[-1].position if len(history) > HISTORY_ENTRIES_MAX else None,
        is_newest="before" not in asked,
        stance=stance,
        about_to=labels.chosen(asked.get("stance"), labels.CHOICES),
        allowed=await what_is_open(visitor),
        typed=typed or {},
        refusal=refusal,
    )


async def _comments(visitor: Visitor, shown: Suggestion) -> dict[str, object]:
    """A page of the comments by side, oldest first, and how many of each side there are."""
    reads, community = visitor.linli.views, visitor.community
    since = position_of(visitor.request.query_params.get("comments", ""))
    found = await spoken.comments(
        reads, community, shown.suggestion, after=since, limit=COMMENTS_PER_PAGE + 1
    )
    said, follows = found[:COMMENTS_PER_PAGE], len(found) > COMMENTS_PER_PAGE
    by_side: Mapping[str, int] = Counter(comment.side for comment in said)
    if since or follows:
        by_side = await spoken.comments_by_side(reads, community, shown.suggestion)
    return {
        "sides": {side: [c for c in said if c.side == side] for side in SIDES},
        "said_by_side": by_side,
        "comments_since": since,
        "comments_more": said[-1].position if follows else None,
    }
