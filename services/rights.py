"""权利 rights — see, fetch, withdraw, object, leave, be erased: each for oneself alone."""

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from domain.kernel import Act
from domain.residents.leave_community import LeaveCommunity, StillInOffice
from domain.standing import NotAMember
from domain.suggestions.as_it_stands import NotYours
from domain.suggestions.events import CommentMade
from domain.suggestions.recorded_by_staff import NothingRecordedForYou
from domain.suggestions.withdraw_comment import WithdrawComment
from domain.suggestions.withdraw_stance import WithdrawStance
from domain.suggestions.withdraw_suggestion import WithdrawSuggestion
from projections import audit
from projections import suggestions as views
from services import own_export
from services.accounts import made
from services.answers import JSON, Receipt
from services.asking import Deciding, TheAsking, TheDeciding
from services.declared import asking as changing
from services.declared import reading_as_oneself, writing
from services.erasure import Erasure
from services.http import (
    LIMIT_USUAL,
    After,
    Before,
    Limit,
    Now,
    TheCommunity,
    TheId,
    TheLinli,
    Who,
)
from services.in_office import holders
from services.own_acts import names_of, objecting_to, own_act, own_acts, own_words
from services.own_data import own_data
from services.problems import (
    ERASURE_HAS_BEGUN,
    FORGED_REQUEST,
    NO_SUCH_COMMENT,
    NO_SUCH_SUGGESTION,
    NOT_SIGNED_IN,
    NOT_YOUR_ACT,
    TOO_MANY_EXPORTS,
    TOO_MANY_TRIES,
    WRONG_PASSWORD,
    Unanswerable,
)
from services.rights_shapes import (
    AskingForErasure,
    ErasureShown,
    MyActs,
    MyErasure,
    Objecting,
    acts_shown,
)
from services.signing_in import must_know_the_password
from services.speaking import WEB
from services.suggestions import TheSuggestion

PRIVATE: Final = "private, no-cache"
ONES_OWN: Final = (NOT_SIGNED_IN, FORGED_REQUEST)

router = APIRouter(prefix="/c/{community}", tags=["权利 · rights"])


@router.get(
    "/me/acts",
    summary="我的行动 · Everything in the record under my names, newest first",
    response_model=MyActs,
    responses=reading_as_oneself(),
    dependencies=[After],
)
async def my_acts(
    asking: TheAsking, account: Who, before: Before = None, limit: Limit = LIMIT_USUAL
) -> Response:
    linli, community = asking.linli, asking.community
    names = await names_of(linli, account)
    found = await own_acts(linli, community, names, before=before, limit=limit + 1)
    words = await own_words(linli, community, found[:limit], names)
    return asking.shown(acts_shown(found, words, limit), cache=PRIVATE)


@router.get(
    "/me/export",
    summary="导出 · Everything that is held about me, as one file",
    response_model=dict[str, object],
    responses=reading_as_oneself(TOO_MANY_EXPORTS),
    dependencies=[After],
)
async def my_export(asking: TheAsking, account: Who, now: Now) -> Response:
    linli, community = asking.linli, asking.community
    own_export.admit(linli, account, now)
    data = await own_data(linli, community, account, now, whole=True)
    return StreamingResponse(
        own_export.export(linli, community, data, now),
        media_type=JSON,
        headers=own_export.headers(community, now),
    )


@router.post(
    "/me/leave",
    summary="退出社区 · Leave the roll",
    response_model=Receipt,
    status_code=201,
    responses=writing(NotAMember, StillInOffice),
)
async def leave(deciding: TheDeciding) -> Response:
    held = await holders(deciding.linli, deciding.community, deciding.account)
    act = Act.of(await deciding.member(), deciding.now)
    return await deciding.receipt(LeaveCommunity(act=act, holders=held))


@router.get(
    "/me/erasure",
    summary="我的抹除 · Whether I asked to be erased, and how far it is",
    response_model=MyErasure,
    responses=reading_as_oneself(),
    dependencies=[After],
)
async def my_erasure(asking: TheAsking, account: Who, now: Now) -> Response:
    asked = await asking.linli.erasures.asked(asking.community, account.person)
    shown = MyErasure(erasure_shown(asked, now) if asked else None)
    return asking.shown(shown, cache=PRIVATE)


