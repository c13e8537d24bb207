"""闭环 chain — the way of a suggestion from proposal to result, for programs."""

from dataclasses import asdict

from fastapi import APIRouter, Response

from projections import chain as views
from services.asking import TheAsking
from services.course_shapes import ChainShown, MomentShown, StepShown
from services.declared import reading
from services.http import After
from services.problems import NO_SUCH_SUGGESTION
from services.suggestions import TheSuggestion

router = APIRouter(prefix="/c/{community}", tags=["建议 · suggestions"])


@router.get(
    "/suggestions/{suggestion}/chain",
    summary="闭环 · From proposal to result, in five steps",
    response_model=ChainShown,
    responses=reading(NO_SUCH_SUGGESTION),
    dependencies=[After],
)
async def chain(asking: TheAsking, suggestion: TheSuggestion) -> Response:
    found = await views.chain(asking.views, asking.community, suggestion)
    return asking.shown(ChainShown([_shown(step) for step in found]))


def _shown(one: views.Step) -> StepShown:
    moments = [MomentShown(**asdict(moment)) for moment in one.moments]
    return StepShown(one.step, one.state, moments, [poll.poll for poll in one.polls])
