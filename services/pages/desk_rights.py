"""代办权利 desk rights — withdraw, object, fetch, leave or be erased, for whoever has no log-in.

The desk sees what it recorded itself, and takes that back for anybody. All else it does only for
people without a log-in: whoever has one does it alone, on the own page.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import StreamingResponse

from domain.kernel import Act, Command
from domain.residents.leave_community import LeaveCommunity
from projections.acts import WHATS
from services import own_export
from services.answers import JSON
from services.contacts import EXPORT
from services.erasure import REFLECTION_DAYS, SPREAD_DAYS
from services.identity import Account
from services.in_office import holders
from services.language import phrase
from services.own_acts import OwnAct, names_of, objecting_to, own_act, own_acts, taking_back
from services.own_data import account_behind, own_data
from services.pages import labels
from services.pages.acted_for import ActedFor, acted_for
from services.pages.audit import position_of
from services.pages.forms import (
    DECLINED,
    HOW_THEY_CAME,
    Declined,
    Form,
    NotFilledIn,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.my_acts import ACTS_PER_PAGE, shown
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import ERASURE_HAS_BEGUN, NO_SUCH_LOGIN, YOUR_OWN_ACT, Unanswerable

NOT_OF_THE_DESK: Final = phrase("There is nothing here that the desk recorded for this resident.")
HAS_A_LOGIN: Final = phrase("This resident has a log-in, and does this on the own page.")
ASKED_FOR: Final = phrase("Please tick the box: only what the resident asked for may be done.")
DONE: Final = {
    "withdrawn": phrase("Taken back for this resident."),
    "objected": phrase("The objection of this resident has been recorded."),
    "left": phrase("This resident has left the roll."),
    "asked": phrase("The erasure has been asked for."),
    "taken-back": phrase("The erasure has been taken back: everything stays as it was."),
}
Undoing = Callable[[OwnAct, datetime, str, str], Command]

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@dataclass(frozen=True)
class Asking:
    """The resident who has come to the desk, or has written to it."""

    named: ActedFor
    account: Account

    @property
    def has_a_login(self) -> bool:
        return bool(self.account.login)

    def must_have_no_login(self) -> None:
        if self.has_a_login:
            raise NotFilledIn("resident", HAS_A_LOGIN)


@router.get("/desk/rights")
async def rights(visitor: TheVisitor) -> Response:
    named = await acted_for(visitor, visitor.request.query_params.get("resident", ""))
    return await rights_page(visitor, await _asking(visitor, named))


@router.post("/desk/rights/withdrawal")
async def withdraw(visitor: TheVisitor, form: TheTypedForm) -> Response:
    return await _undone(visitor, form, taking_back, "withdrawn")


@router.post("/desk/rights/objection")
async def object_to(visitor: TheVisitor, form: TheTypedForm) -> Response:
    return await _undone(visitor, form, objecting_to, "objected")


@router.post("/desk/rights/export")
async def export(visitor: TheVisitor, form: TheTypedForm) -> Response:
    """The same file that the own page gives; who hands it over is noted before it is gathered."""
    linli, community, now = visitor.linli, visitor.community, visitor.now
    asking = await _asking(visitor, form.acted_for)
    try:
        _must_be_asked_for(form, asking)
        own_export.admit(linli, asking.account, now)
    except DECLINED as reason:
        return await rights_page(visitor, asking, declined(reason, visitor), "export")
    resident = asking.named.resident
    await linli.contact_log.note(community, visitor.as_staff, EXPORT, [resident])
    held = await own_data(linli, community, asking.account, now, whole=True)
    return StreamingResponse(
        own_export.export(linli, community, held, now),
        media_type=JSON,
        headers=own_export.headers(community, now),
    )


@router.post("/desk/rights/leave")
async def leave(visitor: TheVisitor, form: TheTypedForm) -> Response:
    linli, community = visitor.linli, visitor.community
    asking = await _asking(visitor, form.acted_for)
    try:
        _must_be_asked_for(form, asking)
        held = await holders(linli, community, asking.account)
        act = Act.of(visitor.as_staff, visitor.now, asking.named.resident)
        recorded = await form.decide(LeaveCommunity(act=act, holders=held))
    except DECLINED as reason:
        return await rights_page(visitor, asking, declined(reason, visitor), "leave")
    return _done(visitor, asking, "left", recorded.position)


@router.post("/desk/rights/erase")
async def erase(visitor: TheVisitor, form: TheTypedForm) -> Response:
    """The waiting is that of the own page; until it ends, the desk can take it back."""
    asking = await _asking(visitor, form.acted_for)
    try:
        _must_be_asked_for(form, asking)
    except DECLINED as reason:
        return await rights_page(visitor, asking, declined(reason, visitor), "erase")
    await visitor.linli.erasures.ask(visitor.community, asking.account.person, visitor.now)
    return _done(visitor, asking, "asked")


@router.post("/desk/rights/erase/take-back")
async def take_erasure_back(visitor: TheVisitor, form: TheTypedForm) -> Response:
    erasures, community = visitor.linli.erasures, visitor.community
    asking = await _asking(visitor, form.acted_for)
    person = asking.account.person
    try:
        form.must_be_fresh()
        asking.must_have_no_login()
        taken_back = await erasures.take_back(community, person)
        if not taken_back and await erasures.asked(community, person):
            raise Unanswerable(ERASURE_HAS_BEGUN)
    except DECLINED as reason:
        return await rights_page(visitor, asking, declined(reason, visitor))
    return _done(visitor, asking, "taken-back")


async def rights_page(
    visitor: Visitor, asking: Asking, refusal: Declined | None = None, refused: str = ""
) -> Response:
    """What the desk recorded for one resident, and what else it can do; `refused` is which form."""
    linli, community = visitor.linli, visitor.community
    names = await names_of(linli, asking.account)
    query = visitor.request.query_params
    found = await own_acts(
        linli,
        community,
        names,
        events=list(WHATS),
        before=position_of(query.get("before", "")),
        limit=ACTS_PER_PAGE + 1,
    )
    here = found[:ACTS_PER_PAGE]
    asked = await linli.erasures.asked(community, asking.account.person)
    return page(
        visitor,
        "residents/desk_rights.html",
        status=refusal.status if refusal else 200,
        refusal=refusal,
        refused=refused,
        named=asking.named,
        has_a_login=asking.has_a_login,
        acts=await shown(visitor, [act for act in here if act.recorded_by], names),
        following=here[-1].entry.position if len(found) > ACTS_PER_PAGE else None,
        asked=asked,
        has_begun=asked.has_begun(visitor.now) if asked else False,
        done=DONE.get(query.get("done", "")),
        reflection_days=REFLECTION_DAYS,
        spread_days=SPREAD_DAYS,
    )


async def _undone(visitor: Visitor, form: Form, undoing: Undoing, done: str) -> Response:
    asking = await _asking(visitor, form.acted_for)
    try:
        channel = form.one_of("channel", labels.ASSISTED, HOW_THEY_CAME)
        act = await _recorded_here(visitor, asking, form.fields.get("position", ""))
        command = undoing(act, visitor.now, visitor.as_staff, channel)
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await rights_page(visitor, asking, declined(reason, visitor))
    return _done(visitor, asking, done, recorded.position)


async def _recorded_here(visitor: Visitor, asking: Asking, position: str) -> OwnAct:
    """An act of this resident that the desk recorded; what they did themselves is their own."""
    if asking.account.person == visitor.account.person:
        raise Unanswerable(YOUR_OWN_ACT)
    at, act = position_of(position), None
    if at is not None:
        names = await names_of(visitor.linli, asking.account)
        with suppress(Unanswerable):
            act = await own_act(visitor.linli, visitor.community, names, at)
    if act is None or act.recorded_by is None:
        raise NotFilledIn("position", NOT_OF_THE_DESK)
    return act


async def _asking(visitor: Visitor, named: ActedFor | None) -> Asking:
    person = await visitor.linli.identity.person_of(named.resident) if named else None
    if named is None or person is None:
        raise HTTPException(422, NO_SUCH_LOGIN.sentence)
    return Asking(named, await account_behind(visitor.linli, visitor.community, person))


def _must_be_asked_for(form: Form, asking: Asking) -> None:
    form.one_of("sure", {"yes": ""}, ASKED_FOR)
    asking.must_have_no_login()


def _done(visitor: Visitor, asking: Asking, done: str, position: int | None = None) -> Response:
    query = urlencode({"resident": asking.named.resident, "done": done})
    return see_other(f"{visitor.home}/desk/rights?{query}", position)
