"""抹除 being erased — ask for it, think it over, and take it back as long as it has not begun."""

from __future__ import annotations

from fastapi import APIRouter, Response

from domain.kernel import SYSTEM, Act
from domain.standing import COMMITTEE
from projections.offices import offices
from services.erasure import REFLECTION_DAYS, SPREAD_DAYS
from services.pages.forms import DECLINED, Declined, TheTypedForm, declined, see_other
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import ERASURE_HAS_BEGUN, Unanswerable
from services.signing_in import must_know_the_password
from services.wording import PASSWORD_CHARACTERS_MAX

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/me/erase")
async def erasure(visitor: TheVisitor) -> Response:
    return await erasure_page(visitor)


@router.post("/me/erase")
async def ask(visitor: TheVisitor, form: TheTypedForm) -> Response:
    """The password is asked for again: a browser that was left open must not do this."""
    linli, community, account = visitor.linli, visitor.community, visitor.account
    password = form.fields.get("password", "")[:PASSWORD_CHARACTERS_MAX]
    try:
        form.must_be_fresh()
        await must_know_the_password(linli, community, visitor.request, account.login, password)
    except DECLINED as reason:
        return await erasure_page(visitor, declined(reason, visitor))
    await linli.erasures.ask(community, account.person, visitor.now)
    return see_other(f"{visitor.home}/me/erase")


@router.post("/me/erase/take-back")
async def take_back(visitor: TheVisitor, form: TheTypedForm) -> Response:
    linli, community, person = visitor.linli, visitor.community, visitor.account.person
    try:
        form.must_be_fresh()
        taken_back = await linli.erasures.take_back(community, person)
        if not taken_back and await linli.erasures.asked(community, person):
            raise Unanswerable(ERASURE_HAS_BEGUN)
    except DECLINED as reason:
        return await erasure_page(visitor, declined(reason, visitor))
    return see_other(f"{visitor.home}/me/erase?taken-back=yes")


async def _is_last(visitor: Visitor) -> bool:
    """Whether the committee has nobody else: nobody is kept from it, but should know."""
    now = Act.of(SYSTEM, visitor.now).at
    seats = {
        office.holder
        for office in await offices(visitor.linli.views, visitor.community)
        if office.role == COMMITTEE
        and office.scope is None
        and (office.until is None or now < office.until)
    }
    return seats == {visitor.account.staff}


async def erasure_page(visitor: Visitor, refusal: Declined | None = None) -> Response:
    """What it does and what it leaves; what was asked for, if it was, and until when it waits."""
    asked = await visitor.linli.erasures.asked(visitor.community, visitor.account.person)
    return page(
        visitor,
        "residents/erase.html",
        status=refusal.status if refusal else 200,
        refusal=refusal,
        asked=asked,
        is_last=await _is_last(visitor),
        has_begun=asked.has_begun(visitor.now) if asked else False,
        taken_back=visitor.request.query_params.get("taken-back") == "yes" and not asked,
        reflection_days=REFLECTION_DAYS,
        spread_days=SPREAD_DAYS,
    )
