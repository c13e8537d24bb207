from datetime import UTC, datetime

import pytest

from domain.kernel import Act
from domain.standing import NotYourOffice
from domain.voting.confirm_paper_ballot import (
    AnotherPersonConfirms,
    ConfirmPaperBallot,
    NoSuchPaperBallot,
    PapersDiffer,
)
from domain.voting.poll_as_it_stands import NoSuchPoll, PollIsClosed, PollWasCancelled, moment
from tests.cast import (
    by_neighbour,
    by_resident,
    clerk_appointed,
    clerk_for_resident,
    colleague,
    colleague_appointed,
)
from tests.cast_of_decisions import (
    CLOSES_AT,
    ballot_on_paper,
    cancelled,
    closed,
    colleague_for_resident,
    held,
    open_poll_opened,
    paper_confirmed,
    paper_disputed,
    poll_opened,
    programme,
    sheet,
    vote_on_paper,
)
from tests.scenario import given

IN_TIME = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
the_sheet = (colleague_appointed, poll_opened, ballot_on_paper)


def confirming(
    act: Act = colleague_for_resident, *, agrees: bool = True, arrived: datetime = IN_TIME
) -> ConfirmPaperBallot:
    return ConfirmPaperBallot(act=act, poll=programme, paper=sheet, agrees=agrees, arrived=arrived)


def test_a_sheet_of_paper_counts_once_a_second_person_read_the_same_choice() -> None:
    given(*the_sheet).when(confirming()).then(paper_confirmed)
    given(colleague_appointed, open_poll_opened, vote_on_paper).when(confirming()).then(
        paper_confirmed
    )


def test_nobody_confirms_what_they_recorded_themselves() -> None:
    history = given(clerk_appointed, poll_opened, ballot_on_paper)
    history.when(confirming(clerk_for_resident)).then_refused(AnotherPersonConfirms)


def test_nobody_confirms_without_an_office() -> None:
    given(*the_sheet[1:]).when(confirming()).then_refused(NotYourOffice)


def test_where_two_people_read_two_choices_the_sheet_is_disputed() -> None:
    given(*the_sheet).when(confirming(agrees=False)).then(paper_disputed)
    given(colleague_appointed, open_poll_opened, vote_on_paper).when(confirming(agrees=False)).then(
        paper_disputed
    )


@pytest.mark.parametrize("agrees", [True, False])
def test_there_is_one_second_reading_so_nobody_tries_choices_until_one_fits(
    *, agrees: bool
) -> None:
    history = given(*the_sheet, paper_disputed)
    history.when(confirming(agrees=agrees)).then_refused(PapersDiffer)


def test_nobody_disputes_what_they_recorded_themselves() -> None:
    history = given(clerk_appointed, poll_opened, ballot_on_paper)
    own = confirming(clerk_for_resident, agrees=False)
    history.when(own).then_refused(AnotherPersonConfirms)


def test_what_was_confirmed_is_not_disputed_afterwards() -> None:
    given(*the_sheet, paper_confirmed).when(confirming(agrees=False)).then_nothing()


def test_a_dispute_about_one_sheet_leaves_the_next_one_alone() -> None:
    other = "paper:sheet_no_18_of_the_box"
    again = ballot_on_paper.model_copy(update={"paper": other})
    reading = ConfirmPaperBallot(
        act=colleague_for_resident, poll=programme, paper=other, agrees=True, arrived=IN_TIME
    )
    given(*the_sheet, paper_disputed, again).when(reading).then(
        paper_confirmed.model_copy(update={"paper": other})
    )


def test_only_a_sheet_that_was_recorded_is_confirmed() -> None:
    given(colleague_appointed, poll_opened).when(confirming()).then_refused(NoSuchPaperBallot)


def test_a_sheet_is_confirmed_for_the_voter_for_whom_it_was_recorded() -> None:
    for_the_neighbour = Act(colleague, by_resident.at, by_neighbour.by)
    given(*the_sheet).when(confirming(for_the_neighbour)).then_refused(NoSuchPaperBallot)


def test_confirming_again_records_nothing() -> None:
    given(*the_sheet, paper_confirmed).when(confirming()).then_nothing()


def test_a_sheet_that_nobody_confirmed_before_the_close_does_not_count() -> None:
    for agrees in (True, False):
        late = confirming(agrees=agrees, arrived=moment(CLOSES_AT))
        given(*the_sheet).when(late).then_refused(PollIsClosed)
    given(*the_sheet, closed).when(confirming()).then_refused(PollIsClosed)
    given(*the_sheet, held).when(confirming()).then_refused(PollIsClosed)


def test_in_a_poll_that_was_cancelled_nothing_is_confirmed() -> None:
    given(*the_sheet, cancelled).when(confirming()).then_refused(PollWasCancelled)


def test_where_there_is_no_poll_nothing_is_confirmed() -> None:
    given(colleague_appointed).when(confirming()).then_refused(NoSuchPoll)
