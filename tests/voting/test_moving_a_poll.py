from collections.abc import Callable

import pytest

from domain.kernel import Act, Command
from domain.standing import NotYourOffice
from domain.voting.cancel_poll import CancelPoll
from domain.voting.extend_poll import (
    EXTENSIONS_MAX,
    EnoughExtensions,
    ExtendPoll,
    MovingNeedsAReason,
    OnlyLater,
)
from domain.voting.poll_as_it_stands import (
    NoSuchPoll,
    PollIsClosed,
    PollWasCancelled,
    later,
    part_of,
)
from tests.cast import by_clerk, by_committee, clerk_appointed, committee, committee_appointed
from tests.cast_of_decisions import (
    A_MINUTE_AFTER,
    CLOSES_AT,
    all_opened,
    ballots_opened,
    cancelled,
    closed,
    extended,
    held,
    open_poll_opened,
    poll_opened,
    programme,
)
from tests.scenario import given

the_poll = given(committee_appointed, poll_opened)
at_the_close = Act(committee, CLOSES_AT)
after_the_close = Act(committee, A_MINUTE_AFTER)
first_part = ballots_opened.model_copy(update={"part": part_of(programme, 1)})


def extending(
    act: Act = by_committee, closes_at: str = extended.closes_at, reason: str = "周一下雨。"
) -> ExtendPoll:
    return ExtendPoll(act=act, poll=programme, closes_at=closes_at, reason=reason)


def cancelling(act: Act = by_committee, reason: str = "演员都病了。") -> CancelPoll:
    return CancelPoll(act=act, poll=programme, reason=reason)


MOVES: list[Callable[..., Command]] = [extending, cancelling]


class TestExtending:
    def test_the_committee_lets_a_poll_close_later(self) -> None:
        the_poll.when(extending()).then(extended)

    @pytest.mark.parametrize("closes_at", [CLOSES_AT, later(CLOSES_AT, minutes=-1)])
    def test_never_earlier_than_was_said(self, closes_at: str) -> None:
        the_poll.when(extending(closes_at=closes_at)).then_refused(OnlyLater)

    def test_what_was_said_last_is_what_was_said(self) -> None:
        history = given(committee_appointed, poll_opened, extended)
        history.when(extending()).then_refused(OnlyLater)

    def test_not_more_than_ninety_days_from_the_opening_whenever_it_is_done(self) -> None:
        longest = later(poll_opened.act.at, hours=90 * 24)
        a_day_on = Act(committee, later(poll_opened.act.at, hours=24))
        for act in (by_committee, a_day_on):
            the_poll.when(extending(act, longest)).then(
                extended.model_copy(update={"act": act, "closes_at": longest})
            )
            the_poll.when(extending(act, later(longest, minutes=1))).then_refused(OnlyLater)

    def test_a_poll_is_extended_three_times_at_most(self) -> None:
        days = [
            extended.model_copy(update={"closes_at": later(CLOSES_AT, hours=24 * day)})
            for day in range(1, EXTENSIONS_MAX + 2)
        ]
        last = days[-2].closes_at
        given(committee_appointed, poll_opened, *days[:-2]).when(extending(closes_at=last)).then(
            days[-2]
        )
        enough = given(committee_appointed, poll_opened, *days[:-1])
        enough.when(extending(closes_at=days[-1].closes_at)).then_refused(EnoughExtensions)

    @pytest.mark.parametrize("text", ["2026-03-11", "2026-03-11T12", "2026-03-11T12:60Z"])
    def test_only_to_a_time_as_entries_write_it(self, text: str) -> None:
        the_poll.when(extending(closes_at=text)).then_refused(OnlyLater)

    def test_a_closing_that_is_held_is_extended_from_now_on(self) -> None:
        history = given(committee_appointed, poll_opened, held)
        history.when(extending(after_the_close)).then(
            extended.model_copy(update={"act": after_the_close})
        )
        past = later(A_MINUTE_AFTER, minutes=-1)
        history.when(extending(after_the_close, past)).then_refused(OnlyLater)

    def test_what_has_closed_is_not_extended_also_before_its_ballots_are_opened(self) -> None:
        for ballots in (open_poll_opened, poll_opened):
            over = given(committee_appointed, ballots, closed)
            over.when(extending(after_the_close)).then_refused(PollIsClosed)


class TestCancelling:
    def test_the_committee_cancels_a_poll(self) -> None:
        the_poll.when(cancelling()).then(cancelled)

    def test_also_one_whose_closing_is_held(self) -> None:
        history = given(committee_appointed, poll_opened, held)
        history.when(cancelling(after_the_close)).then(
            cancelled.model_copy(update={"act": after_the_close})
        )

    def test_a_sealed_poll_is_cancelled_until_the_first_of_its_ballots_is_opened(self) -> None:
        for before in ((closed,), (held, closed)):
            history = given(committee_appointed, poll_opened, *before)
            history.when(cancelling(after_the_close)).then(
                cancelled.model_copy(update={"act": after_the_close})
            )
        for begun in (first_part, all_opened):
            history = given(committee_appointed, poll_opened, closed, begun)
            history.when(cancelling(after_the_close)).then_refused(PollIsClosed)

    def test_an_open_poll_is_not_cancelled_after_its_close_since_everybody_sees_its_votes(
        self,
    ) -> None:
        for before in ((closed,), (held, closed)):
            history = given(committee_appointed, open_poll_opened, *before)
            history.when(cancelling(after_the_close)).then_refused(PollIsClosed)

    def test_what_it_was_about_is_told_with_the_cancelling(self) -> None:
        several = (*poll_opened.suggestions, "suggestion:one_more_of_the_same__")
        poll = poll_opened.model_copy(update={"suggestions": several})
        given(committee_appointed, poll).when(cancelling()).then(
            cancelled.model_copy(update={"suggestions": several})
        )


@pytest.mark.parametrize("moving", MOVES)
class TestExtendingAndCancelling:
    def test_nobody_but_the_committee_does_it(self, moving: Callable[..., Command]) -> None:
        given(clerk_appointed, poll_opened).when(moving(by_clerk)).then_refused(NotYourOffice)

    def test_it_needs_a_reason(self, moving: Callable[..., Command]) -> None:
        the_poll.when(moving(reason=" \n")).then_refused(MovingNeedsAReason)

    def test_from_the_close_on_it_is_too_late(self, moving: Callable[..., Command]) -> None:
        the_poll.when(moving(at_the_close)).then_refused(PollIsClosed)
        for ballots in (open_poll_opened, poll_opened):
            over = given(committee_appointed, ballots, closed, first_part)
            over.when(moving(after_the_close)).then_refused(PollIsClosed)

    def test_what_was_held_and_then_closed_stays_closed(
        self, moving: Callable[..., Command]
    ) -> None:
        over = given(committee_appointed, poll_opened, held, closed, first_part)
        over.when(moving(after_the_close)).then_refused(PollIsClosed)

    def test_what_was_cancelled_stays_cancelled(self, moving: Callable[..., Command]) -> None:
        history = given(committee_appointed, poll_opened, cancelled)
        history.when(moving()).then_refused(PollWasCancelled)

    def test_there_must_be_a_poll(self, moving: Callable[..., Command]) -> None:
        given(committee_appointed).when(moving()).then_refused(NoSuchPoll)
