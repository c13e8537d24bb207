"""答复 answering — the committee answers a suggestion, and everybody reads every answer."""

from fastapi import APIRouter, Response

from domain.kernel import Act
from domain.standing import NotYourOffice
from domain.suggestions.answer_suggestion import (
    AnswersNeedWords,
    AnswerSuggestion,
    APlanNeedsItsDay,
    NotTheNextStep,
)
from projections import answers as views
from projections.answers import Answer
from services.answers import Receipt
from services.asking import TheAsking, TheDeciding
from services.course_shapes import Answering, AnswerList, AnswerShown
from services.declared import reading, writing
from services.http import After
from services.problems import NO_SUCH_SUGGESTION
from services.suggestions import NOT_OPEN, TheSuggestion

router = APIRouter(prefix="/c/{community}", tags=["建议 · suggestions"])


@router.get(
    "/suggestions/{suggestion}/answers",
    summary="答复 · Every official answer, newest first",
    response_model=AnswerList,
    responses=reading(NO_SUCH_SUGGESTION),
    dependencies=[After],
)
async def list_answers(asking: TheAsking, suggestion: TheSuggestion) -> Response:
    found = await views.answers(asking.views, asking.community, suggestion.suggestion)
    return asking.shown(AnswerList([answer_shown(one) for one in found]))


@router.post(
    "/suggestions/{suggestion}/answers",
    summary="作出答复 · The committee gives a suggestion its next status, in words",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        NotYourOffice,
        *NOT_OPEN,
        NO_SUCH_SUGGESTION,
        NotTheNextStep,
        AnswersNeedWords,
        APlanNeedsItsDay,
    ),
    dependencies=[After],
)
async def answer_suggestion(
    suggestion: TheSuggestion, answering: Answering, deciding: TheDeciding
) -> Response:
    command = AnswerSuggestion(
        act=Act.of(deciding.staff, deciding.now),
        suggestion=suggestion.suggestion,
        status=answering.status,
        due=answering.due.isoformat() if answering.due else None,
        text=answering.text,
    )
    return await deciding.receipt(command)


def answer_shown(one: Answer) -> AnswerShown:
    return AnswerShown(one.position, one.at, one.by, one.status, one.due, one.text)
