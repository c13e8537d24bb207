"""谁在问 — what a route asks of a request: which community, who asks, what time it is."""

import hmac
from collections import Counter
from datetime import datetime
from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

from fastapi import Depends, Header, Path, Query, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from projections.views import Community
from services.arrival import arrived
from services.door import RequestKey
from services.identity import Account, Session
from services.linli import Linli
from services.problems import (
    FORGED_REQUEST,
    NO_SUCH_COMMUNITY,
    NOT_RECORDED_YET,
    NOT_SIGNED_IN,
    Unanswerable,
)
from services.wording import ID_CHARACTERS_MAX, MEMBER, OneLine

SESSION_COOKIE = "linli_session_{community}"
CSRF_HEADER = "X-CSRF-Token"
SLUG_CHARACTERS_MAX = 60
REQUEST_KEY_CHARACTERS_MAX = 200
POSITION_MAX = 2**53 - 1
LIMIT_MAX, LIMIT_USUAL = 100, 20
REPEATABLE = frozenset({"skip"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REQUEST_NAMESPACE = uuid5(NAMESPACE_URL, "urn:linli:request")

_bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="令牌 · A token of `POST tokens`."
)
_cookie = APIKeyCookie(
    name=SESSION_COOKIE,
    auto_error=False,
    scheme_name="session",
    description=(
        "会话 · A session of `POST sessions`, one cookie a community; writes also carry"
        " `X-CSRF-Token`."
    ),
)


def session_cookie(community: Community) -> str:
    """Each community has its own: signing in to one does not sign out of another."""
    return SESSION_COOKIE.format(community=community.slug)


def the_linli(request: Request) -> Linli:
    linli = request.app.state.linli
    assert isinstance(linli, Linli)  # noqa: S101 - the state of an app has no types.
    return linli


async def said_once(request: Request) -> None:
    """A question asked in two ways has no answer: frameworks differ in which one they take."""
    if not request.scope["query_string"]:
        return
    names = [name for name, _ in request.query_params.multi_items() if name not in REPEATABLE]
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise RequestValidationError([{"type": "said_twice", "loc": ("query", twice[0])}])


async def _the_linli(request: Request) -> Linli:
    # What a route depends on is never a plain function: the framework runs those in threads.
    return the_linli(request)


TheLinli = Annotated[Linli, Depends(_the_linli)]


async def the_community(
    linli: TheLinli,
    community: Annotated[
        str,
        Path(
            description="社区 · The community's short name.",
            max_length=SLUG_CHARACTERS_MAX,
            examples=["linjiang"],
        ),
        OneLine,
    ],
) -> Community:
    found = await linli.record.community(community)
    if found is None:
        raise Unanswerable(NO_SUCH_COMMUNITY)
    return found


TheCommunity = Annotated[Community, Depends(the_community)]


async def now(request: Request, linli: TheLinli) -> datetime:
    """The moment at which the request had arrived, for all that is asked about it."""
    return arrived(request, linli)


Now = Annotated[datetime, Depends(now)]


def forget_who_asks(request: Request) -> None:
    """From now on it is looked up anew: somebody may have been erased in this moment."""
    for known in ("session", "account", "offices", "visit"):
        if hasattr(request.state, known):
            delattr(request.state, known)


async def session_of(request: Request, linli: Linli, community: Community) -> Session | None:
    """The session of the community's cookie, looked up once in a request."""
    if not hasattr(request.state, "session"):
        cookie = request.cookies.get(session_cookie(community))
        found = await linli.identity.session(community, cookie) if cookie else None
        request.state.session = found
    session: Session | None = request.state.session
    return session


async def the_session(
    request: Request,
    linli: TheLinli,
    community: TheCommunity,
    _declared: Annotated[str | None, Security(_cookie)] = None,
) -> Session:
    """The session of the community's cookie; a write must also carry its token."""
    session = await session_of(request, linli, community)
    if session is None:
        raise Unanswerable(NOT_SIGNED_IN)
    given = request.headers.get(CSRF_HEADER, "")
    is_write = request.method not in SAFE_METHODS
    if is_write and not hmac.compare_digest(given.encode(), session.csrf.encode()):
        raise Unanswerable(FORGED_REQUEST)
    return session


TheSession = Annotated[Session, Depends(the_session)]


async def account_of(request: Request, linli: Linli, community: Community) -> Account:
    """The account of the bearer token if there is one, else of the session; found once."""
    if not hasattr(request.state, "account"):
        bearer = await _bearer(request)
        request.state.account = (
            await linli.identity.by_api_token(community, bearer.credentials)
            if bearer
            else (await the_session(request, linli, community)).account
        )
    account: Account | None = request.state.account
    if account is None:
        raise Unanswerable(NOT_SIGNED_IN)
    return account


async def who(
    request: Request,
    linli: TheLinli,
    community: TheCommunity,
    _bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    _cookie: Annotated[str | None, Security(_cookie)],
) -> Account:
    """Who asks; declares to OpenAPI how this is said."""
    return await account_of(request, linli, community)


Who = Annotated[Account, Depends(who)]


async def the_request(
    request: Request,
    account: Who,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            max_length=REQUEST_KEY_CHARACTERS_MAX,
            pattern="^[!-~]+$",
            description="同一请求的凭据 · The same key and body get the same answer.",
        ),
    ] = None,
) -> RequestKey | None:
    """The request's own name, if the client gives it a key."""
    if key is None:
        return None
    name = "\n".join((str(account.id), request.method, request.scope["path"], key))
    return RequestKey(uuid5(REQUEST_NAMESPACE, name), await request.body())


TheRequest = Annotated[RequestKey | None, Depends(the_request)]


async def wait_for(
    linli: TheLinli,
    community: TheCommunity,
    after: Annotated[
        int | None,
        Query(
            ge=0,
            le=POSITION_MAX,
            description="读到自己的写入 · First wait until this position is shown.",
        ),
    ] = None,
) -> None:
    """Reading your own write: wait until every view shows it."""
    if after is None:
        return
    if after > await linli.record.head(community):
        raise Unanswerable(NOT_RECORDED_YET)
    await linli.record.wait(community, after)


After = Depends(wait_for)

Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="每页条数 · How many on one page.")]
Before = Annotated[
    int | None,
    Query(ge=0, le=POSITION_MAX, description="上一页的 next · `next` of the page before."),
]
TheMember = Annotated[str, Path(pattern=f"^{MEMBER.pattern}$")]
TheId = Annotated[str, Path(max_length=ID_CHARACTERS_MAX), OneLine]
