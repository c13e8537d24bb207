"""修改 amending — versions of a suggestion: made by its author, compared by everybody."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from domain.suggestions.amend_suggestion import (
    VERSIONS_MAX,
    AmendSuggestion,
    EnoughVersions,
    TextIsSettled,
)
from domain.suggestions.as_it_stands import NotYours
from domain.suggestions.own_words import ChildrensWordsNeedConsent
from domain.suggestions.take_stance import TextHasChanged
from projections import versions as views
from projections.versions import Version
from services.answers import Receipt
from services.asking import Asking, TheAsking, TheDeciding
from services.comparing import unified
from services.course_shapes import Amending, Differences, VersionList, VersionShown
from services.declared import reading, writing
from services.http import After
from services.problems import NO_SUCH_SUGGESTION, NO_SUCH_VERSION, Unanswerable
from services.suggestions import NOT_OPEN, TO_SPEAK, TheSuggestion

Number = Annotated[int, Query(ge=1, le=VERSIONS_MAX)]

router = APIRouter(prefix="/c/{community}", tags=["建议 · suggestions"])


@router.get(
    "/suggestions/{suggestion}/versions",
    summary="版本 · Every wording, the first one first",
    response_model=VersionList,
    responses=reading(NO_SUCH_SUGGESTION),
    dependencies=[After],
)
async def list_versions(asking: TheAsking, suggestion: TheSuggestion) -> Response:
    found = await views.versions(asking.views, asking.community, suggestion.suggestion)
    return asking.shown(VersionList([_shown(one) for one in found]))


@router.get(
    "/suggestions/{suggestion}/versions/differences",
    summary="差异 · What changed from one wording to another",
    response_model=Differences,
    responses=reading(NO_SUCH_SUGGESTION, NO_SUCH_VERSION),
    dependencies=[After],
)
async def differences(
    asking: TheAsking, suggestion: TheSuggestion, older: Number, newer: Number
) -> Response:
    before = await _version(asking, suggestion.suggestion, older)
    after = await _version(asking, suggestion.suggestion, newer)
    title = unified(before.title or "", after.title or "")
    return asking.shown(
        Differences(older, newer, title, unified(before.text or "", after.text or ""))
    )


@router.post(
    "/suggestions/{suggestion}/versions",
    summary="修改 · Give my suggestion another wording; support stays with the old one",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        *TO_SPEAK,
        *NOT_OPEN,
        ChildrensWordsNeedConsent,
        NO_SUCH_SUGGESTION,
        NotYours,
        TextIsSettled,
        TextHasChanged,
        EnoughVersions,
    ),
    dependencies=[After],
)
async def amend_suggestion(
    suggestion: TheSuggestion, amending: Amending, deciding: TheDeciding
) -> Response:
    speaking = deciding.speaking(amending.resident, amending.channel)
    speaker = await speaking.within(suggestion.scope)
    command = AmendSuggestion(
        act=speaker.act,
        member=speaker.member,
        suggestion=suggestion.suggestion,
        seen=amending.version,
        channel=speaker.channel,
        title=amending.title,
        text=amending.text,
        age_band=await speaking.age_band(speaker),
    )
    return await deciding.receipt(command)


async def _version(asking: Asking, suggestion: str, number: int) -> Version:
    found = await views.versions(asking.views, asking.community, suggestion)
    for version in found:
        if version.version == number:
            return version
    raise Unanswerable(NO_SUCH_VERSION)


def _shown(one: Version) -> VersionShown:
    return VersionShown(one.version, one.position, one.at, one.title, one.text, one.agree)
