"""登录 accounts — sign in, sign out, and join the roll."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import RedirectResponse

from services.http import session_cookie
from services.identity import Session
from services.language import phrase, sentence
from services.log_ins import folded
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    TheForm,
    TheTypedForm,
    declined,
    see_other,
    the_typed_form,
)
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import TITLES, WRONG_LOGIN, Unanswerable
from services.signing_in import signed_in
from services.wording import (
    LOGIN_CHARACTERS_MAX,
    PASSWORD_CHARACTERS_MAX,
)

SIGN_IN_FIRST: Final = phrase("Please sign in first: what you wrote is kept.")
BY_COOKIE: Final = 'Cookie realm="linli"'
"""What a 401 must say, in a word that makes no browser ask for a password of its own."""

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
        return with_session(RedirectResponse(to, status_code=307), visitor, session)
    wanted = form.fields.get("next", "")
    target = wanted if is_local(wanted, visitor) else f"{visitor.home}/me"
    return with_session(see_other(target), visitor, session)


@router.post("/sign-out")
async def sign_out(visitor: TheVisitor, form: TheForm) -> Response:
    if visitor.session:
        await visitor.linli.identity.sign_out(form.session.token)
    answer = see_other(f"{visitor.home}/dashboard")
    answer.delete_cookie(session_cookie(visitor.community))
    return answer


def with_session(answer: Response, visitor: Visitor, session: Session) -> Response:
    answer.set_cookie(
        session_cookie(visitor.community),
        session.token,
        httponly=True,
        samesite="lax",
        secure=visitor.request.url.scheme == "https",
    )
    return answer


async def sign_in_first(visitor: Visitor) -> Response:
    """Instead of what was asked for; afterwards it goes on there, with what was typed."""
    request = visitor.request
    query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
    typed: dict[str, str] = {"next": visitor.page + query}
    said = TITLES[401]
    if request.method == "POST" and (form := await _readable(visitor)) is not None:
        typed["next"] = form.back or typed["next"]
        if form.is_written:
            said, typed = SIGN_IN_FIRST, {**form.kept, "to": request.url.path}
    answer = sign_in_page(visitor, typed, Declined(sentence(said, visitor.language), 401))
    answer.headers["WWW-Authenticate"] = BY_COOKIE
    return answer


async def _readable(visitor: Visitor) -> Form | None:
    """The form that was sent; not one that nobody can read, or that another site has sent."""
    try:
        return await the_typed_form(visitor.request, visitor)
    except HTTPException:
        return None


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


def is_local(address: str, visitor: Visitor) -> bool:
    """Whether an address leads to a page of this community, and nowhere else."""
    return (
        address.startswith(f"{visitor.home}/")
        and "\\" not in address
        and ".." not in address
        and address.isprintable()
    )