@router.post(
    "/me/erasure",
    summary="要求抹除 · Ask that everything held about me is destroyed",
    response_model=ErasureShown,
    status_code=201,
    responses=changing(*ONES_OWN, WRONG_PASSWORD, TOO_MANY_TRIES),
)
async def ask_for_erasure(
    asking_for: AskingForErasure,
    request: Request,
    linli: TheLinli,
    community: TheCommunity,
    account: Who,
    now: Now,
) -> Response:
    await must_know_the_password(linli, community, request, account.login, asking_for.password)
    asked = await linli.erasures.ask(community, account.person, now)
    return made(erasure_shown(asked, now))


@router.delete(
    "/me/erasure",
    summary="收回抹除 · Take it back, as long as it has not begun",
    status_code=204,
    response_class=Response,
    responses=changing(*ONES_OWN, ERASURE_HAS_BEGUN),
)
async def take_erasure_back(linli: TheLinli, community: TheCommunity, account: Who) -> Response:
    taken_back = await linli.erasures.take_back(community, account.person)
    if not taken_back and await linli.erasures.asked(community, account.person):
        raise Unanswerable(ERASURE_HAS_BEGUN)
    return Response(status_code=204)


@router.post(
    "/objections",
    summary="异议 · The desk recorded this for me, and it is not what I wanted: it counts no more",
    response_model=Receipt,
    status_code=201,
    responses=writing(NOT_YOUR_ACT, NothingRecordedForYou),
)
async def object_to(objecting: Objecting, deciding: TheDeciding) -> Response:
    linli, community = deciding.linli, deciding.community
    names = await names_of(linli, deciding.account)
    act = await own_act(linli, community, names, objecting.position)
    return await deciding.receipt(objecting_to(act, deciding.now))


@router.delete(
    "/suggestions/{suggestion}/stance",
    summary="收回表态 · Take my stance back; where none stands, nothing is recorded",
    response_model=Receipt,
    status_code=201,
    responses=writing(NO_SUCH_SUGGESTION),
    dependencies=[After],
)
async def withdraw_stance(suggestion: TheSuggestion, deciding: TheDeciding) -> Response:
    act = await _mine(deciding, suggestion.scope)
    return await deciding.receipt(
        WithdrawStance(act=act, suggestion=suggestion.suggestion, channel=WEB)
    )


@router.post(
    "/suggestions/{suggestion}/withdrawal",
    summary="收回建议 · Take my suggestion back; its words are hidden, its stances are kept",
    response_model=Receipt,
    status_code=201,
    responses=writing(NO_SUCH_SUGGESTION, NotYours),
    dependencies=[After],
)
async def withdraw_suggestion(suggestion: TheSuggestion, deciding: TheDeciding) -> Response:
    act = await _mine(deciding, suggestion.scope)
    return await deciding.receipt(
        WithdrawSuggestion(act=act, suggestion=suggestion.suggestion, channel=WEB)
    )


@router.post(
    "/comments/{comment}/withdrawal",
    summary="收回评论 · Take my comment back; its words are hidden",
    response_model=Receipt,
    status_code=201,
    responses=writing(NO_SUCH_COMMENT, NotYours),
    dependencies=[After],
)
async def withdraw_comment(comment: TheId, deciding: TheDeciding) -> Response:
    reads, community = deciding.linli.views, deciding.community
    spoken = await audit.entries(
        reads, community, event=CommentMade.TOPIC, tag=comment, before=None, limit=1
    )
    # A suggestion's id is a tag of its comments as well.
    if not spoken or spoken[0].entry["data"]["comment"] != comment:
        raise Unanswerable(NO_SUCH_COMMENT)
    about = str(spoken[0].entry["data"]["suggestion"])
    suggestion = await views.suggestion(reads, community, about)
    if suggestion is None:
        raise Unanswerable(NO_SUCH_COMMENT)
    act = await _mine(deciding, suggestion.scope)
    return await deciding.receipt(
        WithdrawComment(act=act, suggestion=about, comment=comment, channel=WEB)
    )


async def _mine(deciding: Deciding, scope: str) -> Act:
    return (await deciding.speaking(None).within(scope)).act


def erasure_shown(erasure: Erasure, now: Now) -> ErasureShown:
    return ErasureShown(
        erasure.asked_at, erasure.begins_at, erasure.due_at, not erasure.has_begun(now)
    )
