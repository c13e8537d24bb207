"""拒绝 — how a no looks: problem+json in the reader's language, and its declaration in OpenAPI."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.kernel import Refused
from domain.standing import NotYourOffice
from projections.paging import NotACursor
from services import language
from services.addressing import RefusedForAResident
from services.door import Busy, RequestReused
from services.identity import HandleTaken, LoginTaken, TooManyTokens
from services.malformed import is_unreadable, what_is_wrong
from services.problems import (
    MALFORMED,
    NO_SUCH_ACTION,
    NO_SUCH_ADDRESS,
    OUR_MISTAKE,
    PROBLEM_MEDIA_TYPE,
    RETRY_AFTER_SECONDS,
    TITLES,
    UNREADABLE,
    UNUSABLE_CURSOR,
    Kind,
    Problem,
    Unanswerable,
    kind_of,
)
from services.record import NotYetVisible, Unreachable

PORT_STATUS: dict[type[Exception], int] = {
    Refused: 409,
    NotYourOffice: 403,
    LoginTaken: 409,
    HandleTaken: 409,
    TooManyTokens: 409,
    RequestReused: 422,
    Busy: 503,
    NotYetVisible: 503,
    Unreachable: 503,
}


def status_of(reason: type[Exception]) -> int:
    """The status of a refusal or of an exception of a port."""
    return next(PORT_STATUS[base] for base in reason.__mro__ if base in PORT_STATUS)


def problem(kind: Kind, accept_language: str | None) -> dict[str, object]:
    """A problem as its reader sees it."""
    reader = language.of(accept_language)
    return {
        "type": f"/problems/{kind.name}",
        "title": language.sentence(TITLES[kind.status], reader),
        "status": kind.status,
        "detail": language.sentence(kind.sentence, reader),
        "detail_en": kind.sentence,
    }


def problem_response(
    kind: Kind,
    accept_language: str | None,
    *,
    fields: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem as a response: a busy server says when to come again."""
    body = problem(kind, accept_language)
    if fields:
        body["fields"] = fields
    says = {
        "Content-Language": language.of(accept_language),
        "Vary": "Accept-Language",
        "Cache-Control": "no-store",
        **(headers or {}),
    }
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        says["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if kind.status == HTTPStatus.UNAUTHORIZED:
        says["WWW-Authenticate"] = "Bearer"
    return Response(orjson.dumps(body), kind.status, says, PROBLEM_MEDIA_TYPE)


async def on_port(request: Request, reason: Exception) -> Response:
    """A rule or a port said no."""
    kind = kind_of(type(reason), status_of(type(reason)))
    return problem_response(kind, request.headers.get("accept-language"))


async def on_act_for_a_resident(request: Request, reason: Exception) -> Response:
    """A rule said no to whoever acts for somebody else, whom its sentence is about."""
    assert isinstance(reason, RefusedForAResident)  # noqa: S101 - as below.
    kind = replace(kind_of(reason.kind, status_of(reason.kind)), sentence=reason.sentence_en)
    return problem_response(kind, request.headers.get("accept-language"))


async def on_unanswerable(request: Request, reason: Exception) -> Response:
    """A route has nothing to answer with."""
    assert isinstance(reason, Unanswerable)  # noqa: S101 - tells the type checker what is registered.
    return problem_response(reason.kind, request.headers.get("accept-language"))


async def on_cursor(request: Request, reason: Exception) -> Response:  # noqa: ARG001 - its kind says all.
    """A cursor that no page gave."""
    return problem_response(UNUSABLE_CURSOR, request.headers.get("accept-language"))


async def on_malformed(request: Request, reason: Exception) -> Response:
    """What was sent has the wrong form."""
    assert isinstance(reason, RequestValidationError)  # noqa: S101 - as above.
    accept = request.headers.get("accept-language")
    errors = reason.errors()
    if is_unreadable(errors):
        return problem_response(UNREADABLE, accept)
    return problem_response(MALFORMED, accept, fields=what_is_wrong(errors, language.of(accept)))


async def on_http(request: Request, reason: Exception) -> Response:
    """The router found no route; its own words are not for people."""
    assert isinstance(reason, HTTPException)  # noqa: S101 - as above.
    kinds = {400: UNREADABLE, 404: NO_SUCH_ADDRESS, 405: NO_SUCH_ACTION}
    kind = kinds.get(reason.status_code, OUR_MISTAKE)
    accept = request.headers.get("accept-language")
    return problem_response(kind, accept, headers=reason.headers)


async def on_mistake(request: Request, reason: Exception) -> Response:  # noqa: ARG001 - the server logs it.
    """A bug: the log of the server holds the reason, the answer does not."""
    return problem_response(OUR_MISTAKE, request.headers.get("accept-language"))


def install_handlers(api: FastAPI) -> None:
    """Let every exception of the API become a problem."""
    for reason in PORT_STATUS:
        api.add_exception_handler(reason, on_port)
    api.add_exception_handler(RefusedForAResident, on_act_for_a_resident)
    api.add_exception_handler(Unanswerable, on_unanswerable)
    api.add_exception_handler(NotACursor, on_cursor)
    api.add_exception_handler(RequestValidationError, on_malformed)
    api.add_exception_handler(HTTPException, on_http)
    api.add_exception_handler(Exception, on_mistake)


Responses = dict[int | str, dict[str, Any]]


def refusals(*reasons: Kind | type[Exception]) -> Responses:
    """For `responses=`: what a route may answer instead of success, each with its sentence."""
    declared: Responses = {}
    for reason in reasons:
        kind = reason if isinstance(reason, Kind) else kind_of(reason, status_of(reason))
        known = declared.setdefault(
            kind.status,
            {
                "model": Problem,
                "description": both(TITLES[kind.status]),
                "content": {PROBLEM_MEDIA_TYPE: {"examples": {}}},
            },
        )
        examples = known["content"][PROBLEM_MEDIA_TYPE]["examples"]
        examples[kind.name] = {"value": problem(kind, None)}
    return declared


def both(text_en: str) -> str:
    """A title in Chinese and in English."""
    return f"{language.sentence(text_en, 'zh-Hans')} · {text_en}"
