"""版本 versions — a suggestion's wordings compared, and how its author gives it another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import APIRouter, Response

from domain.suggestions.amend_suggestion import UNSETTLED, TextIsSettled
from domain.suggestions.as_it_stands import NotYours
from projections import versions as views
from projections import voting
from projections.suggestions import Suggestion
from projections.versions import Version
from services.comparing import side_by_side, unified
from services.language import phrase, reason_of, sentence
from services.pages.acted_for import acted_for
from services.pages.filled_in import amendment_of, worded
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.one_suggestion import existing
from services.pages.rendering import page
from services.pages.taking_part import what_is_open
from services.pages.visitor import TheVisitor, Visitor
from services.speaking import resident_named
from services.wording import TEXT_CHARACTERS_MAX, TITLE_CHARACTERS_MAX

SIDE_BY_SIDE, UNIFIED = "side-by-side", "unified"
WAYS: Final = {SIDE_BY_SIDE: phrase("Side by side"), UNIFIED: phrase("As unified differences")}
NO_SUCH_COMPARISON: Final = phrase("There is no such version: please choose from the lists.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/suggestions/{suggestion}/versions")
async def versions(visitor: TheVisitor, suggestion: str) -> Response:
    """Every wording, and two of them beside each other: without a choice the newest two."""
    shown = await existing(visitor, suggestion)
    found = await views.versions(visitor.linli.views, visitor.community, suggestion)
    asked = visitor.request.query_params
    older, newer = _chosen(asked, found, "older", -2), _chosen(asked, found, "newer", -1)
    way = asked.get("way") or SIDE_BY_SIDE
    wrong = older is None or newer is None or way not in WAYS
    before, after = older or found[-min(2, len(found))], newer or found[-1]
    return page(
        visitor,
        "suggestions/versions.html",
        status=422 if wrong else 200,
        refusal=Declined(sentence(NO_SUCH_COMPARISON, visitor.language), 422) if wrong else None,
        shown=shown,
        versions=found,
        older=before,
        newer=after,
        ways=WAYS,
        way=way,
        title_rows=side_by_side(before.title or "", after.title or ""),
        rows=side_by_side(before.text or "", after.text or ""),
        title_lines=unified(before.title or "", after.title or ""),
        lines=unified(before.text or "", after.text or ""),
    )


@router.get("/suggestions/{suggestion}/amend")
async def write(visitor: TheVisitor, suggestion: str) -> Response:
    shown = await existing(visitor, suggestion)
    typed = {"title": shown.title or "", "text": shown.text or ""}
    resident = resident_named(visitor.request.query_params.get("resident", ""))
    named = await acted_for(visitor, resident) if resident else None
    if named is not None:
        typed |= {"resident": named.resident, "acted_for": named.said}
    unless = await _obstacle(visitor, shown)
    return form_page(visitor, shown, typed, unless=unless)


@router.post("/suggestions/{suggestion}/amend/preview")
async def compare(visitor: TheVisitor, suggestion: str, form: TheTypedForm) -> Response:
    """The second step: records nothing, shows what would change."""
    shown = await existing(visitor, suggestion)
    if "edit" in form.fields:
        return form_page(visitor, shown, form.fields)
    try:
        worded(form)
    except DECLINED as reason:
        return form_page(visitor, shown, form.fields, declined(reason, visitor))
    answer = _preview(visitor, shown, form)
    # People go back to it: without a copy the browser cannot.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@router.post("/suggestions/{suggestion}/amend")
async def publish(visitor: TheVisitor, suggestion: str, form: TheTypedForm) -> Response:
    shown = await existing(visitor, suggestion)
    try:
        recorded = await form.decide(await amendment_of(form, shown))
    except DECLINED as reason:
        return form_page(visitor, shown, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/suggestions/{suggestion}", recorded.position)


def form_page(
    visitor: Visitor,
    shown: Suggestion,
    typed: Mapping[str, str],
    refusal: Declined | None = None,
    unless: str = "",
) -> Response:
    """The form; `unless` says why this person would be refused: then there is none to fill in."""
    return page(
        visitor,
        "suggestions/amend.html",
        status=refusal.status if refusal else 200,
        shown=shown,
        typed=typed,
        refusal=refusal,
        unless="" if visitor.serves_at_the_desk else unless,
        title_max=TITLE_CHARACTERS_MAX,
        text_max=TEXT_CHARACTERS_MAX,
    )


def _preview(visitor: Visitor, shown: Suggestion, form: Form) -> Response:
    title, text = worded(form)
    return page(
        visitor,
        "suggestions/amend_preview.html",
        shown=shown,
        typed=form.fields,
        refusal=None,
        title_rows=side_by_side(shown.title or "", title),
        rows=side_by_side(shown.text or "", text),
    )


async def _obstacle(visitor: Visitor, shown: Suggestion) -> str:
    """Why this person cannot amend it, as far as that is known before anything is written."""
    if await visitor.name(shown.scope) != shown.who:
        return sentence(reason_of(NotYours), visitor.language)
    polls = await voting.polls_about(visitor.linli.views, visitor.community, shown.suggestion)
    if polls or (shown.status and shown.status not in UNSETTLED):
        return sentence(reason_of(TextIsSettled), visitor.language)
    return (await what_is_open(visitor)).to_take_part


def _chosen(
    asked: Mapping[str, str], found: Sequence[Version], name: str, usual: int
) -> Version | None:
    """The version that an address asks for; without one, the usual one from the end."""
    if not asked.get(name):
        return found[max(usual, -len(found))]
    return next((each for each in found if str(each.version) == asked[name]), None)
