"""待办 console — what waits for the committee, as lists for the committee's own programs."""

from collections.abc import Awaitable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

from projections import ballots, voting
from projections import console as views
from projections.paging import PAGE_ROWS_MAX, NotACursor, Page
from projections.suggestions import Suggestion
from services.answers import documented
from services.asking import Asking, TheAsking
from services.declared import reading_as_oneself
from services.http import LIMIT_USUAL, After, Limit, Now
from services.problems import NOT_YOUR_OFFICE, UNUSABLE_CURSOR, Unanswerable
from services.suggestion_shapes import SuggestionPage, suggestion_shown
from services.wording import Word

router = APIRouter(prefix="/c/{community}", tags=["待办 · console"])
OF_THE_COMMITTEE = (NOT_YOUR_OFFICE,)


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """待办 · how much waits for the committee today; the overdue are among the owed."""

    __pydantic_config__ = documented(
        owed=3, overdue=1, promised=2, broken=0, stalled=1, appeals=1, open_polls=["poll:x"],
        held_polls=[], papers=2,
    )  # fmt: skip

    owed: int
    overdue: int
    promised: int
    broken: int
    stalled: int
    appeals: int
    open_polls: list[str]
    held_polls: list[str]
    """Whose close waits, since the door was shut in the last hour."""
    papers: int
    """Paper ballots that wait for a second person, counted to 200."""


@router.get(
    "/console",
    summary="待办 · How much waits for the committee",
    response_model=WaitingShown,
    responses=reading_as_oneself(*OF_THE_COMMITTEE),
    dependencies=[After],
)
async def show_waiting(asking: TheAsking, now: Now) -> Response:
    reads, community = asking.views, asking.community
    today = now.astimezone(ZoneInfo(community.time_zone)).date()
    found = await views.waiting(reads, community, today)
    polls = await voting.polls(reads, community, states=("open", "held"), limit=PAGE_ROWS_MAX)
    papers = await ballots.papers(reads, community, limit=PAGE_ROWS_MAX)
    waiting = WaitingShown(
        found.owed,
        found.overdue,
        found.promised,
        found.broken,
        found.stalled,
        found.appeals,
        [each.poll for each in polls if each.state == "open"],
        [each.poll for each in polls if each.state == "held"],
        len(papers),
    )
    return asking.shown(waiting, cache="private, no-cache")


@router.get(
    "/console/owed",
    summary="欠答复的建议 · Suggestions that are owed an answer, the longest overdue first",
    response_model=SuggestionPage,
    responses=reading_as_oneself(*OF_THE_COMMITTEE, UNUSABLE_CURSOR),
    dependencies=[After],
)
async def list_owed(
    asking: TheAsking, cursor: Word | None = None, limit: Limit = LIMIT_USUAL
) -> Response:
    found = views.owed(asking.views, asking.community, cursor=cursor, limit=limit)
    return await _listed(asking, found)


@router.get(
    "/console/promises",
    summary="承诺 · What is promised by a day and not done, the longest broken first",
    response_model=SuggestionPage,
    responses=reading_as_oneself(*OF_THE_COMMITTEE, UNUSABLE_CURSOR),
    dependencies=[After],
)
async def list_promises(
    asking: TheAsking, cursor: Word | None = None, limit: Limit = LIMIT_USUAL
) -> Response:
    found = views.promises(asking.views, asking.community, cursor=cursor, limit=limit)
    return await _listed(asking, found)


@router.get(
    "/console/stalled",
    summary="停滞的建议 · What has been left without a word, the longest first",
    response_model=SuggestionPage,
    responses=reading_as_oneself(*OF_THE_COMMITTEE, UNUSABLE_CURSOR),
    dependencies=[After],
)
async def list_stalled(
    asking: TheAsking, now: Now, cursor: Word | None = None, limit: Limit = LIMIT_USUAL
) -> Response:
    today = now.astimezone(ZoneInfo(asking.community.time_zone)).date()
    found = views.stalled(asking.views, asking.community, today, cursor=cursor, limit=limit)
    return await _listed(asking, found)


async def _listed(asking: Asking, queue: Awaitable[Page[Suggestion]]) -> Response:
    try:
        found = await queue
    except NotACursor:
        raise Unanswerable(UNUSABLE_CURSOR) from None
    shown = SuggestionPage([suggestion_shown(one) for one in found.items], found.next_cursor)
    return asking.shown(shown, cache="private, no-cache")
