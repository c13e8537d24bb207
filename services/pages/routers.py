"""页面一览 — every page of Linli, and how they are put into the application."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from domain.kernel import Refused
from services.door import Busy
from services.language import phrase, reason_of
from services.pages import (
    accounts,
    audit,
    communities,
    dashboard,
    desk,
    me,
    new_suggestion,
    policies,
    statements,
    static_files,
    suggestions,
)
from services.pages.errors import page_for
from services.pages.forms import SignInFirst, see_other
from services.pages.security import HEADERS, SecurityHeaders
from services.record import NotYetVisible, Unreachable

PAGE_ROUTERS: Final = (
    static_files.router,
    communities.router,
    dashboard.router,
    new_suggestion.router,  # Before suggestions, whose pages end in any id.
    suggestions.router,
    statements.router,
    audit.router,
    policies.router,
    accounts.router,
    me.router,
    desk.router,
)
RETRY_AFTER_SECONDS: Final = 2
NO_SUCH_PAGE: Final = phrase("There is no such page.")
OUR_FAULT: Final = phrase("We have noted it. Nothing that you recorded before is lost.")


async def _http(request: Request, reason: Exception) -> Response:
    assert isinstance(reason, HTTPException)  # noqa: S101 - tells the type checker what is registered.
    ours = reason.status_code not in {404, 405} or reason.detail not in {
        "Not Found",
        "Method Not Allowed",
    }
    return page_for(request, reason.status_code, reason.detail if ours else NO_SUCH_PAGE)


async def _refused(request: Request, reason: Exception) -> Response:
    return page_for(request, 409, reason_of(type(reason)))


async def _later(request: Request, reason: Exception) -> Response:
    answer = page_for(request, 503, reason_of(type(reason)))
    answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


async def _malformed(request: Request, reason: Exception) -> Response:  # noqa: ARG001 - its words are not for people.
    return page_for(request, 422, NO_SUCH_PAGE)


async def _sign_in(request: Request, reason: Exception) -> Response:  # noqa: ARG001 - a handler takes both.
    assert isinstance(reason, SignInFirst)  # noqa: S101 - as above.
    return see_other(reason.address)


async def _broken(request: Request, reason: Exception) -> Response:  # noqa: ARG001 - the server logs it.
    answer = page_for(request, 500, OUR_FAULT)
    # This handler stands outside all layers, the one with the headers included.
    answer.headers.update(HEADERS)
    return answer


def install(app: FastAPI) -> None:
    """Put all pages, their error pages and their headers into the application.

    The JSON API is an application of its own, mounted beside them, and answers its own errors.
    """
    for router in PAGE_ROUTERS:
        app.include_router(router)
    app.add_middleware(SecurityHeaders)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(Busy, _later)
    app.add_exception_handler(NotYetVisible, _later)
    app.add_exception_handler(Unreachable, _later)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(SignInFirst, _sign_in)
    app.add_exception_handler(Exception, _broken)
