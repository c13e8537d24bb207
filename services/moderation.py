"""审核 moderation — words are hidden by a named rule, in public; who said them may appeal."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from domain.kernel import Act
from domain.standing import COMMITTEE_ROLES, NotYourOffice
from domain.suggestions.appeal_moderation import AppealedAlready, AppealModeration, NotHidden
from domain.suggestions.as_it_stands import NotYours
from domain.suggestions.decide_appeal import (
    DecideAppeal,
    DecidingNeedsAReason,
    NoAppealWaits,
    SomebodyElseDecides,
)
from domain.suggestions.moderate import (
    HiddenAlready,
    HidingNeedsAReason,
    Moderate,
    NoRulesOfModeration,
)
from projections import moderation as views
from services import moderating
from services.answers import Receipt
from services.asking import TheAsking, TheDeciding
from services.declared import reading, reading_as_oneself, writing
from services.http import (
    LIMIT_USUAL,
    POSITION_MAX,
    After,
    Before,
    Limit,
    TheCommunity,
    TheId,
    TheLinli,
    Who,
)
from services.moderating import Subject, subject_of
from services.moderation_shapes import (
    Appealing,
    AppealPage,
    DecidingAnAppeal,
    HiddenWordsShown,
    Hiding,
    ModerationPage,
    ModerationShown,
    moderation_shown,
)
from services.permitting import offices_in_force
from services.problems import (
    NO_SUCH_COMMENT,
    NO_SUCH_LOGIN,
    NO_SUCH_SUGGESTION,
    NOTHING_HIDDEN,
    YOUR_OWN_ACT,
    Unanswerable,
)

router = APIRouter(prefix="/c/{community}", tags=["审核 · moderation"])
UNKNOWN = (NO_SUCH_SUGGESTION, NO_SUCH_COMMENT)


async def the_subject(subject: TheId, linli: TheLinli, community: TheCommunity) -> Subject:
    return await subject_of(linli, community, subject)


TheSubject = Annotated[Subject, Depends(the_subject)]


@router.get(
    "/moderation",
    summary="隐藏记录 · Everything that was hidden by a rule, newest first; never the words",
    response_model=ModerationPage,
    responses=reading(),
    dependencies=[After],
)
async def list_moderation(
    asking: TheAsking, before: Before = None, limit: Limit = LIMIT_USUAL
) -> Response:
    reads, community = asking.views, asking.community
    found = await views.moderations(reads, community, before=before, limit=limit + 1)
    items = [moderation_shown(one) for one in found[:limit]]
    following = items[-1].position if len(found) > limit else None
    counts = await views.hidden_counts(reads, community)
    return asking.shown(ModerationPage(counts, items, following))


@router.get(
    "/appeals",
    summary="等待决定的申诉 · Appeals that wait for the committee, the longest waiting first",
    response_model=AppealPage,
    responses=reading(),
    dependencies=[After],
)
async def list_appeals(
    asking: TheAsking,
    cursor: Annotated[int | None, Query(ge=0, le=POSITION_MAX)] = None,
    limit: Limit = LIMIT_USUAL,
) -> Response:
    found = await views.appeals(asking.views, asking.community, after=cursor, limit=limit + 1)
    items = [moderation_shown(one) for one in found[:limit]]
    following = items[-1].appealed_position if len(found) > limit else None
    return asking.shown(AppealPage(items, following))


@router.get(
    "/moderation/{subject}",
    summary="一次隐藏 · The last hiding of a suggestion or comment, and what came after",
    response_model=ModerationShown,
    responses=reading(*UNKNOWN, NOTHING_HIDDEN),
    dependencies=[After],
)
async def show_moderation(asking: TheAsking, subject: TheSubject) -> Response:
    found = await views.moderation(asking.views, asking.community, subject.id)
    if found is None:
        raise Unanswerable(NOTHING_HIDDEN)
    return asking.shown(moderation_shown(found))


@router.get(
    "/moderation/{subject}/words",
    summary="被隐藏的话 · For whoever said them, and for the committee while an appeal waits",
    response_model=HiddenWordsShown,
    responses=reading_as_oneself(*UNKNOWN, NOTHING_HIDDEN),
    dependencies=[After],
)
async def show_hidden_words(
    request: Request, asking: TheAsking, account: Who, subject: TheSubject
) -> Response:
    linli, community = asking.linli, asking.community
    held = await offices_in_force(request, linli, community, account)
    hiding = await views.moderation(linli.views, community, subject.id)
    mine = await moderating.is_mine(linli, community, account, subject)
    decides = not held.isdisjoint(COMMITTEE_ROLES)
    words = await moderating.words_for(
        linli, community, subject, hiding, mine=mine, decides=decides
    )
    if words is None:
        raise Unanswerable(NOTHING_HIDDEN)
    appeal = await moderating.appeal_of(linli, community, hiding) if hiding else ""
    return asking.shown(HiddenWordsShown(words.title or None, words.text, appeal), cache="no-store")


@router.post(
    "/moderation/{subject}/hiding",
    summary="隐藏 · The desk or the committee hides words by a named rule, with a reason",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        NotYourOffice, *UNKNOWN, NoRulesOfModeration, HidingNeedsAReason, HiddenAlready
    ),
    dependencies=[After],
)
async def hide(subject: TheSubject, hiding: Hiding, deciding: TheDeciding) -> Response:
    command = Moderate(
        act=Act.of(deciding.staff, deciding.now),
        suggestion=subject.about.suggestion,
        subject=subject.id,
        rule=hiding.rule,
        reason=hiding.reason,
    )
    return await deciding.receipt(command)


@router.post(
    "/moderation/{subject}/appeal",
    summary="申诉 · Whoever said what was hidden asks for another look, once each time",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        NotYourOffice,
        NO_SUCH_LOGIN,
        YOUR_OWN_ACT,
        *UNKNOWN,
        NotYours,
        NotHidden,
        AppealedAlready,
    ),
    dependencies=[After],
)
async def appeal(subject: TheSubject, appealing: Appealing, deciding: TheDeciding) -> Response:
    speaking = deciding.speaking(appealing.resident, appealing.channel)
    speaker = await speaking.within(subject.about.scope)
    command = AppealModeration(
        act=speaker.act,
        suggestion=subject.about.suggestion,
        subject=subject.id,
        text=appealing.text,
    )
    return await deciding.receipt(command)


@router.post(
    "/moderation/{subject}/decision",
    summary="决定申诉 · Another member of staff than who hid it decides, with a reason",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        NotYourOffice, *UNKNOWN, NoAppealWaits, SomebodyElseDecides, DecidingNeedsAReason
    ),
    dependencies=[After],
)
async def decide_appeal(
    subject: TheSubject, decision: DecidingAnAppeal, deciding: TheDeciding
) -> Response:
    command = DecideAppeal(
        act=Act.of(deciding.staff, deciding.now),
        suggestion=subject.about.suggestion,
        subject=subject.id,
        outcome=decision.outcome,
        reason=decision.reason,
    )
    return await deciding.receipt(command)
