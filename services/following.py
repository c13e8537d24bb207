"""关注 following — hear what becomes of a suggestion; find somebody else's comment right."""

from fastapi import APIRouter, Response

from domain.standing import NotAMember, NotVerified
from domain.suggestions.follow_suggestion import EnoughFollowedForToday, FollowSuggestion
from domain.suggestions.support_comment import (
    EnoughSupportsForToday,
    NotYourOwnComment,
    SupportComment,
)
from domain.suggestions.withdraw_comment import NoSuchComment
from projections import follows as views
from services.answers import Receipt
from services.asking import Deciding, TheAsking, TheDeciding
from services.course_shapes import FollowedPage, FollowedShown
from services.declared import reading_as_oneself, writing
from services.http import LIMIT_USUAL, After, Before, Limit, TheId, Who
from services.own_acts import names_of
from services.problems import NO_SUCH_SUGGESTION
from services.suggestions import NOT_OPEN, TheSuggestion

router = APIRouter(prefix="/c/{community}", tags=["建议 · suggestions"])


@router.get(
    "/me/following",
    summary="我的关注 · The suggestions that I follow, newest first",
    response_model=FollowedPage,
    responses=reading_as_oneself(),
    dependencies=[After],
)
async def my_following(
    asking: TheAsking, account: Who, before: Before = None, limit: Limit = LIMIT_USUAL
) -> Response:
    names = await names_of(asking.linli, account)
    found = await views.following(
        asking.views, asking.community, names, before=before, limit=limit + 1
    )
    items = [FollowedShown(one.suggestion, one.position) for one in found[:limit]]
    following = items[-1].position if len(found) > limit else None
    return asking.shown(FollowedPage(items, following), cache="private, no-cache")


@router.put(
    "/suggestions/{suggestion}/following",
    summary="关注 · Hear what becomes of a suggestion",
    response_model=Receipt,
    status_code=201,
    responses=writing(NotAMember, NotVerified, NO_SUCH_SUGGESTION, EnoughFollowedForToday),
    dependencies=[After],
)
async def follow(suggestion: TheSuggestion, deciding: TheDeciding) -> Response:
    return await _following(suggestion, deciding, follow=True)


@router.delete(
    "/suggestions/{suggestion}/following",
    summary="不再关注 · Hear of it no longer; where nothing is followed, nothing is recorded",
    response_model=Receipt,
    status_code=201,
    responses=writing(NO_SUCH_SUGGESTION),
    dependencies=[After],
)
async def unfollow(suggestion: TheSuggestion, deciding: TheDeciding) -> Response:
    return await _following(suggestion, deciding, follow=False)


@router.put(
    "/suggestions/{suggestion}/comments/{comment}/support",
    summary="赞同评论 · Find somebody else's comment right",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        NotAMember,
        NotVerified,
        *NOT_OPEN,
        NO_SUCH_SUGGESTION,
        NoSuchComment,
        NotYourOwnComment,
        EnoughSupportsForToday,
    ),
    dependencies=[After],
)
async def support_comment(
    suggestion: TheSuggestion, comment: TheId, deciding: TheDeciding
) -> Response:
    return await _supporting(suggestion, comment, deciding, support=True)


@router.delete(
    "/suggestions/{suggestion}/comments/{comment}/support",
    summary="收回赞同 · Take that back; where nothing is supported, nothing is recorded",
    response_model=Receipt,
    status_code=201,
    responses=writing(NO_SUCH_SUGGESTION, NoSuchComment),
    dependencies=[After],
)
async def take_support_back(
    suggestion: TheSuggestion, comment: TheId, deciding: TheDeciding
) -> Response:
    return await _supporting(suggestion, comment, deciding, support=False)


async def _following(suggestion: TheSuggestion, deciding: Deciding, *, follow: bool) -> Response:
    speaker = await deciding.speaking(None).within(suggestion.scope)
    command = FollowSuggestion(
        act=speaker.act, member=speaker.member, suggestion=suggestion.suggestion, follow=follow
    )
    return await deciding.receipt(command)


async def _supporting(
    suggestion: TheSuggestion, comment: str, deciding: Deciding, *, support: bool
) -> Response:
    speaker = await deciding.speaking(None).within(suggestion.scope)
    command = SupportComment(
        act=speaker.act,
        member=speaker.member,
        suggestion=suggestion.suggestion,
        comment=comment,
        support=support,
    )
    return await deciding.receipt(command)
