"""服务台 desk — any desk handles any matter: confirm residence, join, and write down for others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, HTTPException, Response

from domain.kernel import Act
from domain.residents.join_community import JoinCommunity
from domain.residents.verify_residence import VerifyResidence
from projections import residents
from services.language import phrase
from services.pages import labels
from services.pages.audit import position_of
from services.pages.forms import (
    DECLINED,
    Declined,
    TheForm,
    TheTypedForm,
    declined,
    see_other,
    sign_in_address,
)
from services.pages.membership import member_details
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.wording import MEMBER

MEMBERS_PER_PAGE: Final = 20
FOR_THE_DESK: Final = phrase("Only the service desk and the committee work here.")
NOT_ON_THE_ROLL: Final = phrase("There is nobody of this name on the roll.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/desk")
async def desk(visitor: TheVisitor) -> Response:
    if visitor.session is None:
        return see_other(sign_in_address(visitor, f"{visitor.home}/desk"))
    staff_of(visitor)
    return await desk_page(visitor)


@router.post("/desk/verify")
async def verify(visitor: TheVisitor, form: TheForm) -> Response:
    staff = staff_of(visitor)
    resident = form.fields.get("resident", "")
    if not MEMBER.fullmatch(resident):
        raise HTTPException(422, NOT_ON_THE_ROLL)
    try:
        recorded = await form.decide(
            VerifyResidence(
                act=Act.of(staff, visitor.now),
                resident=resident,
                verifier=await visitor.name("member"),
            )
        )
    except DECLINED as reason:
        return await desk_page(visitor, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/desk?verified={resident}", recorded.position)


@router.post("/desk/join")
async def join(visitor: TheVisitor, form: TheTypedForm) -> Response:
    """Somebody without a log-in joins at the desk, a child together with a guardian."""
    _ = form.session
    staff = staff_of(visitor)
    try:
        details = member_details(form)
        identity, community = visitor.linli.identity, visitor.community
        person = await identity.new_person(form.key.id)
        member = await identity.name(person, community, "member")
        recorded = await form.decide(
            JoinCommunity(act=Act.of(staff, visitor.now, member), channel="desk", **details)
        )
    except DECLINED as reason:
        return await desk_page(visitor, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/desk", recorded.position)


def staff_of(visitor: Visitor) -> str:
    if visitor.staff is None or not visitor.serves_at_the_desk:
        raise HTTPException(403, FOR_THE_DESK)
    return visitor.staff


async def desk_page(
    visitor: Visitor, typed: Mapping[str, str] | None = None, refusal: Declined | None = None
) -> Response:
    """Who waits for the desk, with the names that only staff may read."""
    asked = visitor.request.query_params
    found = await residents.members(
        visitor.linli.views,
        visitor.community,
        verified=None if "all" in asked else False,
        before=position_of(asked.get("before", "")),
        limit=MEMBERS_PER_PAGE + 1,
    )
    shown = found[:MEMBERS_PER_PAGE]
    private = await visitor.linli.record.private(
        visitor.community, [member.joined_position for member in shown]
    )
    return page(
        visitor,
        "residents/desk.html",
        status=refusal.status if refusal else 200,
        waiting=[(member, private.get(member.joined_position, {})) for member in shown],
        shows_all="all" in asked,
        before=shown[-1].joined_position if len(found) > MEMBERS_PER_PAGE else None,
        verified=asked.get("verified"),
        age_bands=labels.AGE_BANDS,
        typed=typed or {},
        refusal=refusal,
    )
