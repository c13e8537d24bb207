"""代办 acting — suggest, take a stance and comment at the desk, for a resident told by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Response

from projections import audit, merges
from projections import suggestions as views
from projections.suggestions import Suggestion
from services.pages import new_suggestion
from services.pages.acted_for import ActedFor, acted_for
from services.pages.audit import position_of
from services.pages.filled_in import comment_of, stance_of, suggestion_of
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    declined,
    see_other,
)
from services.pages.merging import carried_by
from services.pages.one_suggestion import NO_SUCH_SUGGESTION
from services.pages.papers import TheHanded, with_paper
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import NO_SUCH_LOGIN, Unanswerable
from services.wording import SEARCH_CHARACTERS_MAX

FOUND_MAX: Final = 10

router = APIRouter(include_in_schema=False)


@router.get("/desk/act")
async def act(visitor: TheVisitor) -> Response:
    """What can be done for this resident: find a suggestion, say where they stand, comment."""
    return await acting_page(visitor, await _named(visitor))


@router.get("/desk/suggest")
async def suggest(visitor: TheVisitor) -> Response:
    named = await _named(visitor)
    return new_suggestion.form_page(visitor, {"resident": named.resident, "acted_for": named.said})


@router.post("/desk/suggest")
async def publish(visitor: TheVisitor, handed: TheHanded) -> Response:
    """The third step of a new suggestion, when it is a resident's."""
    form = handed.form
    if form.acted_for is None:
        return new_suggestion.form_page(visitor, form.fields, _nobody(form))
    try:
        picture, command = handed.picture, await suggestion_of(form)
        recorded = await form.decide(command)
        recorded = await with_paper(form, recorded, picture, command.act, command.suggestion)
    except DECLINED as reason:
        refusal = declined(reason, visitor)
        if refusal.field in {"picture", "channel"}:
            return await new_suggestion.preview_page(visitor, form, refusal)
        return new_suggestion.form_page(visitor, form.fields, refusal)
    return _done(form, command.suggestion, recorded.position)


@router.post("/desk/act/stance")
async def take_stance(visitor: TheVisitor, handed: TheHanded) -> Response:
    form, named = handed.form, handed.form.acted_for
    shown = await _suggestion(visitor, form.fields.get("suggestion", ""))
    if named is None:
        return await acting_page(visitor, None, form.fields, _nobody(form))
    try:
        picture, command = handed.picture, await stance_of(form, shown)
        recorded = await form.decide(command)
        recorded = await with_paper(form, recorded, picture, command.act, shown.suggestion)
    except DECLINED as reason:
        return await acting_page(visitor, named, form.fields, declined(reason, visitor))
    return _done(form, shown.suggestion, recorded.position)


@router.post("/desk/act/comment")
async def comment(visitor: TheVisitor, handed: TheHanded) -> Response:
    form, named = handed.form, handed.form.acted_for
    shown = await _suggestion(visitor, form.fields.get("suggestion", ""))
    if named is None:
        return await acting_page(visitor, None, form.fields, _nobody(form))
    try:
        picture, command = handed.picture, await comment_of(form, shown)
        recorded = await form.decide(command)
        recorded = await with_paper(form, recorded, picture, command.act, command.comment)
    except DECLINED as reason:
        return await acting_page(visitor, named, form.fields, declined(reason, visitor))
    return _done(form, shown.suggestion, recorded.position)


@router.post("/desk/act/carry")
async def carry(visitor: TheVisitor, handed: TheHanded) -> Response:
    """A resident consents at the desk that the support of a merged suggestion goes on."""
    form, named = handed.form, handed.form.acted_for
    shown = await _suggestion(visitor, form.fields.get("suggestion", ""))
    if named is None:
        return await acting_page(visitor, None, form.fields, _nobody(form))
    try:
        picture, command = handed.picture, await carried_by(form, shown)
        recorded = await form.decide(command)
        recorded = await with_paper(form, recorded, picture, command.act, command.suggestion)
    except DECLINED as reason:
        return await acting_page(visitor, named, form.fields, declined(reason, visitor))
    return _done(form, command.suggestion, recorded.position)


async def acting_page(
    visitor: Visitor,
    named: ActedFor | None,
    typed: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
) -> Response:
    """The page of one resident at the desk; after a refusal, with what was typed.

    Without a resident it asks who is meant.
    """
    asked = typed or visitor.request.query_params
    search = "".join(c for c in asked.get("q", "") if c.isprintable())[:SEARCH_CHARACTERS_MAX]
    chosen = asked.get("suggestion", "")
    found = await views.suggestions(
        visitor.linli.views,
        visitor.community,
        search=search.strip() or None,
        category=None,
        channel=None,
        sort="newest",
        cursor=None,
        limit=FOUND_MAX,
    )
    shown = await _suggestion(visitor, chosen) if chosen else None
    merged = shown is not None and shown.merged_into is not None
    return page(
        visitor,
        "residents/acting.html",
        status=refusal.status if refusal else 200,
        named=named,
        search=search,
        found=found.items,
        shown=shown,
        merge=await merges.merge(visitor.linli.views, visitor.community, chosen)
        if merged
        else None,
        recorded=await _recorded(visitor, asked.get("recorded", "")),
        typed=typed or {},
        refusal=refusal,
    )


async def _named(visitor: Visitor) -> ActedFor:
    named = await acted_for(visitor, visitor.request.query_params.get("resident", ""))
    if named is None:
        raise HTTPException(422, NO_SUCH_LOGIN.sentence)
    return named


def _nobody(form: Form) -> Declined:
    """What was written is kept until it is said for whom."""
    visitor = form.visitor
    try:
        form.must_be_fresh()
    except DECLINED as reason:
        return declined(reason, visitor)
    return declined(Unanswerable(NO_SUCH_LOGIN), visitor)


async def _suggestion(visitor: Visitor, suggestion: str) -> Suggestion:
    usable = suggestion.isprintable()
    found = (
        await views.suggestion(visitor.linli.views, visitor.community, suggestion)
        if usable
        else None
    )
    if found is None:
        raise HTTPException(404, NO_SUCH_SUGGESTION)
    return found


async def _recorded(visitor: Visitor, position: str) -> int | None:
    """The entry that this member of staff has just made, as the record has it."""
    at = position_of(position)
    found = await audit.entry(visitor.linli.views, visitor.community, at) if at else None
    return found.position if found and found.by == visitor.staff else None


def _done(form: Form, suggestion: str, position: int) -> Response:
    resident = form.acted_for.resident if form.acted_for else ""
    query = {"resident": resident, "suggestion": suggestion, "recorded": position}
    return see_other(f"{form.visitor.home}/desk/act?{urlencode(query)}", position)
