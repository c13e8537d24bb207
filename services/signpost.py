"""路标 signpost — leads a request straight to its route, where the framework tries one by one.

What it finds is what the framework would have found: the first route, in its order, that fits
address and method. All else (no such address, another method) it leaves to the framework.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.convertors import StringConvertor
from starlette.routing import BaseRoute, Match

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

LED_TO: Final = "linli.led_to"


class NoSignpost(Exception):
    """Only routes whose parameters stand between two slashes can be told apart by their parts."""


class Way(NamedTuple):
    """A route, and what answers there with all that was included on the way to it."""

    pattern: re.Pattern[str]
    route: APIRoute
    app: ASGIApp


class Signpost(BaseRoute):
    """Stands before the routes that it knows; few of them share a method and a number of parts."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self.ways: defaultdict[tuple[str, int], list[Way]] = defaultdict(list)
        for each in iter_route_contexts(routes):
            route = each.original_route
            if not isinstance(route, APIRoute) or not is_plain(each):
                raise NoSignpost(each.path)
            for method in each.methods or ():
                way = Way(each.path_regex, route, each.app)
                self.ways[method, str(each.path).count("/")].append(way)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http":
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            for pattern, route, app in self.ways.get((scope["method"], path.count("/")), ()):
                if found := pattern.match(path):
                    return Match.FULL, {
                        "path_params": {**scope.get("path_params", {}), **found.groupdict()},
                        "endpoint": route.endpoint,
                        "route": route,
                        LED_TO: app,
                    }
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope[LED_TO](scope, receive, send)


def is_plain(context: RouteContext) -> bool:
    """Whether each of its parameters is one part of the address, between two slashes."""
    return all(type(kind) is StringConvertor for kind in context.param_convertors.values())


def put_up(app: FastAPI) -> None:
    """Before the first of an application's own routes; what was mounted before them stays so."""
    routes = app.router.routes
    own = 0
    while not isinstance(next(iter_route_contexts(routes[own:])).original_route, APIRoute):
        own += 1
    routes.insert(own, Signpost(routes[own:]))
