"""我的 me — who I am here: roll, offices, household, and what waits for me."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from services import guardianship
from services.contacts import own_details
from services.in_office import own_offices
from services.own_acts import names_of, own_acts, recorded_for_me
from services.pages.membership import membership
from services.pages.my_acts import shown
from services.pages.rendering import page
from services.pages.visitor import TheVisitor

LATEST_MAX: Final = 5
WAITING_MAX: Final = 10

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/me")
async def me(visitor: TheVisitor) -> Response:
    linli, community, account = visitor.linli, visitor.community, visitor.account
    member = await membership(visitor)
    names = await names_of(linli, account)
    waiting = await recorded_for_me(linli, community, names, visitor.now, WAITING_MAX)
    above = {act.entry.position for act in waiting}
    latest = await own_acts(linli, community, names, before=None, limit=LATEST_MAX + len(above))
    others = [act for act in latest if act.entry.position not in above][:LATEST_MAX]
    return page(
        visitor,
        "residents/me.html",
        member=member,
        details=await own_details(linli, community, member.member) if member else {},
        offices=await own_offices(linli, community, account, visitor.now),
        erasure=await linli.erasures.asked(community, account.person),
        wards=await guardianship.children(linli, community, account.person, visitor.now),
        states=guardianship.STATES,
        waiting=await shown(visitor, waiting, names),
        latest=await shown(visitor, others, names),
    )
