"""登录 accounts — sign in, sign out, and join the roll."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Response

from domain.kernel import Act, decide
from domain.residents.join_community import JoinCommunity
from services.http import SESSION_COOKIE
from services.identity import Session
from services.language import phrase, sentence
from services.pages import labels
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    NotFilledIn,
    TheForm,
    declined,
    is_local,
    see_other,
)
from services.pages.membership import is_on_the_roll, member_details
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import TOO_MANY_TRIES
from services.wording import (
    LOGIN_CHARACTERS_MAX,
    LOGIN_CHARACTERS_MIN,
    PASSWORD_CHARACTERS_MAX,
    PASSWORD_CHARACTERS_MIN,
)

LOGIN: Final = re.compile(r"[0-9A-Za-z_.@\u4e00-\u9fff-]+")
NEW_LOGIN: Final = phrase(
    "A log-in name has %(least)d to %(most)d letters, digits or Chinese characters."
)
NEW_PASSWORD: Final = phrase("A password has %(least)d to %(most)d characters.")
WRONG: Final = phrase("Log-in name or password is not right.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/sign-in")
async def ask_who(visitor: TheVisitor) -> Response:
    return sign_in_page(visitor, {"next": visitor.request.query_params.get("next", "")})


@router.post("/sign-in")
async def sign_in(visitor: TheVisitor, form: TheForm) -> Response:
    login = form.fields.get("login", "").strip()[:LOGIN_CHARACTERS_MAX]
    password = form.fields.get("password", "")[:PASSWORD_CHARACTERS_MAX]
    account = (visitor.community.slug, login)
    tries = visitor.linli.tries
    if tries.are_used_up(account, visitor.now):
        wait = Declined(sentence(TOO_MANY_TRIES.sentence, visitor.language), 429)
        return sign_in_page(visitor, form.fields, wait)
    session = None
    if "\0" not in login + password:
        session = await visitor.linli.identity.sign_in(visitor.community, login, password)
    if session is None:
        wrong = Declined(sentence(WRONG, visitor.language), 422, "login")
        return sign_in_page(visitor, form.fields, wrong)
    tries.forget(account)
    wanted = form.fields.get("next", "")
    target = wanted if is_local(wanted, visitor) else f"{visitor.home}/me"
    return _with_session(see_other(target), visitor, session)


@router.post("/sign-out")
async def sign_out(visitor: TheVisitor, form: TheForm) -> Response:
    if visitor.session:
        await visitor.linli.identity.sign_out(form.session.token)
    answer = see_other(f"{visitor.home}/dashboard")
    answer.delete_cookie(SESSION_COOKIE)
    return answer


@router.get("/join")
async def ask_to_join(visitor: TheVisitor) -> Response:
    if visitor.session and await is_on_the_roll(visitor):
        return see_other(f"{visitor.home}/me")
    return join_page(visitor, {})


@router.post("/join")
async def join(visitor: TheVisitor, form: TheForm) -> Response:
    """Register if need be, sign in, and join the roll."""
    session = visitor.session
    try:
        details = member_details(form)
        act = Act.of("", visitor.now)
        # The rules are asked before anything is made: a refusal must not leave a log-in behind.
        decide(JoinCommunity(act=act, channel="web", **details), ())
        session = session or await _registered(visitor, form)
        identity, community = visitor.linli.identity, visitor.community
        member = await identity.name(session.account.person, community, "member")
        recorded = await form.decide(
            JoinCommunity(act=Act.of(member, visitor.now), channel="web", **details)
        )
    except DECLINED as reason:
        answer = join_page(visitor, form.fields, declined(reason, visitor))
        return _with_session(answer, visitor, session) if session else answer
    return _with_session(see_other(f"{visitor.home}/me", recorded.position), visitor, session)


async def _registered(visitor: Visitor, form: Form) -> Session:
    least, most = LOGIN_CHARACTERS_MIN, LOGIN_CHARACTERS_MAX
    login = form.words("login", NEW_LOGIN, least=least, most=most)
    if not LOGIN.fullmatch(login):
        raise NotFilledIn("login", NEW_LOGIN, least=least, most=most)
    least, most = PASSWORD_CHARACTERS_MIN, PASSWORD_CHARACTERS_MAX
    password = form.fields.get("password", "")
    if not least <= len(password) <= most or "\0" in password:
        raise NotFilledIn("password", NEW_PASSWORD, least=least, most=most)
    identity, community = visitor.linli.identity, visitor.community
    await identity.register(community, login, password)
    session = await identity.sign_in(community, login, password)
    if session is None:
        raise NotFilledIn("login", WRONG)
    return session


def _with_session(answer: Response, visitor: Visitor, session: Session) -> Response:
    answer.set_cookie(
        SESSION_COOKIE,
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
