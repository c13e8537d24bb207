"""新建议 new suggestion — write, see what is alike, publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import APIRouter, Response

from domain.kernel import Act
from domain.suggestions.submit_suggestion import SubmitSuggestion
from projections import suggestions as views
from projections.suggestions import Suggestion
from services.language import phrase
from services.pages import labels
from services.pages.acting import speaker
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    TheForm,
    declined,
    see_other,
    sign_in_address,
)
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.speaking import voice_of_the_year
from services.wording import TEXT_CHARACTERS_MAX, TITLE_CHARACTERS_MAX, TITLE_CHARACTERS_MIN

SIMILAR_MAX: Final = 5

WRITE_A_TITLE: Final = phrase("A title has %(least)d to %(most)d characters.")
WRITE_A_TEXT: Final = phrase("The text has at most %(most)d characters.")
CHOOSE_AN_AREA: Final = phrase("Please choose the area that your suggestion belongs to.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/suggestions/new")
async def write(visitor: TheVisitor) -> Response:
    if visitor.session is None:
        return see_other(sign_in_address(visitor, f"{visitor.home}/suggestions/new"))
    return form_page(visitor, {})


@router.post("/suggestions/preview")
async def preview(visitor: TheVisitor, form: TheForm) -> Response:
    """The second step: records nothing, shows similar suggestions before publishing."""
    _ = form.session
    if "edit" in form.fields:
        return form_page(visitor, form.fields)
    try:
        title, text, _ = written(form)
    except DECLINED as reason:
        return form_page(visitor, form.fields, declined(reason, visitor))
    similar = await views.similar(
        visitor.linli.views, visitor.community, f"{title} {text}", limit=SIMILAR_MAX
    )
    return form_page(visitor, form.fields, similar=similar)


@router.post("/suggestions/new")
async def publish(visitor: TheVisitor, form: TheForm) -> Response:
    session = form.session
    suggestion = f"suggestion:{form.id}"
    scope = voice_of_the_year(visitor.community, visitor.now)
    try:
        title, text, category = written(form)
        who = await speaker(visitor, session, form, scope)
        command = SubmitSuggestion(
            act=Act.of(who.by, visitor.now, who.on_behalf),
            member=who.member,
            suggestion=suggestion,
            scope=scope,
            category=category,
            channel=who.channel,
            title=title,
            text=text,
        )
        recorded = await form.decide(command)
    except DECLINED as reason:
        return form_page(visitor, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/suggestions/{suggestion}", recorded.position)


def written(form: Form) -> tuple[str, str, str]:
    """Title, text and category, each within its limits."""
    least, most = TITLE_CHARACTERS_MIN, TITLE_CHARACTERS_MAX
    title = form.words("title", WRITE_A_TITLE, least=least, most=most)
    text = form.words("text", WRITE_A_TEXT, least=0, most=TEXT_CHARACTERS_MAX)
    return title, text, form.one_of("category", labels.CATEGORIES, CHOOSE_AN_AREA)


def form_page(
    visitor: Visitor,
    typed: Mapping[str, str],
    refusal: Declined | None = None,
    similar: Sequence[Suggestion] | None = None,
) -> Response:
    """The form; with `similar` (even none) as its second step, read-only and ready to publish."""
    return page(
        visitor,
        "suggestions/preview.html" if similar is not None else "suggestions/new.html",
        status=refusal.status if refusal else 200,
        typed=typed,
        refusal=refusal,
        similar=similar,
        title_max=TITLE_CHARACTERS_MAX,
        text_max=TEXT_CHARACTERS_MAX,
    )
