"""建议 suggestions — found, read, made and answered: on the web, or through the desk."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from domain.standing import NotAMember, NotVerified, NotYourOffice
from domain.suggestions.as_it_stands import (
    SuggestionIsHidden,
    SuggestionWasMerged,
    SuggestionWasWithdrawn,
)
from domain.suggestions.events import Status
from domain.suggestions.own_words import ChildrensWordsNeedConsent
from domain.suggestions.submit_suggestion import (
    EnoughForToday,
    NoSuchCategory,
    SubmitSuggestion,
    SuggestionAlreadyMade,
)
from domain.suggestions.take_stance import EnoughChangesForToday, TakeStance, TextHasChanged
from projections import audit
from projections import suggestions as views
from services.answers import Receipt
from services.asking import TheAsking, TheDeciding
from services.audit_shapes import EntryPage, entry_page
from services.declared import reading, reading_as_oneself, writing
from services.http import (
    LIMIT_USUAL,
    After,
    Before,
    Limit,
    TheCommunity,
    TheId,
    TheLinli,
    Who,
)
from services.problems import (
    NO_SUCH_LOGIN,
    NO_SUCH_SUGGESTION,
    UNUSABLE_CURSOR,
    YOUR_OWN_ACT,
    Unanswerable,
)
from services.speaking import voice_of_the_year
from services.suggestion_shapes import (
    Choosing,
    NextStatement,
    Suggesting,
    SuggestionList,
    SuggestionPage,
    SuggestionShown,
    suggestion_shown,
)
from services.wording import Search, Word

router = APIRouter(prefix="/c/{community}", tags=["建议 · suggestions"])
SKIPPED_MAX = 100
SIMILAR_MAX, SIMILAR_USUAL = 20, 5
Sort = Literal["newest", "support", "contested", "discussed"]
Answered = Status | Literal["unanswered", "owed"]
TO_SPEAK = (NotAMember, NotVerified, NotYourOffice, NO_SUCH_LOGIN, YOUR_OWN_ACT)
NOT_OPEN = (SuggestionIsHidden, SuggestionWasWithdrawn, SuggestionWasMerged)


@dataclass(frozen=True)
class Looking:
    """What somebody looks for, and in which order."""

    search: Search | None = None
    category: Word | None = None
    channel: Word | None = None
    status: Answered | None = None
    sort: Sort = "newest"
    cursor: Word | None = None
    limit: Limit = LIMIT_USUAL


async def the_suggestion(
    suggestion: TheId, linli: TheLinli, community: TheCommunity
) -> views.Suggestion:
    found = await views.suggestion(linli.views, community, suggestion)
    if found is None:
        raise Unanswerable(NO_SUCH_SUGGESTION)
    return found


TheSuggestion = Annotated[views.Suggestion, Depends(the_suggestion)]


@router.get(
    "/suggestions",
    summary="找建议 · Find suggestions",
    response_model=SuggestionPage,
    responses=reading(UNUSABLE_CURSOR),
    dependencies=[After],
)
async def find_suggestions(
    asking: TheAsking,
    looking: Annotated[Looking, Depends()],
) -> Response:
    page = await views.suggestions(
        asking.views,
        asking.community,
        search=looking.search or None,
        category=looking.category,
        channel=looking.channel,
        status=looking.status,
        sort=looking.sort,
        cursor=looking.cursor,
        limit=looking.limit,
    )
    items = [suggestion_shown(one) for one in page.items]
    return asking.shown(SuggestionPage(items, page.next_cursor))


@router.post(
    "/suggestions",
    summary="提建议 · Make a suggestion",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        *TO_SPEAK,
        ChildrensWordsNeedConsent,
        NoSuchCategory,
        EnoughForToday,
        SuggestionAlreadyMade,
    ),
)
async def submit_suggestion(
    suggesting: Suggesting,
    deciding: TheDeciding,
) -> Response:
    scope = voice_of_the_year(deciding.community, deciding.now)
    speaking = deciding.speaking(suggesting.resident, suggesting.channel)
    speaker = await speaking.within(scope)
    suggestion = deciding.fresh_id("suggestion")
    command = SubmitSuggestion(
        act=speaker.act,
        member=speaker.member,
        suggestion=suggestion,
        scope=scope,
        category=suggesting.category,
        channel=speaker.channel,
        title=suggesting.title,
        text=suggesting.text,
        age_band=await speaking.age_band(speaker),
    )
    address = f"/api/v1/c/{deciding.community.slug}/suggestions/{suggestion}"
    return await deciding.receipt(command, suggestion, address)


@router.get(
    "/suggestions/similar",
    summary="相似的建议 · Similar suggestions, best first",
    response_model=SuggestionList,
    responses=reading(),
    dependencies=[After],
)
async def similar_suggestions(
    asking: TheAsking,
    q: Search,
    limit: Annotated[int, Query(ge=1, le=SIMILAR_MAX)] = SIMILAR_USUAL,
) -> Response:
    found = await views.similar(asking.views, asking.community, q, limit)
    return asking.shown(SuggestionList([suggestion_shown(one) for one in found]))


@router.get(
    "/statements/next",
    summary="下一条 · One suggestion that you have not answered yet",
    response_model=NextStatement,
    responses=reading_as_oneself(),
    dependencies=[After],
)
async def next_statement(
    asking: TheAsking,
    account: Who,
    skip: Annotated[list[Word], Query(max_length=SKIPPED_MAX)] = [],  # noqa: B006 - never changed.
) -> Response:
    scopes = await views.scopes(asking.views, asking.community)
    names = {scope: await asking.name(account, scope) for scope in scopes}
    found = await views.next_statement(asking.views, asking.community, names, skip)
    following = NextStatement(suggestion_shown(found) if found else None)
    return asking.shown(following, cache="private, no-cache")


@router.get(
    "/suggestions/{suggestion}",
    summary="一条建议 · One suggestion",
    response_model=SuggestionShown,
    responses=reading(NO_SUCH_SUGGESTION),
    dependencies=[After],
)
async def one_suggestion(asking: TheAsking, suggestion: TheSuggestion) -> Response:
    return asking.shown(suggestion_shown(suggestion))


@router.put(
    "/suggestions/{suggestion}/stance",
    summary="附议 · Agree, disagree or pass; a later stance replaces an earlier one",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        *TO_SPEAK, *NOT_OPEN, NO_SUCH_SUGGESTION, TextHasChanged, EnoughChangesForToday
    ),
    dependencies=[After],
)
async def take_stance(
    suggestion: TheSuggestion,
    choosing: Choosing,
    deciding: TheDeciding,
) -> Response:
    speaking = deciding.speaking(choosing.resident, choosing.channel)
    speaker = await speaking.within(suggestion.scope)
    command = TakeStance(
        act=speaker.act,
        member=speaker.member,
        suggestion=suggestion.suggestion,
        choice=choosing.choice,
        channel=speaker.channel,
        seen=choosing.version,
    )
    return await deciding.receipt(command)


@router.get(
    "/suggestions/{suggestion}/history",
    summary="全部经过 · Everything that happened to it, newest first",
    response_model=EntryPage,
    responses=reading(NO_SUCH_SUGGESTION),
    dependencies=[After],
)
async def suggestion_history(
    asking: TheAsking,
    suggestion: TheSuggestion,
    before: Before = None,
    limit: Limit = LIMIT_USUAL,
) -> Response:
    found = await audit.entries(
        asking.views,
        asking.community,
        event=None,
        tag=suggestion.suggestion,
        before=before,
        limit=limit + 1,
    )
    return asking.shown(entry_page(found, limit))
