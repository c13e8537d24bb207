"""来访者 — who looks at a page: community, language, session and role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, HTTPException, Request
from starlette.routing import Match

from domain.kernel import Act
from domain.standing import (
    AUDITING_ROLES,
    COMMITTEE_ROLES,
    DESK_ROLES,
    MODERATING_ROLES,
    ROLL_ROLES,
    VERIFYING_ROLES,
)
from projections.heads import Head, Reader, ViewsWithHead
from projections.views import Community, Views
from services import language as languages
from services.http import session_cookie
from services.identity import Account, Session
from services.in_office import SERVICE
from services.language import Language, phrase
from services.linli import Linli
from services.problems import NOT_RECORDED_YET, NOT_SIGNED_IN, NOT_YOUR_OFFICE, Unanswerable
from services.visits import Visit

LANGUAGE_COOKIE: Final = "linli-language"
POSITION_DIGITS_MAX: Final = 15


def language_of(request: Request) -> Language:
    """What the address asks for, else what was chosen before, else what the browser asks for."""
    for asked in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        for known in languages.LANGUAGES:
            if asked == known:
                return known
    return languages.of(request.headers.get("accept-language"))


@dataclass(frozen=True)
class Place:
    """Where a part of a page stands, whoever looks at it."""

    community: Community | None

    @property
    def home(self) -> str:
        return f"/c/{self.community.slug}" if self.community else ""


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody at a page that belongs to no community, or at an error."""

    request: Request
    language: Language
    community: Community | None = None
    session: Session | None = None
    offices: frozenset[str] = frozenset()
    """The roles that are held now for the whole community."""
    unseen: int = 0
    """How many notices are new in the inbox."""

    @property
    def place(self) -> Place:
        return Place(self.community)

    @property
    def home(self) -> str:
        return self.place.home

    def address_in(self, language: Language) -> str:
        """This page in another language."""
        query = [
            (name, value)
            for name, value in parse_qsl(self.request.url.query, errors="replace")
            if name not in {"lang", "after"}
        ]
        return f"{self.page}?" + urlencode([*query, ("lang", language)])

    @property
    def page(self) -> str:
        """This address; for the answer to a form, that of the page on which the form stands."""
        scope, path = self.request.scope, self.request.url.path
        while self.request.method == "POST" and path:
            asked = {**scope, "path": path, "method": "GET"}
            routes = self.request.app.routes
            if any(route.matches(asked)[0] is Match.FULL for route in routes):
                break
            path = path.rpartition("/")[0]
        return path


@dataclass(frozen=True, kw_only=True)
class Visitor(Guest):
    """Somebody at a page of a community."""

    linli: Linli
    community: Community

    @property
    def now(self) -> datetime:
        return self.linli.clock()

    @property
    def csrf(self) -> str:
        return self.session.csrf if self.session else ""

    @property
    def staff(self) -> str | None:
        return self.session.account.staff if self.session else None

    @property
    def account(self) -> Account:
        """At a page that the table of permissions opens to those who are signed in."""
        if self.session is None:
            raise Unanswerable(NOT_SIGNED_IN)
        return self.session.account

    @property
    def as_staff(self) -> str:
        """`staff:<handle>`, at a page that the table of permissions opens to staff."""
        if self.staff is None:
            raise Unanswerable(NOT_YOUR_OFFICE)
        return self.staff

    @property
    def serves_at_the_desk(self) -> bool:
        return not self.offices.isdisjoint(DESK_ROLES)

    @property
    def verifies(self) -> bool:
        return not self.offices.isdisjoint(VERIFYING_ROLES)

    @property
    def keeps_the_roll(self) -> bool:
        return not self.offices.isdisjoint(ROLL_ROLES)

    @property
    def is_committee(self) -> bool:
        return not self.offices.isdisjoint(COMMITTEE_ROLES)

    @property
    def moderates(self) -> bool:
        return not self.offices.isdisjoint(MODERATING_ROLES)

    @property
    def audits(self) -> bool:
        return not self.offices.isdisjoint(AUDITING_ROLES)

    async def name(self, scope: str) -> str | None:
        """The visitor's own name in a scope, when signed in."""
        if self.session is None:
            return None
        person = self.session.account.person
        return await self.linli.identity.name(person, self.community, scope)


