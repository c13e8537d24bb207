"""评论 comments — what residents say for, against or neutrally about a suggestion."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from domain.suggestions.make_comment import CommentsAreClosed, EnoughCommentsForToday, MakeComment
from domain.suggestions.own_words import ChildrensWordsNeedConsent
from domain.suggestions.withdraw_comment import NoSuchComment
from projections import comments as views
from services.answers import Receipt
from services.asking import TheAsking, TheDeciding
from services.declared import reading, writing
from services.http import (
    LIMIT_USUAL,
    POSITION_MAX,
    After,
    Limit,
)
from services.problems import NO_SUCH_SUGGESTION
from services.suggestion_shapes import Commenting, CommentPage, comment_shown
from services.suggestions import NOT_OPEN, TO_SPEAK, TheSuggestion

router = APIRouter(prefix="/c/{community}", tags=["建议 · suggestions"])


@router.get(
    "/suggestions/{suggestion}/comments",
    summary="评论 · Comments, oldest first",
    response_model=CommentPage,
    responses=reading(NO_SUCH_SUGGESTION),
    dependencies=[After],
)
async def list_comments(
    asking: TheAsking,
    suggestion: TheSuggestion,
    cursor: Annotated[int | None, Query(ge=0, le=POSITION_MAX)] = None,
    limit: Limit = LIMIT_USUAL,
) -> Response:
    found = await views.comments(
        asking.views, asking.community, suggestion.suggestion, after=cursor, limit=limit + 1
    )
    page = [comment_shown(one) for one in found[:limit]]
    following = page[-1].position if len(found) > limit else None
    return asking.shown(CommentPage(page, following))


@router.post(
    "/suggestions/{suggestion}/comments",
    summary="发表评论 · Comment for, against or neutrally",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        *TO_SPEAK,
        *NOT_OPEN,
        ChildrensWordsNeedConsent,
        NO_SUCH_SUGGESTION,
        NoSuchComment,
        CommentsAreClosed,
        EnoughCommentsForToday,
    ),
    dependencies=[After],
)
async def make_comment(
    suggestion: TheSuggestion,
    commenting: Commenting,
    deciding: TheDeciding,
) -> Response:
    speaking = deciding.speaking(commenting.resident, commenting.channel)
    speaker = await speaking.within(suggestion.scope)
    comment = deciding.fresh_id("comment")
    command = MakeComment(
        act=speaker.act,
        member=speaker.member,
        suggestion=suggestion.suggestion,
        comment=comment,
        side=commenting.side,
        channel=speaker.channel,
        text=commenting.text,
        age_band=await speaking.age_band(speaker),
        reply_to=commenting.reply_to,
    )
    return await deciding.receipt(command, comment)
