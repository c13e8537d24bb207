"""我的资料 my data — what is held about me, who looked at it, and how it is fetched or ended."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from services import own_export
from services.answers import JSON
from services.contacts import LOOKS_DAYS_MAX, LOOKS_SHOWN_MAX
from services.own_data import OwnData, own_data
from services.pages.forms import DECLINED, Declined, TheForm, declined, see_other
from services.pages.looks import PLACES
from services.pages.passwords import changed
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.wording import PASSWORD_CHARACTERS_MIN

OTHERS: Final = "others"

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/me/data")
async def data(visitor: TheVisitor) -> Response:
    return await data_page(visitor)


@router.get("/me/export")
async def export(visitor: TheVisitor) -> Response:
    """The file itself; it is told on the page of my data when there were many lately."""
    linli, community, now = visitor.linli, visitor.community, visitor.now
    try:
        own_export.admit(linli, visitor.account, now)
    except DECLINED as reason:
        return await data_page(visitor, refusal=declined(reason, visitor))
    return StreamingResponse(
        own_export.export(linli, community, await _held(visitor, whole=True), now),
        media_type=JSON,
        headers=own_export.headers(community, now),
    )


@router.post("/me/sessions/end")
async def end_sessions(visitor: TheVisitor, form: TheForm) -> Response:
    """One other session, or all others; this one ends by signing out."""
    identity, session = visitor.linli.identity, form.session
    which = form.fields.get("which", "")
    if which == OTHERS:
        await identity.end_sessions(session.account, session.token)
    elif which.isalnum():
        await identity.end_session(session.account, which)
    return see_other(f"{visitor.home}/me/data#sessions")


@router.post("/me/tokens")
async def make_token(visitor: TheVisitor, form: TheForm) -> Response:
    """The token is shown on the answer itself, and never again."""
    try:
        token = await visitor.linli.identity.make_api_token(form.session.account)
    except DECLINED as reason:
        return await data_page(visitor, refusal=declined(reason, visitor))
    return await data_page(visitor, token=token)


@router.post("/me/tokens/revoke")
async def revoke_tokens(visitor: TheVisitor, form: TheForm) -> Response:
    await visitor.linli.identity.revoke_api_tokens(form.session.account)
    return see_other(f"{visitor.home}/me/data#tokens")


@router.post("/me/password")
async def change_password(visitor: TheVisitor, form: TheForm) -> Response:
    """Old once, new twice; whoever else is signed in under this log-in is signed out."""
    try:
        await changed(form)
    except DECLINED as reason:
        return await data_page(visitor, refusal=declined(reason, visitor))
    return see_other(f"{visitor.home}/me/data?password=changed#password")


async def data_page(
    visitor: Visitor, *, token: str | None = None, refusal: Declined | None = None
) -> Response:
    """Everything that is held; with a token that was just made, or why something was not done."""
    return page(
        visitor,
        "residents/my_data.html",
        status=refusal.status if refusal else 200,
        refusal=refusal,
        token=token,
        held=await _held(visitor),
        places=PLACES,
        looks_days=LOOKS_DAYS_MAX,
        looks_most=LOOKS_SHOWN_MAX,
        password_least=PASSWORD_CHARACTERS_MIN,
        password_changed=visitor.request.query_params.get("password") == "changed",
    )


async def _held(visitor: Visitor, *, whole: bool = False) -> OwnData:
    here = visitor.session.token if visitor.session else ""
    linli, community, account = visitor.linli, visitor.community, visitor.account
    return await own_data(linli, community, account, visitor.now, here, whole=whole)
