"""投票 votes — a resident's own ballot, and the paper ballots that two at the desk record."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from domain.standing import NotAMember, NotYourOffice
from domain.voting.cast_vote import (
    ChoiceDoesNotFit,
    EnoughSheets,
    EnoughVotes,
    NotAmongTheVoters,
    NotVerifiedInTime,
    PaperAlreadyUsed,
    PaperBallotStands,
)
from domain.voting.confirm_paper_ballot import AnotherPersonConfirms, PapersDiffer
from domain.voting.poll_as_it_stands import PollIsClosed, PollWasCancelled
from projections import ballots
from projections.ballots import PaperBallot, PaperState
from services.answers import Receipt
from services.asking import TheAsking, TheDeciding
from services.ballot_shapes import (
    READ_TWICE,
    OwnBallot,
    PaperPage,
    SecondReading,
    paper_shown,
    second_reading,
    standing_shown,
)
from services.casting import confirmation_of, own_names, vote_of
from services.declared import reading, reading_as_oneself, writing
from services.http import (
    LIMIT_USUAL,
    After,
    Before,
    Limit,
    TheCommunity,
    TheId,
    TheLinli,
    Who,
)
from services.problems import (
    NO_HOUSEHOLD,
    NO_SUCH_LOGIN,
    NO_SUCH_PAPER,
    NO_SUCH_POLL,
    NOT_SIGNED_IN,
    NOT_YOUR_OFFICE,
    YOUR_OWN_ACT,
    Unanswerable,
)
from services.voting import ThePoll, ThePolling
from services.voting_bodies import Voting, VotingOnPaper

router = APIRouter(prefix="/c/{community}", tags=["表决 · voting"])
PAPER = "paper"
TAKING_VOTES = (NO_SUCH_POLL, PollIsClosed, PollWasCancelled)
TO_VOTE = (
    *TAKING_VOTES, NO_HOUSEHOLD, NotAMember, NotVerifiedInTime, NotAmongTheVoters,
    ChoiceDoesNotFit, EnoughVotes,
)  # fmt: skip
AT_THE_DESK = (NotYourOffice, NOT_YOUR_OFFICE)


async def the_paper(paper: TheId, linli: TheLinli, community: TheCommunity) -> PaperBallot:
    found = await ballots.paper(linli.views, community, paper)
    if found is None:
        raise Unanswerable(NO_SUCH_PAPER)
    return found


ThePaper = Annotated[PaperBallot, Depends(the_paper)]


@router.get(
    "/polls/{poll}/ballot",
    summary="我的选票 · How my own ballot stands; its choice once everybody may know it",
    response_model=OwnBallot,
    responses=reading_as_oneself(NO_SUCH_POLL),
    dependencies=[After],
)
async def own_ballot(asking: TheAsking, poll: ThePolling, account: Who) -> Response:
    names = await own_names(asking.linli, asking.community, account, poll)
    standing = await ballots.ballot_of(asking.views, asking.community, poll.poll, names)
    shown = OwnBallot(standing_shown(standing) if standing else None)
    return asking.shown(shown, cache="private, no-cache")


@router.put(
    "/polls/{poll}/ballot",
    summary="投票 · Vote; until the close a later vote replaces it",
    response_model=Receipt,
    status_code=201,
    responses=writing(*TO_VOTE, PaperBallotStands),
    dependencies=[After],
)
async def cast_ballot(poll: ThePolling, voting: Voting, deciding: TheDeciding) -> Response:
    speaking = deciding.speaking(None)
    command = await vote_of(speaking, poll, tuple(voting.choice), arrived=deciding.now)
    return await deciding.receipt(command)


@router.get(
    "/polls/{poll}/papers",
    summary="纸质选票 · Paper ballots, newest first, without their choices",
    response_model=PaperPage,
    responses=reading(NOT_SIGNED_IN, NOT_YOUR_OFFICE, NO_SUCH_POLL),
    dependencies=[After],
)
async def list_papers(
    asking: TheAsking,
    poll: ThePoll,
    state: Annotated[PaperState, Query()] = "waiting",
    before: Before = None,
    limit: Limit = LIMIT_USUAL,
) -> Response:
    found = await ballots.papers(
        asking.views,
        asking.community,
        states=[state],
        poll=poll.poll,
        before=before,
        limit=limit + 1,
    )
    items = [paper_shown(one) for one in found[:limit]]
    following = items[-1].position if len(found) > limit else None
    return asking.shown(PaperPage(items, following), cache="private, no-cache")


@router.post(
    "/polls/{poll}/papers",
    summary="纸质选票 · The desk records a vote from a sheet of paper; its id is the receipt's",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        *AT_THE_DESK, *TO_VOTE, EnoughSheets, PaperAlreadyUsed, NO_SUCH_LOGIN, YOUR_OWN_ACT
    ),
    dependencies=[After],
)
async def cast_on_paper(poll: ThePolling, voting: VotingOnPaper, deciding: TheDeciding) -> Response:
    paper = deciding.fresh_id(PAPER)
    command = await vote_of(
        deciding.speaking(voting.resident, PAPER),
        poll,
        tuple(voting.choice),
        arrived=deciding.now,
        paper=paper,
    )
    return await deciding.receipt(command, paper)


@router.post(
    "/polls/{poll}/papers/{paper}/confirmation",
    summary="第二人核对 · A second person reads the sheet: it counts if both read the same",
    response_model=SecondReading,
    status_code=201,
    responses=writing(
        *AT_THE_DESK,
        *TAKING_VOTES,
        NO_SUCH_PAPER,
        AnotherPersonConfirms,
        PapersDiffer,
        YOUR_OWN_ACT,
    )
    | READ_TWICE,
    dependencies=[After],
)
async def confirm_paper(
    poll: ThePolling, paper: ThePaper, voting: Voting, deciding: TheDeciding
) -> Response:
    if paper.poll != poll.poll:
        raise Unanswerable(NO_SUCH_PAPER)
    command = await confirmation_of(
        deciding.speaking(None), poll, paper, tuple(voting.choice), arrived=deciding.now
    )
    linli, community, recorded = deciding.linli, deciding.community, await deciding.decided(command)
    # What became of the sheet is asked of the log itself: a repeated request is told the same.
    await linli.record.wait(community, recorded.position)
    read = await ballots.paper(linli.views, community, paper.paper)
    return second_reading(recorded, paper.paper, read.state if read else paper.state)
