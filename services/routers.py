"""接口 — the JSON API: its routers, its handlers and its OpenAPI, mounted under one address."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from services import (
    accounts,
    amending,
    answering,
    audit,
    chain,
    children,
    comments,
    community,
    console,
    dashboard,
    following,
    health,
    merging,
    moderation,
    notices,
    residents,
    rights,
    roles,
    suggestions,
    votes,
    voting,
    voting_acts,
)
from services.arrival import Arriving
from services.guard import Guard
from services.http import account_of, said_once
from services.identity import NobodyThere
from services.permissions import ANYBODY
from services.permissions import API as WHO_MAY_ASK
from services.permitting import Permitting
from services.problems import PROBLEM_MEDIA_TYPE
from services.refusing import install_handlers, on_http, on_malformed, on_unanswerable
from services.signpost import put_up

API = "/api/v1"
SIGNED: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]
VERSION = "1"
QUIET: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False}
"""Traces of the framework would quote addresses and what was searched for; ours do not."""
API_ROUTERS = (
    community.everywhere,
    community.router,
    residents.router,
    children.router,
    rights.router,
    roles.router,
    suggestions.router,
    comments.router,
    amending.router,
    answering.router,
    merging.router,
    following.router,
    chain.router,
    moderation.router,
    notices.router,
    console.router,
    voting.router,
    voting_acts.router,
    votes.router,
    dashboard.router,
    audit.router,
    accounts.router,
    health.router,
)
DESCRIPTION = (
    "每一条建议、附议和评论都是一条不可更改的记录。· Every suggestion, stance and comment is an"
    " immutable entry. Problems are RFC 9457 with a sentence in Chinese and in English."
)


def install(app: FastAPI) -> None:
    """Mount the API. It shares the state of the app, and keeps its own handlers and middleware."""
    api = json_api()
    api.state = app.state
    mount = Mount(API, app=api, name="api")
    # Starlette's dot stops at a line break, so `/c/%0A` would be answered by the pages (1.10.0).
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    app.router.routes.append(mount)


def json_api() -> FastAPI:
    """The API by itself. Raises `NotAsListed` when its routes are not those of the table."""
    permitting = Permitting(WHO_MAY_ASK, account_of)
    api = FastAPI(
        title="邻里 Linli",
        version=VERSION,
        description=DESCRIPTION,
        openapi_url="/openapi.json",
        docs_url=None,  # The ready-made pages load their scripts from another host.
        redoc_url=None,
        redirect_slashes=False,
        telemetry=QUIET,
        dependencies=[Depends(permitting), Depends(said_once)],
        servers=[{"url": API}],
        root_path_in_servers=False,
        generate_unique_id_function=lambda route: route.name,
    )
    install_handlers(api)
    api.add_middleware(Arriving)
    api.add_middleware(Guard)  # Outermost: it has read the whole body when the arrival is noted.
    for router in API_ROUTERS:
        api.include_router(router)
    permitting.learn(api)
    put_up(api)
    # The framework reads a body before any dependency is asked: who asks still comes first.
    api.add_exception_handler(RequestValidationError, permitting.before(on_malformed))
    api.add_exception_handler(HTTPException, permitting.before(on_http))
    api.add_exception_handler(NobodyThere, permitting.missing(on_unanswerable))
    make_truthful(api)
    return api


def make_truthful(api: FastAPI) -> None:
    """Let OpenAPI say what the framework does not know.

    Problems are problem+json, and whoever is not anybody says who it is.
    """
    framework = api.openapi

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            schema = framework()
            for response in failures(schema):
                content = response.get("content", {})
                if PROBLEM_MEDIA_TYPE in content:
                    content[PROBLEM_MEDIA_TYPE] |= content.pop("application/json")
            for line, who in WHO_MAY_ASK.items():
                method, _, path = line.partition(" ")
                if who != ANYBODY:
                    schema["paths"][path][method.lower()].setdefault("security", SIGNED)
        return framework()

    api.openapi = openapi  # type: ignore[method-assign] # FastAPI documents this way to extend it.


def failures(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every declared response that is not a success."""
    for path in schema["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    yield response
