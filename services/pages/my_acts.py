"""我的行动 my acts — all of them with their receipts, and how each is taken back or objected to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter, HTTPException, Response

from domain.kernel import Command
from domain.suggestions.recorded_by_staff import NothingRecordedForYou
from services.language import phrase, sentence
from services.own_acts import (
    OwnAct,
    names_of,
    objecting_to,
    own_act,
    own_acts,
    own_words,
    taking_back,
)
from services.pages import audit_sentences
from services.pages.audit import NO_SUCH_PLACE, position_of
from services.pages.audit_sentences import Line
from services.pages.forms import DECLINED, Declined, Form, TheTypedForm, declined, see_other
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import NOT_YOUR_ACT

ACTS_PER_PAGE: Final = 20
NOT_RECORDED_FOR_ME: Final = phrase(
    "The staff did not record this for you, or it counts no longer: what you did yourself you can"
    " withdraw."
)

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@dataclass(frozen=True)
class ActShown:
    """One act as its person reads it."""

    act: OwnAct
    line: Line
    words: Mapping[str, str]


@router.get("/me/acts")
async def acts(visitor: TheVisitor) -> Response:
    before = visitor.request.query_params.get("before", "")
    if before and position_of(before) is None:
        wrong = Declined(sentence(NO_SUCH_PLACE, visitor.language), 422)
        return await acts_page(visitor, "", wrong)
    return await acts_page(visitor, before)


@router.post("/me/acts/{position}/withdrawal")
async def withdraw(visitor: TheVisitor, position: str, form: TheTypedForm) -> Response:
    return await _undone(visitor, position, form, taking_back)


@router.post("/me/acts/{position}/objection")
async def object_to(visitor: TheVisitor, position: str, form: TheTypedForm) -> Response:
    return await _undone(visitor, position, form, objecting_to)


async def _undone(
    visitor: Visitor, position: str, form: Form, undoing: Callable[[OwnAct, datetime], Command]
) -> Response:
    """Back to where it stands in the list, which then says that it counts no longer."""
    at, before = position_of(position), form.fields.get("before", "")
    if at is None:
        raise HTTPException(404, NOT_YOUR_ACT.sentence)
    before = before if position_of(before) is not None else ""
    try:
        names = await names_of(visitor.linli, visitor.account)
        act = await own_act(visitor.linli, visitor.community, names, at)
        recorded = await form.decide(undoing(act, visitor.now))
    except NothingRecordedForYou:
        said = Declined(sentence(NOT_RECORDED_FOR_ME, visitor.language), 409)
        return await acts_page(visitor, before, said)
    except DECLINED as reason:
        return await acts_page(visitor, before, declined(reason, visitor))
    query = f"?before={before}" if before else ""
    return see_other(f"{visitor.home}/me/acts{query}#act-{at}", recorded.position)


async def acts_page(visitor: Visitor, before: str, refusal: Declined | None = None) -> Response:
    """A page of them, newest first, from behind the position `before`."""
    linli, community = visitor.linli, visitor.community
    names = await names_of(linli, visitor.account)
    found = await own_acts(
        linli, community, names, before=position_of(before), limit=ACTS_PER_PAGE + 1
    )
    here = found[:ACTS_PER_PAGE]
    return page(
        visitor,
        "residents/my_acts.html",
        status=refusal.status if refusal else 200,
        refusal=refusal,
        acts=await shown(visitor, here, names),
        before=before,
        following=here[-1].entry.position if len(found) > ACTS_PER_PAGE else None,
    )


async def shown(visitor: Visitor, acts: Sequence[OwnAct], names: Sequence[str]) -> list[ActShown]:
    """Acts with their sentences, and with their words, which are this person's to read."""
    lines = await audit_sentences.told(visitor, [act.entry for act in acts])
    words = await own_words(visitor.linli, visitor.community, acts, names)
    return [
        ActShown(act, line, words.get(act.entry.position, {}))
        for act, line in zip(acts, lines, strict=True)
    ]
