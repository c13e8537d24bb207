"""答复 official answers — the form with which the committee answers a suggestion in public."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from fastapi import APIRouter, Response

from domain.kernel import Act
from domain.suggestions.answer_suggestion import NEXT_STATUSES, AnswerSuggestion
from projections import answers as views
from projections.suggestions import Suggestion
from services.language import phrase
from services.pages import labels
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    NotFilledIn,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.one_suggestion import existing, owing
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.wording import ANSWER_CHARACTERS_MAX, FIRST_DAY, LAST_DAY

DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
CHOOSE_A_STATUS: Final = phrase("Please choose what the answer is.")
WRITE_AN_ANSWER: Final = phrase("An answer has %(least)d to %(most)d characters.")
CHOOSE_A_DAY: Final = phrase("Please give the day as year, month and day: 2026-12-20.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/suggestions/{suggestion}/answer")
async def write(visitor: TheVisitor, suggestion: str) -> Response:
    return await answer_page(visitor, await existing(visitor, suggestion), {})


@router.post("/suggestions/{suggestion}/answer")
async def publish(visitor: TheVisitor, suggestion: str, form: TheTypedForm) -> Response:
    shown = await existing(visitor, suggestion)
    try:
        recorded = await form.decide(answer_of(form, shown))
    except DECLINED as reason:
        return await answer_page(visitor, shown, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/suggestions/{suggestion}", recorded.position)


def answer_of(form: Form, about: Suggestion) -> AnswerSuggestion:
    status = form.one_of("status", labels.STATUSES, CHOOSE_A_STATUS)
    text = form.lines("text", WRITE_AN_ANSWER, least=1, most=ANSWER_CHARACTERS_MAX)
    return AnswerSuggestion(
        act=Act.of(form.visitor.as_staff, form.visitor.now),
        suggestion=about.suggestion,
        status=status,  # type: ignore[arg-type]  # One of the keys of STATUSES.
        due=_day(form.fields.get("due", "").strip()) if status == "planned" else None,
        text=text,
    )


def _day(said: str) -> str | None:
    """The day of a promise as it is recorded; whether one is needed, the command knows."""
    if not said:
        return None
    try:
        day = date.fromisoformat(said) if DAY.fullmatch(said) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise NotFilledIn("due", CHOOSE_A_DAY)
    return said


async def answer_page(
    visitor: Visitor,
    shown: Suggestion,
    typed: Mapping[str, str],
    refusal: Declined | None = None,
) -> Response:
    reads, community = visitor.linli.views, visitor.community
    return page(
        visitor,
        "suggestions/answer.html",
        status=refusal.status if refusal else 200,
        shown=shown,
        statuses=NEXT_STATUSES[shown.status],
        owing=await owing(visitor),
        answers=await views.answers(reads, community, shown.suggestion),
        typed=typed,
        refusal=refusal,
        text_max=ANSWER_CHARACTERS_MAX,
    )
