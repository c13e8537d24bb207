"""开表决 new poll — the committee writes the terms, looks at them, and opens the poll."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Response

from domain.policies import WHO_MAY_VOTE
from domain.voting.open_poll import AUDIENCES_ALLOWED, LotNeedsItsDraw
from domain.voting.terms import (
    HOLD_HOURS_MAX,
    HOLD_HOURS_MIN,
    OPTIONS_MAX,
    OPTIONS_MIN,
    QUORUM_MAX,
    STATEMENTS_MIN,
    SUGGESTIONS_MAX,
    THRESHOLD_PERCENT_MAX,
    Terms,
    choices_and_seats,
)
from projections import community as community_views
from projections import suggestions as suggestion_views
from projections.suggestions import Suggestion
from services.casting import opened
from services.language import phrase, reason_of
from services.pages import labels as page_labels
from services.pages import poll_words
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    NotFilledIn,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.local_time import entry_time, fields_of
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.wording import (
    LABEL_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
    TITLE_CHARACTERS_MAX,
    TITLE_CHARACTERS_MIN,
)

EDIT: Final = "edit"
DIGITS_MAX: Final = 6
DAYS_USUAL: Final = 7
SUGGESTION: Final = re.compile("suggestion:[0-9A-Za-z_-]{22}")
BEGINNING: Final = {
    "kind": "one", "mode": "sealed", "unit": "person",
    "tie_rule": "stays", "choices_max": "2", "seats": "1", "quorum": "0", "threshold": "0",
    "hold_hours": "48",
}  # fmt: skip

WRITE_A_QUESTION: Final = phrase("The question has %(least)d to %(most)d characters.")
WRITE_MORE: Final = phrase("The explanation has at most %(most)d characters.")
WRITE_OPTIONS: Final = phrase("Please write %(least)d to %(most)d of them, each on a line.")
SHORTER_OPTIONS: Final = phrase("An option or statement has at most %(most)d characters.")
EACH_OPTION_ONCE: Final = phrase("Two of these are the same: each may stand there once.")
CHOOSE_THIS: Final = phrase("Please choose one of the list.")
A_NUMBER: Final = phrase("Please write a whole number from %(least)d to %(most)d.")
WHICH_SUGGESTIONS: Final = phrase(
    "Please give suggestions of this community by their addresses, at most %(most)d."
)

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@dataclass(frozen=True)
class Draft:
    """A poll as it is about to be opened; it fits the limits, the rules have not seen it yet."""

    terms: Terms
    title: str
    text: str
    labels: tuple[str, ...]
    about: tuple[Suggestion, ...]


@router.get("/polls/new")
async def write(visitor: TheVisitor) -> Response:
    about = visitor.request.query_params.get("suggestion", "")
    zone = visitor.community.time_zone
    day, _ = fields_of(visitor.now, zone, days=DAYS_USUAL)
    named = about if SUGGESTION.fullmatch(about) else ""
    return await form_page(
        visitor, {**BEGINNING, "day": day, "time": "20:00", "suggestions": named}
    )


@router.get("/polls/preview")
async def preview_of_nothing(visitor: TheVisitor) -> Response:
    """An address that somebody kept: the preview belongs to a form that was sent."""
    return see_other(f"{visitor.home}/polls/new")


@router.post("/polls/preview")
async def preview(visitor: TheVisitor, form: TheTypedForm) -> Response:
    """The second step: every term in plain words, and nothing is recorded."""
    if EDIT in form.fields:
        return await form_page(visitor, form.fields)
    try:
        draft = await drafted(form)
    except DECLINED as reason:
        return await form_page(visitor, form.fields, declined(reason, visitor))
    return page(
        visitor,
        "polls/preview.html",
        draft=draft,
        words=poll_words,
        how_many=poll_words.how_many(draft.terms, visitor.language),
        secrecy=poll_words.secrecy_of(draft.terms),
        typed=form.kept,
    )


@router.post("/polls/new")
async def open_it(visitor: TheVisitor, form: TheTypedForm) -> Response:
    try:
        draft = await drafted(form)
        poll, recorded = await opened(
            visitor.linli,
            visitor.community,
            visitor.as_staff,
            form.arrived,
            draft.terms,
            (draft.title, draft.text, draft.labels),
            form.key,
        )
    except DECLINED as reason:
        return await form_page(visitor, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/polls/{poll}", recorded.position)


async def drafted(form: Form) -> Draft:
    """What is written, each field by itself; the kind decides what choices and seats mean."""
    least, most = TITLE_CHARACTERS_MIN, TITLE_CHARACTERS_MAX
    title = form.words("title", WRITE_A_QUESTION, least=least, most=most)
    text = form.lines("text", WRITE_MORE, least=0, most=TEXT_CHARACTERS_MAX)
    kind = form.one_of("kind", page_labels.POLL_KINDS, CHOOSE_THIS)
    labels = _labels(form, STATEMENTS_MIN if kind == "statements" else OPTIONS_MIN)
    about = await _suggestions(form)
    count = len(labels)
    choices_max, seats = choices_and_seats(
        kind,  # type: ignore[arg-type]  # One of the keys of KINDS.
        count,
        _number(form, "choices_max", 1, count) if kind == "several" else 1,
        _number(form, "seats", 1, count) if kind in {"one", "several", "approval"} else 1,
    )
    terms = Terms(
        kind=kind,  # type: ignore[arg-type]  # As above, and so are those that follow.
        options=count,
        choices_max=choices_max,
        seats=seats,
        audience=form.one_of("audience", page_labels.AUDIENCES, CHOOSE_THIS),  # type: ignore[arg-type] # listed
        unit=form.one_of("unit", page_labels.VOTING_UNITS, CHOOSE_THIS),  # type: ignore[arg-type] # listed
        mode=form.one_of("mode", page_labels.POLL_MODES, CHOOSE_THIS),  # type: ignore[arg-type] # listed
        quorum=_number(form, "quorum", 0, QUORUM_MAX),
        threshold=_number(form, "threshold", 0, THRESHOLD_PERCENT_MAX),
        tie_rule=form.one_of("tie_rule", page_labels.TIE_RULES, CHOOSE_THIS),  # type: ignore[arg-type] # listed
        closes_at=entry_time(form, "day", "time"),
        hold_hours=_number(form, "hold_hours", HOLD_HOURS_MIN, HOLD_HOURS_MAX),
        suggestions=tuple(each.suggestion for each in about),
    )
    if terms.tie_rule == "lot" and not text:
        raise NotFilledIn("text", reason_of(LotNeedsItsDraw))
    return Draft(terms, title, text, labels, about)


async def form_page(
    visitor: Visitor, typed: Mapping[str, str], refusal: Declined | None = None
) -> Response:
    """Only those are offered as voters whom the rules of today let vote; the first stands there."""
    today = await community_views.policies(visitor.linli.views, visitor.community)
    allowed = AUDIENCES_ALLOWED[WHO_MAY_VOTE.among({rule.policy: rule.value for rule in today})]
    return page(
        visitor,
        "polls/new.html",
        status=refusal.status if refusal else 200,
        words=poll_words,
        audiences={each: page_labels.AUDIENCES[each] for each in allowed},
        title_max=TITLE_CHARACTERS_MAX,
        text_max=TEXT_CHARACTERS_MAX,
        options_max=OPTIONS_MAX,
        quorum_max=QUORUM_MAX,
        threshold_max=THRESHOLD_PERCENT_MAX,
        hold_max=HOLD_HOURS_MAX,
        typed=typed,
        refusal=refusal,
    )


def _labels(form: Form, least: int) -> tuple[str, ...]:
    """One option or statement a line; the empty lines between them are for the eye."""
    most = (LABEL_CHARACTERS_MAX + 2) * OPTIONS_MAX
    written = form.lines("labels", WRITE_OPTIONS, least=0, most=most)
    labels = tuple(line.strip() for line in written.split("\n") if line.strip())
    if not least <= len(labels) <= OPTIONS_MAX:
        raise NotFilledIn("labels", WRITE_OPTIONS, least=least, most=OPTIONS_MAX)
    if max(map(len, labels)) > LABEL_CHARACTERS_MAX:
        raise NotFilledIn("labels", SHORTER_OPTIONS, most=LABEL_CHARACTERS_MAX)
    if len(set(labels)) < len(labels):
        raise NotFilledIn("labels", EACH_OPTION_ONCE)
    return labels


def _number(form: Form, field: str, least: int, most: int) -> int:
    text = form.fields.get(field, "").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX else -1
    if not least <= number <= most:
        raise NotFilledIn(field, A_NUMBER, least=least, most=most)
    return number


async def _suggestions(form: Form) -> tuple[Suggestion, ...]:
    """The suggestions that it is about, each an address or an id on a line."""
    visitor, most = form.visitor, SUGGESTIONS_MAX
    told = form.lines("suggestions", WHICH_SUGGESTIONS, least=0, most=TEXT_CHARACTERS_MAX)
    lines = [line for line in told.split("\n") if line.strip()]
    named = [SUGGESTION.search(line) for line in lines]
    ids = list(dict.fromkeys(found[0] for found in named if found))
    known = await suggestion_views.suggestions_by_id(
        visitor.linli.views, visitor.community, ids[: most + 1]
    )
    if None in named or len(ids) > most or set(ids) - known.keys():
        raise NotFilledIn("suggestions", WHICH_SUGGESTIONS, most=most)
    return tuple(known[each] for each in ids)
