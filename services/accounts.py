"""账户 accounts — registering, signing in and out, tokens for programs; none of it is logged."""

from dataclasses import dataclass
from typing import Annotated

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, JsonValue
from pydantic_core import PydanticCustomError

from services.answers import JSON, documented
from services.declared import asking
from services.http import (
    Now,
    TheCommunity,
    TheLinli,
    TheSession,
    session_cookie,
)
from services.identity import LoginTaken, TooManyTokens
from services.log_ins import folded, is_easily_guessed
from services.problems import (
    FORGED_REQUEST,
    NOT_SIGNED_IN,
    TOO_MANY_ARRIVALS,
    TOO_MANY_TRIES,
    WRONG_LOGIN,
)
from services.signing_in import address_of, signed_in
from services.wording import Login, NewLogin, NewPassword, Password

router = APIRouter(prefix="/c/{community}", tags=["账户 · accounts"])
LOGIN_EXAMPLE: dict[str, JsonValue] = {"login": "xiaoming", "password": "correct horse battery"}


def hard_to_guess(password: str) -> str:
    """Not one of those that anybody would try first."""
    if is_easily_guessed(password):
        raise PydanticCustomError("easily_guessed", "easily guessed")
    return password


class Registering(BaseModel):
    """注册 · a new log-in."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [LOGIN_EXAMPLE]})

    login: NewLogin
    password: Annotated[NewPassword, AfterValidator(hard_to_guess)]


class SigningIn(BaseModel):
    """登录 · a log-in name and its password."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [LOGIN_EXAMPLE]})

    login: Login
    password: Password


@dataclass(frozen=True, slots=True)
class AccountShown:
    """账户 · an account."""

    __pydantic_config__ = documented(login="xiaoming")

    login: str


@dataclass(frozen=True, slots=True)
class SessionShown:
    """会话 · a session: the cookie is set, and writes carry this token as `X-CSRF-Token`."""

    __pydantic_config__ = documented(login="xiaoming", staff=None, csrf="…")

    login: str
    staff: str | None
    csrf: str


@dataclass(frozen=True, slots=True)
class TokenShown:
    """令牌 · a bearer token, shown once."""

    __pydantic_config__ = documented(token="…")  # noqa: S106 - an example opens nothing.

    token: str


def made(what: object) -> Response:
    """Something new that concerns one person alone."""
    return Response(orjson.dumps(what), 201, {"Cache-Control": "no-store"}, JSON)


@router.post(
    "/accounts",
    summary="注册 · Register a log-in",
    response_model=AccountShown,
    status_code=201,
    responses=asking(LoginTaken, TOO_MANY_ARRIVALS),
)
async def register(
    registering: Registering, request: Request, linli: TheLinli, community: TheCommunity, now: Now
) -> Response:
    linli.arrivals.admit("account", community.slug, address_of(request), now)
    account = await linli.identity.register(community, registering.login, registering.password)
    return made(AccountShown(account.login))


@router.post(
    "/sessions",
    summary="登录 · Sign in",
    response_model=SessionShown,
    status_code=201,
    responses=asking(WRONG_LOGIN, TOO_MANY_TRIES),
)
async def sign_in(
    signing_in: SigningIn, request: Request, linli: TheLinli, community: TheCommunity
) -> Response:
    session = await signed_in(
        linli, community, request, folded(signing_in.login), signing_in.password
    )
    account = session.account
    answer = made(SessionShown(account.login, account.staff, session.csrf))
    answer.set_cookie(
        session_cookie(community),
        session.token,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.delete(
    "/sessions",
    summary="退出 · Sign out",
    status_code=204,
    response_class=Response,
    responses=asking(NOT_SIGNED_IN, FORGED_REQUEST),
)
async def sign_out(linli: TheLinli, community: TheCommunity, session: TheSession) -> Response:
    await linli.identity.sign_out(session.token)
    answer = Response(status_code=204)
    answer.delete_cookie(session_cookie(community), httponly=True, samesite="lax")
    return answer


@router.post(
    "/tokens",
    summary="令牌 · A token for a program, for 90 days; only a session may ask for one",
    response_model=TokenShown,
    status_code=201,
    responses=asking(NOT_SIGNED_IN, FORGED_REQUEST, TooManyTokens),
)
async def make_token(linli: TheLinli, session: TheSession) -> Response:
    return made(TokenShown(await linli.identity.make_api_token(session.account)))


@router.delete(
    "/tokens",
    summary="令牌作废 · Revoke all my tokens",
    status_code=204,
    response_class=Response,
    responses=asking(NOT_SIGNED_IN, FORGED_REQUEST),
)
async def revoke_tokens(linli: TheLinli, session: TheSession) -> Response:
    await linli.identity.revoke_api_tokens(session.account)
    return Response(status_code=204)
