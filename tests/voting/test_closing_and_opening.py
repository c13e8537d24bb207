import pytest

from domain.kernel import SYSTEM, Act
from domain.standing import NotYourOffice
from domain.voting.close_poll import ClosePoll
from domain.voting.draw_lot import DrawLot, LotWasDrawn, NoLotHere, NotANumberDrawn
from domain.voting.events import Opened
from domain.voting.finish_opening import FinishOpening, NothingIsSealed
from domain.voting.open_ballots import BALLOTS_PER_PART_MAX, OpenBallots, TooManyForOnePart
from domain.voting.poll_as_it_stands import NoSuchPoll, PollStillRuns, PollWasCancelled, later
from tests.cast import by_clerk, by_committee, clerk_appointed, committee, committee_appointed
from tests.cast_of_decisions import (
    A_MINUTE_AFTER,
    CLOSES_AT,
    all_opened,
    ballots_opened,
    by_the_clock,
    cancelled,
    closed,
    extended,
    held,
    lot_drawn,
    open_poll_opened,
    poll_opened,
    programme,
    system_in_the_night,
)
from tests.scenario import given

after_the_close = Act(committee, A_MINUTE_AFTER)


def closing(act: Act = by_the_clock, *, door_was_open: bool = True) -> ClosePoll:
    return ClosePoll(act=act, poll=programme, door_was_open=door_was_open)


def by_the_clock_at(at: str) -> Act:
    return Act(SYSTEM, at)


class TestClosing:
    def test_a_poll_closes_by_itself_a_minute_after_its_time(self) -> None:
        given(poll_opened).when(closing()).then(closed)

    def test_not_before_everything_that_came_in_time_is_recorded(self) -> None:
        given(poll_opened).when(closing(by_the_clock_at(CLOSES_AT))).then_refused(PollStillRuns)

    def test_a_poll_that_was_extended_closes_by_its_new_time(self) -> None:
        given(poll_opened, extended).when(closing()).then_refused(PollStillRuns)
        in_time = by_the_clock_at(later(extended.closes_at, minutes=1))
        given(poll_opened, extended).when(closing(in_time)).then(
            closed.model_copy(update={"act": in_time})
        )

    def test_a_poll_closes_once(self) -> None:
        given(poll_opened, closed).when(closing()).then_nothing()
        given(poll_opened, closed).when(closing(door_was_open=False)).then_nothing()

    def test_nobody_closes_a_poll_before_its_time(self) -> None:
        history = given(committee_appointed, poll_opened)
        history.when(closing(by_committee)).then_refused(PollStillRuns)
        history.when(closing(after_the_close)).then_refused(PollStillRuns)

    def test_where_nobody_could_vote_in_the_last_hour_the_closing_is_held_in_public(self) -> None:
        given(poll_opened).when(closing(door_was_open=False)).then(held)

    def test_a_closing_is_held_once_and_waits_until_the_time_that_was_said(self) -> None:
        history = given(poll_opened, held)
        before = by_the_clock_at(later(held.until, minutes=-1))
        for door_was_open in (True, False):
            history.when(closing(before, door_was_open=door_was_open)).then_nothing()

    def test_at_that_time_the_poll_closes_whether_or_not_the_door_was_open(self) -> None:
        at_last = by_the_clock_at(held.until)
        for door_was_open in (True, False):
            given(poll_opened, held).when(closing(at_last, door_was_open=door_was_open)).then(
                closed.model_copy(update={"act": at_last})
            )

    def test_the_committee_may_end_a_hold_by_closing(self) -> None:
        history = given(committee_appointed, poll_opened, held)
        history.when(closing(after_the_close)).then(
            closed.model_copy(update={"act": after_the_close})
        )

    def test_nobody_else_may(self) -> None:
        history = given(clerk_appointed, poll_opened, held)
        history.when(closing(by_clerk)).then_refused(NotYourOffice)

    def test_after_a_hold_that_was_extended_the_next_closing_may_be_held_again(self) -> None:
        again = by_the_clock_at(later(extended.closes_at, minutes=1))
        given(poll_opened, held, extended).when(closing(again, door_was_open=False)).then(
            held.model_copy(update={"act": again, "until": later(again.at, hours=24)})
        )

    def test_what_was_cancelled_never_closes(self) -> None:
        given(poll_opened, cancelled).when(closing()).then_refused(PollWasCancelled)

    def test_there_must_be_a_poll_to_close(self) -> None:
        given().when(closing()).then_refused(NoSuchPoll)


def opening(
    act: Act = system_in_the_night, ballots: tuple[Opened, ...] = ballots_opened.ballots
) -> OpenBallots:
    return OpenBallots(act=act, poll=programme, part=ballots_opened.part, ballots=ballots)


def finishing(act: Act = system_in_the_night) -> FinishOpening:
    return FinishOpening(act=act, poll=programme, opened=1)


