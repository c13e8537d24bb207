"""Every address leads where the framework alone would have led it."""

import re
from collections.abc import Iterator, Sequence

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import Match
from starlette.types import Scope

from services import routers as api
from services.pages import routers as pages
from services.signpost import NoSignpost, Signpost, put_up

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def application(which: str) -> FastAPI:
    if which == "api":
        return api.json_api()
    app = FastAPI(openapi_url=None, docs_url=None)
    pages.install(app)
    return app


def asked(app: FastAPI) -> Iterator[Scope]:
    """Each address that there is, once as it stands and once with odd parts, by each method."""
    paths = {str(each.path) for each in iter_route_contexts(app.routes) if each.methods}
    for path in sorted(paths):
        for part in ("new", "意见 a%b\n"):
            for method in METHODS:
                filled = re.sub(r"\{[^}]+\}", part, path)
                yield {"type": "http", "method": method, "path": filled, "root_path": ""}


Led = tuple[object, object]
NOWHERE: Led = (None, None)


def led(app: FastAPI, scope: Scope) -> Led:
    """Where the signpost leads, and with which parts of the address."""
    [signpost] = (route for route in app.router.routes if isinstance(route, Signpost))
    fits, found = signpost.matches(scope)
    return (found["endpoint"], found["path_params"]) if fits is Match.FULL else NOWHERE


def first_that_fits(routes: Sequence[RouteContext], scope: Scope) -> Led:
    """What trying one route after the other finds."""
    for each in routes:
        found = each.path_regex.match(scope["path"])
        if found and scope["method"] in (each.methods or ()):
            return each.endpoint, found.groupdict()
    return NOWHERE


@pytest.mark.parametrize("which", ["api", "pages"])
def test_every_address_leads_to_the_first_route_that_fits(which: str) -> None:
    app = application(which)
    contexts = list(iter_route_contexts(app.routes))
    routes = [each for each in contexts if isinstance(each.original_route, APIRoute)]
    reached = set()
    for scope in asked(app):
        assert led(app, scope) == first_that_fits(routes, scope), scope
        reached.add(led(app, scope)[0])
    assert reached == {None, *(each.endpoint for each in routes)}


def test_a_route_that_cannot_be_told_by_its_parts_is_refused_at_the_start() -> None:
    app = FastAPI(openapi_url=None, docs_url=None)

    @app.get("/files/{name:path}")
    async def files(name: str) -> str:
        return name

    with pytest.raises(NoSignpost):
        put_up(app)
