"""退出 leaving — leave the roll, knowing what ends by it and what stays."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from domain.kernel import Act
from domain.residents.leave_community import LeaveCommunity
from services.in_office import holders, own_offices
from services.language import phrase
from services.pages.forms import (
    DECLINED,
    Declined,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.membership import membership
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor

SURE: Final = phrase("Please tick the box if you want this.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/me/leave")
async def ask(visitor: TheVisitor) -> Response:
    return await leave_page(visitor)


@router.post("/me/leave")
async def leave(visitor: TheVisitor, form: TheTypedForm) -> Response:
    linli, community, account = visitor.linli, visitor.community, visitor.account
    try:
        form.one_of("sure", {"yes": ""}, SURE)
        member = await linli.identity.name(account.person, community, "member")
        held = await holders(linli, community, account)
        recorded = await form.decide(LeaveCommunity(act=Act.of(member, visitor.now), holders=held))
    except DECLINED as reason:
        return await leave_page(visitor, declined(reason, visitor))
    return see_other(f"{visitor.home}/me", recorded.position)


async def leave_page(visitor: Visitor, refusal: Declined | None = None) -> Response:
    """What ends and what stays; with an office, what is to be done first."""
    return page(
        visitor,
        "residents/leave.html",
        status=refusal.status if refusal else 200,
        refusal=refusal,
        member=await membership(visitor),
        offices=await own_offices(visitor.linli, visitor.community, visitor.account, visitor.now),
    )
