"""表决 voting — polls as everybody may read them: terms, course, turnout, result, ballots."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse

from domain.kernel import Act
from projections import ballots
from projections import voting as views
from projections.views import Community
from projections.voting import STATES, Poll, Polling, State
from services.asking import Asking, TheAsking
from services.ballot_shapes import (
    BallotPage,
    BallotShown,
    ResultShown,
    SetAsidePage,
    SetAsideShown,
    channels_shown,
    outcome_shown,
)
from services.declared import reading
from services.http import (
    LIMIT_USUAL,
    POSITION_MAX,
    After,
    Before,
    Limit,
    TheCommunity,
    TheId,
    TheLinli,
)
from services.linli import Linli
from services.outcomes import outcome
from services.problems import BALLOTS_ARE_SEALED, NO_SUCH_POLL, Unanswerable
from services.voting_shapes import PollCourse, PollPage, PollShown, poll_shown, turn_shown

router = APIRouter(prefix="/c/{community}", tags=["表决 · voting"])
CSV = "text/csv"
CSV_ROWS = 2_000
"""Read at once, however many ballots there are."""

Cursor = Annotated[
    int | None,
    Query(ge=0, le=POSITION_MAX, description="上一页的 next · `next` of the page before."),
]


async def the_poll(poll: TheId, linli: TheLinli, community: TheCommunity) -> Poll:
    found = await views.poll(linli.views, community, poll)
    if found is None:
        raise Unanswerable(NO_SUCH_POLL)
    return found


ThePoll = Annotated[Poll, Depends(the_poll)]


async def the_polling(poll: TheId, linli: TheLinli, community: TheCommunity) -> Polling:
    found = await linli.pollings.polling(linli.views, community, poll)
    if found is None:
        raise Unanswerable(NO_SUCH_POLL)
    return found


ThePolling = Annotated[Polling, Depends(the_polling)]


async def the_known_ballots(poll: ThePoll) -> Poll:
    """A poll whose choices everybody may know."""
    if not poll.shows_choices:
        raise Unanswerable(BALLOTS_ARE_SEALED)
    return poll


KnownBallots = Annotated[Poll, Depends(the_known_ballots)]


def moment(asking: Asking) -> str:
    """The present minute, as the log writes it: by it polls are over."""
    return Act.of("system", asking.linli.clock()).at


@router.get(
    "/polls",
    summary="表决 · Polls, newest first",
    response_model=PollPage,
    responses=reading(),
    dependencies=[After],
)
async def list_polls(
    asking: TheAsking,
    state: Annotated[
        State | None, Query(description="日志中的状态 · As the log has it, whatever the clock.")
    ] = None,
    before: Before = None,
    limit: Limit = LIMIT_USUAL,
) -> Response:
    found = await views.polls(
        asking.views,
        asking.community,
        states=[state] if state else STATES,
        before=before,
        limit=limit + 1,
    )
    items = [poll_shown(one, moment(asking)) for one in found[:limit]]
    return asking.shown(PollPage(items, items[-1].position if len(found) > limit else None))


@router.get(
    "/polls/{poll}",
    summary="一次表决 · A poll: its terms, how it stands, who came",
    response_model=PollShown,
    responses=reading(NO_SUCH_POLL),
    dependencies=[After],
)
async def one_poll(asking: TheAsking, poll: ThePoll) -> Response:
    return asking.shown(poll_shown(poll, moment(asking)))


@router.get(
    "/polls/{poll}/course",
    summary="表决的经过 · What happened to a poll as a whole, with the reasons",
    response_model=PollCourse,
    responses=reading(NO_SUCH_POLL),
    dependencies=[After],
)
async def poll_course(asking: TheAsking, poll: ThePoll) -> Response:
    found = await views.course(asking.views, asking.community, poll.poll)
    return asking.shown(PollCourse([turn_shown(one) for one in found]))


@router.get(
    "/polls/{poll}/result",
    summary="结果 · How a poll stands or ended, by its own rule",
    response_model=ResultShown,
    responses=reading(NO_SUCH_POLL),
    dependencies=[After],
)
async def poll_result(asking: TheAsking, poll: ThePoll) -> Response:
    counted = await outcome(asking.linli, asking.community, poll)
    turnout = await ballots.turnout(asking.views, asking.community, poll.poll)
    return asking.shown(
        ResultShown(
            poll=poll.poll,
            state=poll.state_at(moment(asking)),
            final=poll.result_position is not None,
            turnout=channels_shown(turnout),
            outcome=outcome_shown(counted) if counted else None,
        )
    )


@router.get(
    "/polls/{poll}/ballots",
    summary="选票 · The ballots that count, once everybody may know them",
    response_model=BallotPage,
    responses=reading(NO_SUCH_POLL, BALLOTS_ARE_SEALED),
    dependencies=[After],
)
async def list_ballots(
    asking: TheAsking, poll: KnownBallots, cursor: Cursor = None, limit: Limit = LIMIT_USUAL
) -> Response:
    found = await ballots.ballot_list(
        asking.views, asking.community, poll.poll, after=cursor, limit=limit + 1
    )
    items = [
        BallotShown(one.name, one.position, one.channel, list(one.choice)) for one in found[:limit]
    ]
    return asking.shown(BallotPage(items, items[-1].position if len(found) > limit else None))


@router.get(
    "/polls/{poll}/ballots.csv",
    summary="选票表格 · The same as one table, for anybody's own count",
    response_class=Response,
    responses={
        **reading(NO_SUCH_POLL, BALLOTS_ARE_SEALED),
        200: {
            "description": "一行一张 · One ballot a line, indexes with spaces between them",
            "content": {CSV: {"schema": {"type": "string"}}},
        },
    },
    dependencies=[After],
)
async def ballots_table(asking: TheAsking, poll: KnownBallots) -> Response:
    name = f"linli-{asking.community.slug}-{poll.poll.partition(':')[2]}.csv"
    return StreamingResponse(
        table(asking.linli, asking.community, poll.poll),
        media_type=CSV,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-cache",
        },
    )


async def table(linli: Linli, community: Community, poll: str) -> AsyncIterator[str]:
    """The lines, some at a time. Nothing in them can be taken for a formula or needs quotes."""
    yield "name,position,channel,choice\r\n"
    last: int | None = 0
    while last is not None:
        found = await ballots.ballot_list(linli.views, community, poll, after=last, limit=CSV_ROWS)
        lines = (
            f"{one.name},{one.position},{one.channel},{' '.join(map(str, one.choice))}\r\n"
            for one in found
        )
        yield "".join(lines)
        last = found[-1].position if len(found) == CSV_ROWS else None


@router.get(
    "/polls/{poll}/set-aside",
    summary="未计入 · The castings that do not count, each with the reason",
    response_model=SetAsidePage,
    responses=reading(NO_SUCH_POLL),
    dependencies=[After],
)
async def list_set_aside(
    asking: TheAsking, poll: ThePoll, cursor: Cursor = None, limit: Limit = LIMIT_USUAL
) -> Response:
    found = await ballots.set_aside(
        asking.views, asking.community, poll.poll, after=cursor, limit=limit + 1
    )
    items = [
        SetAsideShown(one.name, one.position, one.at, one.channel, one.reason)
        for one in found[:limit]
    ]
    return asking.shown(SetAsidePage(items, items[-1].position if len(found) > limit else None))