class TestOpeningBallots:
    def test_ballots_are_opened_after_the_close(self) -> None:
        given(poll_opened, closed).when(opening()).then(ballots_opened)
        given(poll_opened, closed, ballots_opened).when(finishing()).then(all_opened)

    def test_no_ballot_is_opened_before_it(self) -> None:
        for history in ((poll_opened,), (poll_opened, held)):
            given(*history).when(opening()).then_refused(PollStillRuns)
            given(*history).when(finishing()).then_refused(PollStillRuns)

    def test_no_ballot_of_a_cancelled_poll_is_ever_opened(self) -> None:
        given(poll_opened, cancelled).when(opening()).then_refused(PollWasCancelled)
        given(poll_opened, cancelled).when(finishing()).then_refused(PollWasCancelled)

    def test_no_person_opens_ballots(self) -> None:
        history = given(committee_appointed, poll_opened, closed)
        history.when(opening(by_committee)).then_refused(NotYourOffice)
        history.when(finishing(by_committee)).then_refused(NotYourOffice)

    def test_votes_of_an_open_poll_need_no_opening(self) -> None:
        given(open_poll_opened, closed).when(opening()).then_refused(NothingIsSealed)
        given(open_poll_opened, closed).when(finishing()).then_refused(NothingIsSealed)

    def test_a_part_opens_once_so_an_opening_can_go_on_after_a_fall(self) -> None:
        given(poll_opened, closed, ballots_opened).when(opening()).then_nothing()

    def test_once_all_are_opened_nothing_follows(self) -> None:
        history = given(poll_opened, closed, all_opened)
        history.when(opening()).then_nothing()
        history.when(finishing()).then_nothing()

    @pytest.mark.parametrize("number", [0, BALLOTS_PER_PART_MAX + 1])
    def test_a_part_holds_one_ballot_to_five_hundred(self, number: int) -> None:
        many = ballots_opened.ballots * number
        given(poll_opened, closed).when(opening(ballots=many)).then_refused(TooManyForOnePart)

    def test_there_must_be_a_poll_to_open(self) -> None:
        given().when(opening()).then_refused(NoSuchPoll)
        given().when(finishing()).then_refused(NoSuchPoll)


by_lot = poll_opened.model_copy(update={"tie_rule": "lot"})
open_by_lot = open_poll_opened.model_copy(update={"tie_rule": "lot"})
over = (committee_appointed, by_lot, closed)


def drawing(act: Act = by_committee, drawn: str = lot_drawn.drawn) -> DrawLot:
    return DrawLot(act=act, poll=programme, drawn=drawn)


class TestDrawingLots:
    def test_the_committee_records_what_was_drawn_once_all_ballots_are_opened(self) -> None:
        given(*over, all_opened).when(drawing()).then(lot_drawn)
        given(*over).when(drawing()).then_refused(PollStillRuns)

    def test_the_lot_of_an_open_poll_is_drawn_after_its_close(self) -> None:
        given(committee_appointed, open_by_lot, closed).when(drawing()).then(lot_drawn)
        given(committee_appointed, open_by_lot).when(drawing()).then_refused(PollStillRuns)

    def test_nobody_but_the_committee_draws(self) -> None:
        history = given(clerk_appointed, by_lot, closed, all_opened)
        history.when(drawing(by_clerk)).then_refused(NotYourOffice)

    def test_a_lot_is_drawn_once(self) -> None:
        history = given(*over, all_opened, lot_drawn)
        history.when(drawing(drawn="1 2 3 4 5 6")).then_refused(LotWasDrawn)

    def test_no_lot_is_drawn_where_the_terms_know_none(self) -> None:
        history = given(committee_appointed, poll_opened, closed, all_opened)
        history.when(drawing()).then_refused(NoLotHere)

    @pytest.mark.parametrize(
        "drawn",
        [
            "",
            "a b c d e f",
            "1,2,3,4,5,6",
            "1 2 3 4 5  6",
            " 1 2 3 4 5 6",
            "1 2 3 4 5 6 ",
            "1 2 3 4 5 6\n",
            "一 二 三 四 五 六",
            "１ ２ ３ ４ ５ ６",
        ],
    )
    def test_a_lot_is_numbers_with_one_space_between_and_nothing_else(self, drawn: str) -> None:
        given(*over, all_opened).when(drawing(drawn=drawn)).then_refused(NotANumberDrawn)

    @pytest.mark.parametrize(
        "drawn", ["9", "3 9 14 15 26", "3 9 14 15 26 30 33", "0 1 2 3 4 5", "1 2 3 4 5 100"]
    )
    def test_a_lot_is_six_numbers_from_one_to_ninety_nine(self, drawn: str) -> None:
        given(*over, all_opened).when(drawing(drawn=drawn)).then_refused(NotANumberDrawn)

    @pytest.mark.parametrize(
        "drawn", ["9 3 14 15 26 30", "3 9 14 15 30 26", "03 09 14 15 26 30", "3 9 14 14 26 30"]
    )
    def test_one_draw_is_written_down_in_one_way_only(self, drawn: str) -> None:
        given(*over, all_opened).when(drawing(drawn=drawn)).then_refused(NotANumberDrawn)

    @pytest.mark.parametrize("drawn", ["1 2 3 4 5 6", "9 10 19 20 98 99"])
    def test_the_lowest_and_the_highest_draw_are_lawful(self, drawn: str) -> None:
        given(*over, all_opened).when(drawing(drawn=drawn)).then(
            lot_drawn.model_copy(update={"drawn": drawn})
        )

    def test_what_was_cancelled_knows_no_lot(self) -> None:
        history = given(committee_appointed, by_lot, cancelled)
        history.when(drawing()).then_refused(PollWasCancelled)

    def test_there_must_be_a_poll_to_draw_for(self) -> None:
        given(committee_appointed).when(drawing()).then_refused(NoSuchPoll)
