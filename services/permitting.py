"""放行 permitting — holds every request against the table of permissions, before all else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount

from projections.views import Community
from services.http import forget_who_asks, the_linli
from services.identity import Account
from services.in_office import offices_held
from services.linli import Linli
from services.measures import must_be_the_operator
from services.permissions import ANYBODY, OPERATOR, SIGNED_IN, Table, Who
from services.problems import (
    NO_SUCH_COMMUNITY,
    NO_SUCH_LOGIN,
    NOT_SIGNED_IN,
    NOT_YOUR_OFFICE,
    Unanswerable,
)

Whoever = Callable[[Request, Linli, Community], Awaitable[Account | None]]
"""How an application knows who asks."""
Answering = Callable[[Request, Exception], Awaitable[Response]]
Endpoint = Callable[..., Any]


class NotAsListed(Exception):
    """The routes and the table of `services/permissions.py` do not say the same."""


class Permitting:
    """The one check of coarse permission: a dependency of every route of an application."""

    def __init__(self, table: Table, whoever: Whoever) -> None:
        self.table, self.whoever = table, whoever
        self.lines: dict[tuple[str, Endpoint], Who] = {}
        """What the table says of a function; of one that is not here, nobody may use it."""

    def learn(self, app: FastAPI) -> None:
        """Find the line of every route. Raises `NotAsListed` where one of them lacks the other."""
        routes = {f"{method} {path}": (method, route) for method, path, route in routes_of(app)}
        unlisted, unused = routes.keys() - self.table.keys(), self.table.keys() - routes.keys()
        if unlisted or unused:
            raise NotAsListed(f"without a line: {sorted(unlisted)}, no route: {sorted(unused)}")
        for line, (method, route) in routes.items():
            who = self.table[line]
            if not isinstance(route, APIRoute):
                if who != ANYBODY:
                    raise NotAsListed(f"{line} cannot ask who it is, so that it is for anybody")
            elif self.lines.setdefault((method, route.endpoint), who) != who:
                raise NotAsListed(f"{line} is a second address of a function of somebody else")

    async def __call__(self, request: Request) -> None:
        who = self.lines[request.method, request.scope["endpoint"]]
        if who == ANYBODY:
            return
        linli = the_linli(request)
        if who == OPERATOR:
            must_be_the_operator(request, linli)
            return
        community = await linli.record.community(request.path_params["community"])
        if community is None:
            raise Unanswerable(NO_SUCH_COMMUNITY)
        account = await self.whoever(request, linli, community)
        if account is None:
            raise Unanswerable(NOT_SIGNED_IN)
        if who != SIGNED_IN and not who & await offices_in_force(
            request, linli, community, account
        ):
            raise Unanswerable(NOT_YOUR_OFFICE)

    def before(self, answer: Answering) -> Answering:
        """Answers what cannot be read only to those who may use the route at all."""

        async def permitted(request: Request, reason: Exception) -> Response:
            if (request.method, request.scope.get("endpoint")) in self.lines:
                await self(request)
            return await answer(request, reason)

        return permitted

    def missing(self, answer: Answering) -> Answering:
        """Answers that somebody was erased meanwhile: whoever asks, or another one."""

        async def told(request: Request, reason: Exception) -> Response:  # noqa: ARG001 - its kind says all.
            is_here = await self._is_still_here(request)
            kind = NO_SUCH_LOGIN if is_here else NOT_SIGNED_IN
            return await answer(request, Unanswerable(kind))

        return told

    async def _is_still_here(self, request: Request) -> bool:
        """Whether the one who asks is known, looked up anew."""
        forget_who_asks(request)
        linli = the_linli(request)
        community = await linli.record.community(request.path_params["community"])
        try:
            return community is not None and bool(await self.whoever(request, linli, community))
        except Unanswerable:
            return False


def routes_of(app: FastAPI) -> list[tuple[str, str, object]]:
    """Method, address and route; an application mounted in this one has a table of its own."""
    return [
        (method, str(each.path), each.original_route)
        for each in iter_route_contexts(app.routes)
        if not isinstance(each.original_route, Mount)
        # HEAD is answered like GET (`head.py`).
        for method in sorted((each.methods or set()) - {"HEAD"})
    ]


async def offices_in_force(
    request: Request, linli: Linli, community: Community, account: Account
) -> frozenset[str]:
    """The roles that somebody holds now for the whole community; asked once in a request.

    An office for a part of it opens nothing here, as it opens no command without that scope.
    """
    if not hasattr(request.state, "offices"):
        request.state.offices = await offices_held(linli, community, account)
    held: frozenset[str] = request.state.offices
    return held
