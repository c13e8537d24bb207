"""加入 joining — register if need be, and join the roll, by a letter or without one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Response

from services.identity import Session
from services.joining import Details, Newcomer, must_be_allowed
from services.language import phrase
from services.letters import invited, must_have_a_seat
from services.log_ins import folded
from services.pages import labels
from services.pages.accounts import with_session
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    NotFilledIn,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.membership import member_details, membership
from services.pages.passwords import new_password
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import WRONG_LOGIN, Unanswerable
from services.signing_in import address_of
from services.wording import (
    CODE_CHARACTERS_MAX,
    LOGIN_CHARACTERS_MAX,
    LOGIN_CHARACTERS_MIN,
    NEW_LOGIN,
    PASSWORD_CHARACTERS_MIN,
)

WHICH_LOGIN: Final = phrase(
    "A log-in name has %(least)d to %(most)d letters, digits or Chinese characters."
)
WHICH_CODE: Final = phrase("A code has ten letters and digits, as the letter shows it.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/join")
async def ask_to_join(visitor: TheVisitor) -> Response:
    """The address in a letter carries its code, so that nobody has to type it."""
    own = await membership(visitor)
    if own is not None and own.left_position is None:
        return see_other(f"{visitor.home}/me")
    code = visitor.request.query_params.get("code", "")[:CODE_CHARACTERS_MAX]
    return join_page(visitor, {"code": code if code.isprintable() else ""})


@router.post("/join")
async def join(visitor: TheVisitor, form: TheTypedForm) -> Response:
    session, came_from = visitor.session, address_of(visitor.request)
    linli, community, now = visitor.linli, visitor.community, visitor.now
    try:
        details = Details(**member_details(form))
        code = form.words("code", WHICH_CODE, least=0, most=CODE_CHARACTERS_MAX)
        # All is asked before anything is made: a refusal must not leave a log-in behind.
        must_be_allowed(details, now)
        if code:
            invitation = await invited(linli, community, code, came_from, now)
            if session is None:
                await must_have_a_seat(linli, community, invitation, details.name)
        session = session or await _registered(visitor, form, None if code else came_from)
        newcomer = Newcomer(linli, community, session.account, came_from, now, form.key)
        joined = await newcomer.join(details, code)
    except DECLINED as reason:
        answer = join_page(visitor, form.fields, declined(reason, visitor))
        return with_session(answer, visitor, session) if session else answer
    return with_session(see_other(f"{visitor.home}/me", joined.recorded.position), visitor, session)


async def _registered(visitor: Visitor, form: Form, came_from: str | None) -> Session:
    """A new account; whoever comes by a letter is limited by its seats, not by the address."""
    least, most = LOGIN_CHARACTERS_MIN, LOGIN_CHARACTERS_MAX
    login = folded(form.words("login", WHICH_LOGIN, least=least, most=most))
    if not NEW_LOGIN.fullmatch(login):
        raise NotFilledIn("login", WHICH_LOGIN, least=least, most=most)
    password = new_password(form, "password")
    identity, community = visitor.linli.identity, visitor.community
    if came_from is not None:
        visitor.linli.arrivals.admit("account", community.slug, came_from, visitor.now)
    await identity.register(community, login, password)
    session = await identity.sign_in(community, login, password)
    if session is None:
        raise Unanswerable(WRONG_LOGIN)
    return session


def join_page(
    visitor: Visitor, typed: Mapping[str, str], refusal: Declined | None = None
) -> Response:
    return page(
        visitor,
        "accounts/join.html",
        status=refusal.status if refusal else 200,
        typed=typed,
        refusal=refusal,
        by_letter="code" in visitor.request.query_params or bool(typed.get("letter")),
        age_bands=labels.AGE_BANDS,
        password_least=PASSWORD_CHARACTERS_MIN,
    )
