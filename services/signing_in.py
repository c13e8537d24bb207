"""登录 — signing in, with a limit on guessing, and arriving: the same for pages and the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.door import Busy
from services.problems import TOO_MANY_TRIES, WRONG_LOGIN, WRONG_PASSWORD, Unanswerable
from services.tries import Try

if TYPE_CHECKING:
    from starlette.requests import Request

    from projections.views import Community
    from services.identity import Session
    from services.linli import Linli

NOWHERE = "nowhere"


def address_of(request: Request) -> str:
    """Where a request comes from, as its connection says.

    A proxy on the same machine says it instead: from 127.0.0.1 alone the server believes
    `X-Forwarded-For` (`infra.serving`); from anywhere else headers can say anything.
    """
    return request.client.host if request.client else NOWHERE


async def signed_in(
    linli: Linli, community: Community, request: Request, login: str, password: str
) -> Session:
    """A new session. Raises `Unanswerable` when the password is wrong, or too many were."""
    trying = Try(community.slug, login, address_of(request))
    if linli.tries.are_used_up(trying, linli.clock()):
        raise Unanswerable(TOO_MANY_TRIES)
    try:
        session = await linli.identity.sign_in(community, login, password)
    except Busy:
        linli.tries.take_back(trying)
        raise
    if session is None:
        raise Unanswerable(WRONG_LOGIN)
    linli.tries.succeeded(trying)
    return session


async def must_know_the_password(
    linli: Linli, community: Community, request: Request, login: str, password: str
) -> None:
    """Asked again before what cannot be undone; wrong ones count as failed tries."""
    trying = Try(community.slug, login, address_of(request))
    if linli.tries.are_used_up(trying, linli.clock()):
        raise Unanswerable(TOO_MANY_TRIES)
    try:
        fits = await linli.identity.password_fits(community, login, password)
    except Busy:
        linli.tries.take_back(trying)
        raise
    if not fits:
        raise Unanswerable(WRONG_PASSWORD)
    linli.tries.succeeded(trying)
