"""合并 merging — two suggestions that say the same go on as one; support moves by consent alone."""

from fastapi import APIRouter, Response

from domain.kernel import Act
from domain.standing import NotYourOffice
from domain.suggestions.carry_support import CarrySupport, NothingToCarry
from domain.suggestions.merge_suggestion import (
    MergesNeedAReason,
    MergeSuggestion,
    NotIntoItself,
    OthersWereMergedHere,
    ScopesDiffer,
    TheOtherIsNotOpen,
)
from domain.suggestions.take_stance import EnoughChangesForToday, TextHasChanged
from domain.suggestions.undo_merge import NotMerged, UndoMerge
from projections import merges as views
from projections.merges import Source
from services.answers import Receipt
from services.asking import TheAsking, TheDeciding
from services.course_shapes import (
    Carrying,
    Merging,
    SourceList,
    SourceShown,
    UndoingAMerge,
)
from services.declared import reading, writing
from services.http import After
from services.problems import NO_SUCH_SUGGESTION
from services.suggestions import NOT_OPEN, TO_SPEAK, TheSuggestion

router = APIRouter(prefix="/c/{community}", tags=["建议 · suggestions"])


@router.get(
    "/suggestions/{suggestion}/merges",
    summary="合并来的建议 · What was merged into this suggestion, and what was carried over",
    response_model=SourceList,
    responses=reading(NO_SUCH_SUGGESTION),
    dependencies=[After],
)
async def list_merges(asking: TheAsking, suggestion: TheSuggestion) -> Response:
    found = await views.sources(asking.views, asking.community, suggestion.suggestion)
    return asking.shown(SourceList([_shown(one) for one in found]))


@router.post(
    "/suggestions/{suggestion}/merge",
    summary="合并 · The committee lets a suggestion go on in another one",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        NotYourOffice,
        *NOT_OPEN,
        NO_SUCH_SUGGESTION,
        NotIntoItself,
        TheOtherIsNotOpen,
        ScopesDiffer,
        OthersWereMergedHere,
        MergesNeedAReason,
    ),
    dependencies=[After],
)
async def merge_suggestion(
    suggestion: TheSuggestion, merging: Merging, deciding: TheDeciding
) -> Response:
    command = MergeSuggestion(
        act=Act.of(deciding.staff, deciding.now),
        suggestion=suggestion.suggestion,
        into=merging.into,
        reason=merging.reason,
    )
    return await deciding.receipt(command)


@router.post(
    "/suggestions/{suggestion}/merge/undoing",
    summary="撤销合并 · The committee takes a merge back; what was carried stays",
    response_model=Receipt,
    status_code=201,
    responses=writing(NotYourOffice, NO_SUCH_SUGGESTION, NotMerged, MergesNeedAReason),
    dependencies=[After],
)
async def undo_merge(
    suggestion: TheSuggestion, undoing: UndoingAMerge, deciding: TheDeciding
) -> Response:
    command = UndoMerge(
        act=Act.of(deciding.staff, deciding.now),
        suggestion=suggestion.suggestion,
        reason=undoing.reason,
    )
    return await deciding.receipt(command)


@router.put(
    "/suggestions/{suggestion}/carried-support",
    summary="转移附议 · My support of this merged suggestion goes on with the other one",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        *TO_SPEAK,
        *NOT_OPEN,
        NO_SUCH_SUGGESTION,
        NotMerged,
        NothingToCarry,
        TextHasChanged,
        EnoughChangesForToday,
    ),
    dependencies=[After],
)
async def carry_support(
    suggestion: TheSuggestion, carrying: Carrying, deciding: TheDeciding
) -> Response:
    speaker = await deciding.speaking(carrying.resident, carrying.channel).within(suggestion.scope)
    command = CarrySupport(
        act=speaker.act,
        member=speaker.member,
        source=suggestion.suggestion,
        suggestion=carrying.into,
        channel=speaker.channel,
        seen=carrying.version,
    )
    return await deciding.receipt(command)


def _shown(one: Source) -> SourceShown:
    return SourceShown(
        suggestion=one.suggestion,
        title=one.title,
        position=one.position,
        at=one.at,
        reason=one.reason,
        supporters=one.agree,
        carried=one.carried,
    )
