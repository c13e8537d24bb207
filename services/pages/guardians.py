"""监护登记 — at the desk: who speaks for a child, a consent in person, and details told anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Response

from domain.kernel import Act
from domain.residents.events import ADULT, UNDER_14
from services import guardianship
from services.contacts import GUARDIAN, contacts
from services.guardianship import STATES, TODAYS_TEXT, WORDINGS, Consent, consent_of
from services.joining import settled
from services.language import phrase
from services.pages.acted_for import ActedFor, acted_for
from services.pages.children import agreed_text
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    NotFilledIn,
    TheForm,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.looking_up import Found, looked_up, words_in
from services.pages.membership import member_details
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import NO_SUCH_LOGIN
from services.speaking import Speaking, resident_named
from services.wording import RESIDENT

NO_SUCH_GUARDIAN: Final = phrase("We found nobody of this log-in or name on the roll.")
DONE: Final = {
    "named": phrase("The guardian has been noted."),
    "consented": phrase("The consent has been recorded."),
    "withdrawn": phrase("The withdrawal has been recorded: the words are no longer shown."),
    "told": phrase("The details have been recorded anew."),
}

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@dataclass(frozen=True)
class GuardianShown:
    """A guardian as the desk sees one."""

    guardian: str
    said: str


@router.get("/desk/guardian")
async def guardian(visitor: TheVisitor) -> Response:
    return await guardian_page(visitor, await _named(visitor))


@router.post("/desk/guardian/search")
async def look_up(visitor: TheVisitor, form: TheForm) -> Response:
    return await guardian_page(visitor, _found(form), search=words_in(form))


@router.post("/desk/guardian")
async def name_guardian(visitor: TheVisitor, form: TheForm) -> Response:
    named = _found(form)
    try:
        resident = resident_named(form.fields.get("guardian", ""))
        speaking = Speaking(
            visitor.linli, visitor.community, visitor.account, visitor.now, resident
        )
        person = await speaking.person_behind(resident) if RESIDENT.fullmatch(resident) else None
        if person is None:
            raise NotFilledIn("guardian", NO_SUCH_GUARDIAN)
        command = await guardianship.named(
            visitor.linli, visitor.community, _act(visitor, named), person
        )
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await guardian_page(visitor, named, form.fields, declined(reason, visitor))
    return _done(visitor, named, "named", recorded.position)


@router.post("/desk/guardian/consent")
async def consent(visitor: TheVisitor, form: TheForm) -> Response:
    """The guardian stands at the desk, has read the wording, and agrees."""
    named = _found(form)
    try:
        text = agreed_text(form)
        act = _act(visitor, named)
        recorded = await form.decide(
            await guardianship.consenting(
                visitor.linli, visitor.community, act, form.fields.get("guardian", ""), text
            )
        )
    except DECLINED as reason:
        return await guardian_page(visitor, named, form.fields, declined(reason, visitor))
    return _done(visitor, named, "consented", recorded.position)


@router.post("/desk/guardian/withdraw")
async def withdraw(visitor: TheVisitor, form: TheForm) -> Response:
    named = _found(form)
    try:
        command = await guardianship.withdrawing(
            visitor.linli,
            visitor.community,
            _act(visitor, named),
            form.fields.get("guardian", ""),
        )
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await guardian_page(visitor, named, form.fields, declined(reason, visitor))
    return _done(visitor, named, "withdrawn", recorded.position)


@router.post("/desk/details")
async def tell_details(visitor: TheVisitor, form: TheTypedForm) -> Response:
    """Only what differs from what was told before is told anew."""
    named = _found(form)
    try:
        details: Mapping[str, str] = member_details(form)  # type: ignore[assignment]  # Of texts only.
        fresh = {
            name: value if value != named.private.get(name, "") else None
            for name, value in details.items()
        }
        command = await guardianship.telling(visitor.linli, _act(visitor, named), **fresh)
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await guardian_page(visitor, named, form.fields, declined(reason, visitor))
    await settled(visitor.linli, visitor.community, named.resident, told_anew=True)
    return _done(visitor, named, "told", recorded.position)


async def guardian_page(
    visitor: Visitor,
    named: ActedFor,
    typed: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
    *,
    search: str = "",
) -> Response:
    """One resident, the guardians if it is a child, and the details; what was typed is kept."""
    asked = visitor.request.query_params
    shown, consent = await _guardians(visitor, named)
    return page(
        visitor,
        "residents/guardians.html",
        status=refusal.status if refusal else 200,
        named=named,
        is_child=named.private.get("age_band") == UNDER_14,
        guardians=shown,
        consent=consent,
        states=STATES,
        text=TODAYS_TEXT,
        wording=WORDINGS[TODAYS_TEXT],
        search=search,
        found=await _grown_up(visitor, named, search),
        done=DONE.get(asked.get("done", "")),
        typed={**named.private, **(typed or {})},
        refusal=refusal,
    )


async def _guardians(visitor: Visitor, named: ActedFor) -> tuple[list[GuardianShown], Consent]:
    """Who speaks for a child, by name, and how it stands with the consent."""
    identity, community = visitor.linli.identity, visitor.community
    standing = await guardianship.guardians(visitor.linli, community, named.resident)
    members = {}
    for each in standing:
        person = await identity.person_of(each.guardian)
        if person is not None:
            members[each.guardian] = await identity.name(person, community, "member")
    details = await contacts(
        visitor.linli,
        community,
        list(members.values()),
        staff=visitor.as_staff,
        place=GUARDIAN,
    )
    shown = [
        GuardianShown(each, ActedFor(member, None, details.get(member, {})).said)
        for each, member in members.items()
    ]
    return shown, consent_of(standing, _act(visitor, named).at)


async def _grown_up(visitor: Visitor, named: ActedFor, search: str) -> list[Found]:
    """Whom the desk looked for, without the child and other children."""
    if not search:
        return []
    found = await looked_up(visitor, search, place=GUARDIAN)
    return [
        (member, details)
        for member, details in found
        if member.member != named.resident and details.get("age_band") == ADULT
    ]


def _act(visitor: Visitor, named: ActedFor) -> Act:
    return Act.of(visitor.as_staff, visitor.now, named.resident)


async def _named(visitor: Visitor) -> ActedFor:
    named = await acted_for(visitor, visitor.request.query_params.get("resident", ""))
    if named is None:
        raise HTTPException(422, NO_SUCH_LOGIN.sentence)
    return named


def _found(form: Form) -> ActedFor:
    if form.acted_for is None:
        raise HTTPException(422, NO_SUCH_LOGIN.sentence)
    return form.acted_for


def _done(visitor: Visitor, named: ActedFor, done: str, position: int) -> Response:
    query = urlencode({"resident": named.resident, "done": done})
    return see_other(f"{visitor.home}/desk/guardian?{query}", position)
