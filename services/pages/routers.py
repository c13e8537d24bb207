"""页面一览 — every page of Linli, and how they are put into the application."""

from __future__ import annotations

from typing import Final

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from domain.kernel import Refused
from services import measures
from services.door import Busy
from services.head import HeadLikeGet
from services.identity import NobodyThere
from services.language import phrase, reason_of
from services.pages import (
    accounts,
    audit,
    being_erased,
    chain,
    children,
    comments,
    communities,
    console,
    dashboard,
    desk,
    desk_ballots,
    desk_rights,
    following,
    guardians,
    households,
    inbox,
    joining,
    leaving,
    looks,
    me,
    merging,
    moderation,
    my_acts,
    my_data,
    new_poll,
    new_suggestion,
    official_answers,
    papers,
    policies,
    poll_acts,
    polls,
    registrar,
    roles,
    roll_import,
    statements,
    static_files,
    suggestions,
    versions,
    voting,
)
from services.pages.errors import framed, page_for
from services.pages.security import HEADERS, SecurityHeaders
from services.pages.visitor import Visitor, guest, signed_in_here
from services.permissions import PAGES as WHO_MAY_LOOK
from services.permitting import Permitting
from services.problems import NO_SUCH_ACTION, NOT_SIGNED_IN, Unanswerable
from services.record import NotYetVisible, Unreachable
from services.signpost import put_up

PAGE_ROUTERS: Final = (
    static_files.router,
    measures.router,
    communities.router,
    dashboard.router,
    new_suggestion.router,  # Before suggestions, whose pages end in any id.
    suggestions.router,
    comments.router,
    versions.router,
    official_answers.router,
    merging.router,
    following.router,
    chain.router,
    moderation.router,
    inbox.router,
    console.router,
    statements.router,
    looks.router,  # Before the audit trail, whose pages end in any position.
    audit.router,
    papers.router,
    new_poll.router,  # Before polls, whose pages end in any id.
    polls.router,
    voting.router,
    poll_acts.router,
    policies.router,
    roles.router,
    accounts.router,
    joining.router,
    me.router,
    my_acts.router,
    my_data.router,
    leaving.router,
    being_erased.router,
    desk.router,
    desk_ballots.router,
    desk_rights.router,
    guardians.router,
    children.router,
    registrar.router,
    roll_import.router,
    households.router,
)
RETRY_AFTER_SECONDS: Final = 2
NO_SUCH_PAGE: Final = phrase("There is no such page.")
THE_FRAMEWORKS: Final = {
    "Not Found": NO_SUCH_PAGE,
    "Method Not Allowed": NO_SUCH_ACTION.sentence,
}
OUR_FAULT: Final = phrase("We have noted it. Nothing that you recorded before is lost.")


async def _http(request: Request, reason: Exception) -> Response:
    assert isinstance(reason, HTTPException)  # noqa: S101 - tells the type checker what is registered.
    said = THE_FRAMEWORKS.get(reason.detail, reason.detail)
    answer = page_for(await framed(request), reason.status_code, said)
    answer.headers.update(reason.headers or {})
    return answer


async def _refused(request: Request, reason: Exception) -> Response:
    return page_for(await framed(request), 409, reason_of(type(reason)))


async def _later(request: Request, reason: Exception) -> Response:
    answer = page_for(guest(request), 503, reason_of(type(reason)))
    answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


async def _malformed(request: Request, reason: Exception) -> Response:  # noqa: ARG001 - its words are not for people.
    return page_for(await framed(request), 422, NO_SUCH_PAGE)


async def _turned_away(request: Request, reason: Exception) -> Response:
    assert isinstance(reason, Unanswerable)  # noqa: S101 - as above.
    here = await framed(request)
    if reason.kind == NOT_SIGNED_IN and isinstance(here, Visitor):
        return await accounts.sign_in_first(here)
    return page_for(here, reason.kind.status, reason.kind.sentence)


async def _broken(request: Request, reason: Exception) -> Response:  # noqa: ARG001 - the server logs it.
    answer = page_for(guest(request), 500, OUR_FAULT)
    # This handler stands outside all layers, the one with the headers included.
    answer.headers.update(HEADERS)
    return answer


def install(app: FastAPI) -> None:
    """Put all pages, their error pages and their headers into the application.

    The JSON API is an application of its own, mounted beside them, and answers its own errors.
    Raises `NotAsListed` when the pages are not those of the table of permissions.
    """
    permitting = Permitting(WHO_MAY_LOOK, signed_in_here)
    for router in PAGE_ROUTERS:
        app.include_router(router, dependencies=[Depends(permitting)])
    permitting.learn(app)
    put_up(app)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(HeadLikeGet)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(Busy, _later)
    app.add_exception_handler(NotYetVisible, _later)
    app.add_exception_handler(Unreachable, _later)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Unanswerable, _turned_away)
    app.add_exception_handler(NobodyThere, permitting.missing(_turned_away))
    app.add_exception_handler(Exception, _broken)
