"""合并 merging — the committee joins two suggestions; each supporter says whether to come along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Response

from domain.kernel import Act
from domain.suggestions.carry_support import CarrySupport
from domain.suggestions.merge_suggestion import MergeSuggestion
from domain.suggestions.undo_merge import UndoMerge
from projections import suggestions as views
from projections.suggestions import Suggestion
from services.language import phrase
from services.pages.filled_in import version_seen
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.one_suggestion import existing, suggestion_page
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.wording import ID_CHARACTERS_MAX, REASON_CHARACTERS_MAX, SEARCH_CHARACTERS_MAX

FOUND_MAX: Final = 8
CHOOSE_THE_OTHER: Final = phrase("Please choose the suggestion in which this one goes on.")
GIVE_A_REASON: Final = phrase("A reason has %(least)d to %(most)d characters.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/suggestions/{suggestion}/merge")
async def choose(visitor: TheVisitor, suggestion: str) -> Response:
    return await merge_page(visitor, await existing(visitor, suggestion), {})


@router.post("/suggestions/{suggestion}/merge")
async def merge(visitor: TheVisitor, suggestion: str, form: TheTypedForm) -> Response:
    shown = await existing(visitor, suggestion)
    try:
        command = MergeSuggestion(
            act=Act.of(visitor.as_staff, visitor.now),
            suggestion=shown.suggestion,
            into=_other(form),
            reason=_reason(form),
        )
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await merge_page(visitor, shown, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/suggestions/{suggestion}", recorded.position)


@router.post("/suggestions/{suggestion}/merge/undo")
async def undo(visitor: TheVisitor, suggestion: str, form: TheTypedForm) -> Response:
    shown = await existing(visitor, suggestion)
    try:
        act = Act.of(visitor.as_staff, visitor.now)
        command = UndoMerge(act=act, suggestion=shown.suggestion, reason=_reason(form))
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await merge_page(visitor, shown, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/suggestions/{suggestion}", recorded.position)


@router.post("/suggestions/{suggestion}/carry")
async def carry(visitor: TheVisitor, suggestion: str, form: TheTypedForm) -> Response:
    """One supporter consents; the form names the suggestion that this person has read about."""
    shown = await existing(visitor, suggestion)
    try:
        command = await carried_by(form, shown)
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await suggestion_page(visitor, shown, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/suggestions/{command.suggestion}#stance", recorded.position)


async def carried_by(form: Form, source: Suggestion) -> CarrySupport:
    """The support that a form carries from a merged suggestion to the one it names."""
    who = await form.speaking().within(source.scope)
    return CarrySupport(
        act=who.act,
        member=who.member,
        source=source.suggestion,
        suggestion=_other(form),
        channel=who.channel,
        seen=version_seen(form),
    )


def _other(form: Form) -> str:
    return form.words("into", CHOOSE_THE_OTHER, least=1, most=ID_CHARACTERS_MAX)


def _reason(form: Form) -> str:
    return form.lines("reason", GIVE_A_REASON, least=1, most=REASON_CHARACTERS_MAX)


async def merge_page(
    visitor: Visitor,
    shown: Suggestion,
    typed: Mapping[str, str],
    refusal: Declined | None = None,
) -> Response:
    """The form with suggestions to choose from: those found, else those that are alike."""
    asked = typed or visitor.request.query_params
    search = "".join(c for c in asked.get("q", "") if c.isprintable())[:SEARCH_CHARACTERS_MAX]
    reads, community = visitor.linli.views, visitor.community
    if search.strip():
        page_found = await views.suggestions(
            reads,
            community,
            search=search,
            category=None,
            channel=None,
            sort="newest",
            cursor=None,
            limit=FOUND_MAX,
        )
        found = page_found.items
    else:
        found = await views.similar(reads, community, f"{shown.title} {shown.text}", FOUND_MAX)
    into = shown.merged_into or typed.get("into", "")
    named = await views.suggestion(reads, community, into) if into.isprintable() and into else None
    others = {each.suggestion: each for each in [*([named] if named else []), *found]}
    return page(
        visitor,
        "suggestions/merge.html",
        status=refusal.status if refusal else 200,
        shown=shown,
        others=[each for each in others.values() if each.suggestion != shown.suggestion],
        named=named,
        search=search,
        typed=typed,
        refusal=refusal,
        reason_max=REASON_CHARACTERS_MAX,
    )
