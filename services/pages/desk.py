"""服务台 desk — any desk handles any matter: confirm residence, join, and write down for others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, HTTPException, Response

from domain.kernel import Act
from domain.residents.verify_residence import VerifyResidence
from projections import residents
from services.contacts import DESK_LIST
from services.joining import Details, joined_at_the_desk, perhaps_the_same, settled
from services.language import phrase
from services.pages import acting, labels
from services.pages.acted_for import ActedFor, acted_for
from services.pages.audit import position_of
from services.pages.forms import (
    DECLINED,
    Declined,
    TheForm,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.looking_up import (
    MEMBERS_SEARCHED_MAX,
    Found,
    alike_shown,
    looked_up,
    with_private,
    words_in,
)
from services.pages.membership import member_details
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import PERHAPS_THE_SAME, Unanswerable
from services.wording import MEMBER

MEMBERS_PER_PAGE: Final = 20
NOT_ON_THE_ROLL: Final = phrase("There is nobody of this name on the roll.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)
router.include_router(acting.router)


@router.get("/desk")
async def desk(visitor: TheVisitor) -> Response:
    return await desk_page(visitor)


@router.post("/desk")
async def look_up(visitor: TheVisitor, form: TheForm) -> Response:
    return await desk_page(visitor, search=words_in(form))


@router.post("/desk/verify")
async def verify(visitor: TheVisitor, form: TheForm) -> Response:
    resident = form.fields.get("resident", "")
    if not MEMBER.fullmatch(resident):
        raise HTTPException(422, NOT_ON_THE_ROLL)
    try:
        recorded = await form.decide(
            VerifyResidence(
                act=Act.of(visitor.as_staff, visitor.now),
                resident=resident,
                verifier=await visitor.name("member"),
            )
        )
    except DECLINED as reason:
        return await desk_page(visitor, form.fields, declined(reason, visitor))
    await settled(visitor.linli, visitor.community, resident)
    return see_other(f"{visitor.home}/desk?verified={resident}", recorded.position)


@router.post("/desk/join")
async def join(visitor: TheVisitor, form: TheTypedForm) -> Response:
    """Somebody without a log-in joins at the desk, as children under 14 do."""
    try:
        joined = await joined_at_the_desk(
            visitor.linli,
            visitor.community,
            visitor.as_staff,
            Details(**member_details(form)),
            key=form.key,
            although_alike="although_alike" in form.fields,
        )
    except DECLINED as reason:
        same = isinstance(reason, Unanswerable) and reason.kind == PERHAPS_THE_SAME
        typed = {**form.fields, "perhaps_the_same": "1"} if same else form.fields
        return await desk_page(visitor, typed, declined(reason, visitor))
    position = joined.recorded.position
    return see_other(f"{visitor.home}/desk?joined={joined.member}", position)


async def desk_page(
    visitor: Visitor,
    typed: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
    *,
    search: str = "",
) -> Response:
    """Who waits for the desk, or who was looked for, with the names that only staff may read."""
    asked = visitor.request.query_params
    found, before = await _listed(visitor, search)
    return page(
        visitor,
        "residents/desk.html",
        status=refusal.status if refusal else 200,
        waiting=found,
        alike=await _alike(visitor, found),
        search=search,
        searched_most=MEMBERS_SEARCHED_MAX,
        shows_all="all" in asked,
        before=before,
        verified=asked.get("verified"),
        joined=await _joined(visitor, asked.get("joined", "")),
        age_bands=labels.AGE_BANDS,
        typed=typed or {},
        refusal=refusal,
    )


async def _listed(visitor: Visitor, search: str) -> tuple[list[Found], int | None]:
    """One page of the list, and where the next begins."""
    if search:
        return await looked_up(visitor, search), None
    asked = visitor.request.query_params
    found = await residents.members(
        visitor.linli.views,
        visitor.community,
        verified=None if "all" in asked else False,
        before=position_of(asked.get("before", "")),
        limit=MEMBERS_PER_PAGE + 1,
    )
    shown = found[:MEMBERS_PER_PAGE]
    before = shown[-1].joined_position if len(found) > MEMBERS_PER_PAGE else None
    return await with_private(visitor, shown, DESK_LIST), before


async def _alike(visitor: Visitor, found: list[Found]) -> dict[str, list[Found]]:
    """Of those who wait: who else on the roll has told the same."""
    told = {one.member: kept for one, kept in found if one.verified_position is None}
    same = await perhaps_the_same(visitor.linli, visitor.community, told)
    return await alike_shown(visitor, same, DESK_LIST)


async def _joined(visitor: Visitor, resident: str) -> ActedFor | None:
    """Who has just been put on the roll here."""
    return await acted_for(visitor, resident) if MEMBER.fullmatch(resident) else None
