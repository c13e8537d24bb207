"""登录 accounts — sign in, sign out, and join the roll."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from domain.kernel import Act, decide
from domain.residents.join_community import JoinCommunity
from services.http import session_cookie
from services.identity import Session
from services.language import phrase
from services.log_ins import folded
from services.pages import labels
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    NotFilledIn,
    TheForm,
    TheTypedForm,
    declined,
    is_local,
    see_other,
)
from services.pages.membership import is_on_the_roll, member_details
from services.pages.passwords import new_password
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import WRONG_LOGIN, Unanswerable
from services.signing_in import address_of, signed_in
from services.wording import (
    LOGIN_CHARACTERS_MAX,
    LOGIN_CHARACTERS_MIN,
    NEW_LOGIN,
    PASSWORD_CHARACTERS_MAX,
    PASSWORD_CHARACTERS_MIN,
)

WHICH_LOGIN: Final = phrase(
    "A log-in name has %(least)d to %(most)d letters, digits or Chinese characters."
)
SIGN_IN_FIRST: Final = phrase("Please sign in first: what you wrote is kept.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/sign-in")
async def ask_who(visitor: TheVisitor) -> Response:
    return sign_in_page(visitor, {"next": visitor.request.query_params.get("next", "")})


@router.post("/sign-in")
async def sign_in(visitor: TheVisitor, form: TheTypedForm) -> Response:
    login = folded(form.fields.get("login", ""))[:LOGIN_CHARACTERS_MAX]
    password = form.fields.get("password", "")[:PASSWORD_CHARACTERS_MAX]
    try:
        if "\0" in login + password:
            raise Unanswerable(WRONG_LOGIN)
        session = await signed_in(
            visitor.linli, visitor.community, visitor.request, login, password
        )
    except DECLINED as reason:
        return sign_in_page(visitor, form.fields, declined(reason, visitor))
    to = form.fields.get("to", "")
    if is_local(to, visitor):
        # The form that was kept goes where it was going; without a fresh token it is shown again.
        return _with_session(RedirectResponse(to, status_code=307), visitor, session)
    wanted = form.fields.get("next", "")
    target = wanted if is_local(wanted, visitor) else f"{visitor.home}/me"
    return _with_session(see_other(target), visitor, session)


@router.post("/sign-out")
async def sign_out(visitor: TheVisitor, form: TheForm) -> Response:
    if visitor.session:
        await visitor.linli.identity.sign_out(form.session.token)
    answer = see_other(f"{visitor.home}/dashboard")
    answer.delete_cookie(session_cookie(visitor.community))
    return answer


@router.get("/join")
async def ask_to_join(visitor: TheVisitor) -> Response:
    if visitor.session and await is_on_the_roll(visitor):
        return see_other(f"{visitor.home}/me")
    return join_page(visitor, {})


@router.post("/join")
async def join(visitor: TheVisitor, form: TheTypedForm) -> Response:
    """Register if need be, sign in, and join the roll."""
    session = visitor.session
    try:
        details = member_details(form)
        act = Act.of("", visitor.now)
        # The rules are asked before anything is made: a refusal must not leave a log-in behind.
        decide(JoinCommunity(act=act, channel="web", **details), ())
        came_from = address_of(visitor.request)
        session = session or await _registered(visitor, form, came_from)
        slug = visitor.community.slug
        visitor.linli.arrivals.admit("member", slug, came_from, visitor.now)
        identity, community = visitor.linli.identity, visitor.community
        member = await identity.name(session.account.person, community, "member")
        recorded = await form.decide(
            JoinCommunity(act=Act.of(member, visitor.now), channel="web", **details)
        )
    except DECLINED as reason:
        answer = join_page(visitor, form.fields, declined(reason, visitor))
        return _with_session(answer, visitor, session) if session else answer
    return _with_session(see_other(f"{visitor.home}/me", recorded.position), visitor, session)


async def _registered(visitor: Visitor, form: Form, came_from: str) -> Session:
    least, most = LOGIN_CHARACTERS_MIN, LOGIN_CHARACTERS_MAX
    login = folded(form.words("login", WHICH_LOGIN, least=least, most=most))
    if not NEW_LOGIN.fullmatch(login):
        raise NotFilledIn("login", WHICH_LOGIN, least=least, most=most)
    password = new_password(form, "password")
    identity, community = visitor.linli.identity, visitor.community
    visitor.linli.arrivals.admit("account", community.slug, came_from, visitor.now)
    await identity.register(community, login, password)
    session = await identity.sign_in(community, login, password)
    if session is None:
        raise Unanswerable(WRONG_LOGIN)
    return session


def _with_session(answer: Response, visitor: Visitor, session: Session) -> Response:
    answer.set_cookie(
        session_cookie(visitor.community),
        session.token,
        httponly=True,
        samesite="lax",
        secure=visitor.request.url.scheme == "https",
    )
    return answer


def sign_in_page(
    visitor: Visitor, typed: Mapping[str, str], refusal: Declined | None = None
) -> Response:
    return page(
        visitor,
        "accounts/sign_in.html",
        status=refusal.status if refusal else 200,
        typed=typed,
        refusal=refusal,
        demo=visitor.linli.demo if visitor.community.sample else (),
    )


def join_page(
    visitor: Visitor, typed: Mapping[str, str], refusal: Declined | None = None
) -> Response:
    return page(
        visitor,
        "accounts/join.html",
        status=refusal.status if refusal else 200,
        typed=typed,
        refusal=refusal,
        age_bands=labels.AGE_BANDS,
        password_least=PASSWORD_CHARACTERS_MIN,
    )
