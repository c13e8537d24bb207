"""表决事务 voting acts — what the committee does to polls, each an entry for everybody to read."""

from fastapi import APIRouter, Response

from domain.kernel import Act
from domain.standing import NotYourOffice
from domain.voting.cancel_poll import CancelPoll
from domain.voting.close_poll import ClosePoll
from domain.voting.draw_lot import DrawLot, LotWasDrawn, NoLotHere, NotANumberDrawn
from domain.voting.extend_poll import EnoughExtensions, ExtendPoll, OnlyLater
from domain.voting.open_poll import (
    AudienceIsTooWide,
    ClosingTimeDoesNotFit,
    LotNeedsItsDraw,
    NothingToVoteOn,
    TermsDoNotFit,
)
from domain.voting.poll_as_it_stands import PollIsClosed, PollStillRuns, PollWasCancelled
from services.answers import Receipt, receipt
from services.asking import TheDeciding
from services.casting import opened
from services.declared import writing
from services.http import After
from services.problems import NO_SUCH_POLL, NOT_YOUR_OFFICE
from services.voting import ThePoll
from services.voting_bodies import Cancelling, Drawing, Extending, Opening

router = APIRouter(prefix="/c/{community}", tags=["表决 · voting"])
OFFICE = (NotYourOffice, NOT_YOUR_OFFICE)


@router.post(
    "/polls",
    summary="开表决 · The committee opens a poll",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        *OFFICE,
        TermsDoNotFit,
        AudienceIsTooWide,
        ClosingTimeDoesNotFit,
        NothingToVoteOn,
        LotNeedsItsDraw,
    ),
    dependencies=[After],
)
async def open_poll(opening: Opening, deciding: TheDeciding) -> Response:
    poll, recorded = await opened(
        deciding.linli,
        deciding.community,
        deciding.staff,
        deciding.now,
        opening.terms,
        (opening.title, opening.text, tuple(opening.labels)),
        deciding.request,
    )
    return receipt(recorded, poll, f"/api/v1/c/{deciding.community.slug}/polls/{poll}")


@router.post(
    "/polls/{poll}/extension",
    summary="延期 · The committee lets a poll close later",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        *OFFICE, NO_SUCH_POLL, PollIsClosed, PollWasCancelled, OnlyLater, EnoughExtensions
    ),
    dependencies=[After],
)
async def extend_poll(poll: ThePoll, extending: Extending, deciding: TheDeciding) -> Response:
    command = ExtendPoll(
        act=Act.of(deciding.staff, deciding.now),
        poll=poll.poll,
        closes_at=extending.closes_at,
        reason=extending.reason,
    )
    return await deciding.receipt(command)


@router.post(
    "/polls/{poll}/cancellation",
    summary="取消 · The committee ends a poll without a result; nothing is opened",
    response_model=Receipt,
    status_code=201,
    responses=writing(*OFFICE, NO_SUCH_POLL, PollIsClosed, PollWasCancelled),
    dependencies=[After],
)
async def cancel_poll(poll: ThePoll, cancelling: Cancelling, deciding: TheDeciding) -> Response:
    act = Act.of(deciding.staff, deciding.now)
    return await deciding.receipt(CancelPoll(act=act, poll=poll.poll, reason=cancelling.reason))


@router.post(
    "/polls/{poll}/closing",
    summary="结束暂缓 · The committee closes a poll whose closing is held",
    response_model=Receipt,
    status_code=201,
    responses=writing(*OFFICE, NO_SUCH_POLL, PollStillRuns, PollWasCancelled),
    dependencies=[After],
)
async def close_poll(poll: ThePoll, deciding: TheDeciding) -> Response:
    act = Act.of(deciding.staff, deciding.now)
    return await deciding.receipt(ClosePoll(act=act, poll=poll.poll, door_was_open=True))


@router.post(
    "/polls/{poll}/lot",
    summary="抽签 · The committee records what was drawn in public",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        *OFFICE,
        NO_SUCH_POLL,
        PollStillRuns,
        PollWasCancelled,
        NoLotHere,
        LotWasDrawn,
        NotANumberDrawn,
    ),
    dependencies=[After],
)
async def draw_lot(poll: ThePoll, drawing: Drawing, deciding: TheDeciding) -> Response:
    act = Act.of(deciding.staff, deciding.now)
    return await deciding.receipt(DrawLot(act=act, poll=poll.poll, drawn=drawing.drawn))