async def signed_in_here(request: Request, linli: Linli, found: Community) -> Account | None:
    """Pages know people by their session alone."""
    visit = await visit_of(request, linli, found)
    return visit.session.account if visit else None


async def visit_of(request: Request, linli: Linli, found: Community) -> Visit | None:
    """Whose cookie this is, looked up once in a request."""
    if not hasattr(request.state, "visit"):
        cookie = request.cookies.get(session_cookie(found))
        request.state.visit = await linli.visits.of(found, cookie) if cookie else None
    visit: Visit | None = request.state.visit
    return visit


def guest(request: Request) -> Guest:
    return Guest(request=request, language=language_of(request))


async def visitor(coming: TheComing) -> Visitor:
    """Whoever looks, with all that the head of a page says to them."""
    return await coming.visitor()


async def visitor_of(request: Request, found: Community) -> Visitor:
    """Whoever asks, in a community that is known to exist."""
    return await (await coming_to(request, found)).visitor()


@dataclass(frozen=True)
class Coming:
    """Somebody whose page has not been asked for yet, so that its head can come along with it."""

    request: Request
    community: Community
    visit: Visit | None
    reads: Views
    """For the first question of a page, and others that are asked as often."""

    @property
    def linli(self) -> Linli:
        linli: Linli = self.request.app.state.linli
        return linli

    @property
    def signed_in(self) -> Visit:
        """At a page that the table of permissions opens to those who are signed in."""
        if self.visit is None:
            raise Unanswerable(NOT_SIGNED_IN)
        return self.visit

    async def visitor(self) -> Visitor:
        head = await self.reads.head() if isinstance(self.reads, ViewsWithHead) else Head()
        return Visitor(
            request=self.request,
            language=language_of(self.request),
            linli=self.linli,
            community=self.community,
            session=self.visit.session if self.visit else None,
            offices=head.roles,
            unseen=head.unseen,
        )


async def coming(request: Request, community: str) -> Coming:
    """Look up community and session, and wait for what a form has just recorded."""
    linli: Linli = request.app.state.linli
    found = await linli.record.community(community)
    if found is None:
        raise HTTPException(404, phrase("There is no such community."))
    await _wait(linli, found, request.query_params.get("after"))
    return await coming_to(request, found)


async def coming_to(request: Request, found: Community) -> Coming:
    linli: Linli = request.app.state.linli
    visit = await visit_of(request, linli, found)
    if visit is None:
        return Coming(request, found, None, linli.often)
    # A name that was never stored holds no office, so those that are known are all there are.
    account, served = visit.session.account, f"{SERVICE}:"
    holders = [name for name in visit.names if name == account.staff or name.startswith(served)]
    at = Act.of("system", linli.clock()).at
    reader = Reader(found, visit.names, holders, visit.seen, at)
    return Coming(request, found, visit, ViewsWithHead(linli.often, reader))


async def _wait(linli: Linli, community: Community, after: str | None) -> None:
    if not after:
        return
    # Only positions that exist can be waited for.
    usable = after.isascii() and after.isdigit() and len(after) <= POSITION_DIGITS_MAX
    if not usable or int(after) > await linli.record.head(community):
        raise HTTPException(422, NOT_RECORDED_YET.sentence)
    await linli.record.wait(community, int(after))


async def the_guest(request: Request) -> Guest:
    # What a route depends on is never a plain function: the framework runs those in threads.
    return guest(request)


TheGuest = Annotated[Guest, Depends(the_guest)]
TheComing = Annotated[Coming, Depends(coming)]
TheVisitor = Annotated[Visitor, Depends(visitor)]
