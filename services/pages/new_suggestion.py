"""新建议 new suggestion — write, see what is alike, publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import APIRouter, Response

from projections import suggestions as views
from projections.suggestions import Suggestion
from services.pages.filled_in import suggestion_of, written
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.rendering import page
from services.pages.taking_part import what_is_open
from services.pages.visitor import TheVisitor, Visitor
from services.wording import TEXT_CHARACTERS_MAX, TITLE_CHARACTERS_MAX

SIMILAR_MAX: Final = 5

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/suggestions/new")
async def write(visitor: TheVisitor) -> Response:
    return form_page(visitor, {}, unless=(await what_is_open(visitor)).to_suggest)


@router.get("/suggestions/preview")
async def preview_of_nothing(visitor: TheVisitor) -> Response:
    """An address that somebody kept: the preview belongs to a form that was sent."""
    query = visitor.request.url.query
    return see_other(f"{visitor.home}/suggestions/new{'?' if query else ''}{query}")


@router.post("/suggestions/preview")
async def preview(visitor: TheVisitor, form: TheTypedForm) -> Response:
    """The second step: records nothing, shows similar suggestions before publishing."""
    if "edit" in form.fields:
        return form_page(visitor, form.fields)
    try:
        written(form)
        closed = (await what_is_open(visitor)).refusal
        if closed is not None and not visitor.serves_at_the_desk:
            raise closed
    except DECLINED as reason:
        return form_page(visitor, form.fields, declined(reason, visitor))
    answer = await preview_page(visitor, form)
    # The one answer to a form to which people go back: without a copy the browser cannot.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@router.post("/suggestions/new")
async def publish(visitor: TheVisitor, form: TheTypedForm) -> Response:
    try:
        command = await suggestion_of(form)
        recorded = await form.decide(command)
    except DECLINED as reason:
        return form_page(visitor, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/suggestions/{command.suggestion}", recorded.position)


async def preview_page(visitor: Visitor, form: Form, refusal: Declined | None = None) -> Response:
    """The second step; at the desk it also asks how the resident came, and for a picture."""
    title, text, _ = written(form)
    similar = await views.similar(
        visitor.linli.views, visitor.community, f"{title} {text}", limit=SIMILAR_MAX
    )
    return form_page(visitor, form.fields, refusal, similar)


def form_page(
    visitor: Visitor,
    typed: Mapping[str, str],
    refusal: Declined | None = None,
    similar: Sequence[Suggestion] | None = None,
    unless: str = "",
) -> Response:
    """The form; with `similar` (even none) as its second step, read-only and ready to publish.

    `unless` says why this person would be refused: then there is no form to fill in.
    """
    return page(
        visitor,
        "suggestions/preview.html" if similar is not None else "suggestions/new.html",
        status=refusal.status if refusal else 200,
        typed=typed,
        refusal=refusal,
        similar=similar,
        unless="" if visitor.serves_at_the_desk else unless,
        title_max=TITLE_CHARACTERS_MAX,
        text_max=TEXT_CHARACTERS_MAX,
    )
