"""Votes on sheets of paper, which the desk records for a resident."""

from domain.kernel import Act
from domain.standing import NotYourOffice
from domain.voting.cast_vote import (
    CASTINGS_MAX,
    SHEETS_MAX,
    EnoughSheets,
    PaperAlreadyUsed,
    PaperBallotStands,
    PaperNeeded,
)
from domain.voting.events import VoteCast
from tests.cast import (
    by_neighbour,
    by_resident,
    clerk_appointed,
    clerk_for_resident,
    joined,
    verified,
)
from tests.cast_of_decisions import (
    ballot_cast,
    ballot_on_paper,
    colleague_for_resident,
    open_poll_opened,
    paper_confirmed,
    paper_disputed,
    poll_opened,
    sheet,
    vote_cast,
    vote_on_paper,
)
from tests.scenario import given
from tests.voting.at_the_ballot import voting

other_sheet = "paper:sheet_no_18_of_the_box"
desk = (clerk_appointed, joined, verified, open_poll_opened)
by_paper = voting((2,), clerk_for_resident, paper=sheet)


def sheets(count: int) -> list[VoteCast]:
    return [
        vote_on_paper.model_copy(update={"paper": f"paper:another_sheet_{number}"})
        for number in range(count)
    ]


def test_the_desk_records_a_sheet_of_paper_for_a_resident() -> None:
    given(*desk).when(by_paper).then(vote_on_paper)
    sealed = given(clerk_appointed, joined, verified, poll_opened)
    sealed.when(voting((1,), clerk_for_resident, paper=sheet)).then(ballot_on_paper)


def test_nobody_records_a_vote_for_somebody_else_without_an_office() -> None:
    given(*desk[1:]).when(by_paper).then_refused(NotYourOffice)


def test_staff_take_no_vote_by_word_of_mouth() -> None:
    given(*desk).when(voting(act=clerk_for_resident)).then_refused(PaperNeeded)


def test_a_sheet_of_paper_is_recorded_once() -> None:
    given(*desk, vote_on_paper).when(by_paper).then_refused(PaperAlreadyUsed)
    of_another = vote_on_paper.model_copy(
        update={"act": Act(clerk_for_resident.by, by_resident.at, by_neighbour.by)}
    )
    given(*desk, of_another).when(by_paper).then_refused(PaperAlreadyUsed)


def test_the_same_choice_on_paper_is_recorded_too() -> None:
    given(*desk, vote_cast((2,))).when(by_paper).then(vote_on_paper)


def test_however_often_somebody_voted_online_paper_is_taken() -> None:
    enough = [vote_cast((number % 2,)) for number in range(CASTINGS_MAX)]
    given(*desk, *enough).when(by_paper).then(vote_on_paper)
    sealed = (clerk_appointed, joined, verified, poll_opened)
    given(*sealed, *[ballot_cast] * CASTINGS_MAX).when(
        voting((1,), clerk_for_resident, paper=sheet)
    ).then(ballot_on_paper)


def test_so_many_sheets_are_recorded_for_one_name() -> None:
    before = sheets(SHEETS_MAX - 1)
    given(*desk, *before).when(by_paper).then(vote_on_paper)
    given(*desk, *sheets(SHEETS_MAX)).when(by_paper).then_refused(EnoughSheets)


def test_and_they_take_no_vote_online_from_anybody() -> None:
    nearly = [vote_cast((number % 2,)) for number in range(CASTINGS_MAX - 1)]
    history = given(*desk, *sheets(SHEETS_MAX), *nearly)
    history.when(voting((2,))).then(vote_cast((2,)))


def test_a_disputed_sheet_is_used_up_and_another_one_is_recorded() -> None:
    history = given(*desk, vote_on_paper, paper_disputed)
    history.when(by_paper).then_refused(PaperAlreadyUsed)
    history.when(voting((2,), clerk_for_resident, paper=other_sheet)).then(
        vote_on_paper.model_copy(update={"paper": other_sheet})
    )


def test_after_a_disputed_sheet_the_resident_may_vote_online() -> None:
    given(*desk, vote_on_paper, paper_disputed).when(voting()).then(vote_cast((1,)))


def test_while_nobody_confirmed_the_paper_the_resident_may_vote_online() -> None:
    given(*desk, vote_on_paper).when(voting()).then(vote_cast((1,)))


def test_after_a_confirmed_paper_only_another_paper_changes_the_vote() -> None:
    history = (*desk, vote_on_paper, paper_confirmed)
    given(*history).when(voting()).then_refused(PaperBallotStands)
    again = voting((0,), clerk_for_resident, paper=other_sheet)
    given(*history).when(again).then(
        vote_on_paper.model_copy(update={"choice": (0,), "paper": other_sheet})
    )


def test_the_confirmed_paper_of_a_neighbour_binds_nobody_else() -> None:
    of_another = paper_confirmed.model_copy(
        update={"act": Act(colleague_for_resident.by, by_resident.at, by_neighbour.by)}
    )
    given(*desk, of_another).when(voting()).then(vote_cast((1,)))
