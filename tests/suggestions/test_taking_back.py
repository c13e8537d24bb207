from collections.abc import Callable

import pytest

from domain.kernel import Act, Command, Event
from domain.standing import NotYourOffice
from domain.suggestions.as_it_stands import NoSuchSuggestion, NotYours
from domain.suggestions.withdraw_comment import NoSuchComment, WithdrawComment
from domain.suggestions.withdraw_stance import WithdrawStance
from domain.suggestions.withdraw_suggestion import WithdrawSuggestion
from tests.cast import (
    by_neighbour,
    by_resident,
    clerk_appointed,
    clerk_for_resident,
    comment_made,
    comment_withdrawn,
    joined,
    left,
    neighbour,
    quiet_please,
    reading_corner,
    stance_taken,
    stance_withdrawn,
    suggestion_hidden,
    suggestion_submitted,
    suggestion_withdrawn,
    system_for_resident,
)
from tests.scenario import given

agreed = stance_taken("agree")


def stance(act: Act = by_resident, channel: str = "web") -> WithdrawStance:
    return WithdrawStance(act=act, suggestion=reading_corner, channel=channel)


def suggestion(act: Act = by_resident) -> WithdrawSuggestion:
    return WithdrawSuggestion(act=act, suggestion=reading_corner, channel="web")


def comment(act: Act = by_resident) -> WithdrawComment:
    return WithdrawComment(act=act, suggestion=reading_corner, comment=quiet_please, channel="web")


class TestAStance:
    def test_a_resident_takes_a_stance_back(self) -> None:
        given(suggestion_submitted, agreed).when(stance()).then(stance_withdrawn)

    def test_where_none_stands_nothing_is_recorded(self) -> None:
        given(suggestion_submitted).when(stance()).then_nothing()
        given(suggestion_submitted, agreed, stance_withdrawn).when(stance()).then_nothing()

    def test_the_stance_of_a_neighbour_stays(self) -> None:
        others = stance_taken("agree", by_neighbour)
        given(suggestion_submitted, others).when(stance()).then_nothing()

    def test_whoever_left_takes_a_stance_back_too(self) -> None:
        given(suggestion_submitted, joined, agreed, left).when(stance()).then(stance_withdrawn)

    def test_the_desk_does_it_for_a_resident(self) -> None:
        history = given(clerk_appointed, suggestion_submitted, agreed)
        history.when(stance(clerk_for_resident, "phone")).then(
            stance_withdrawn.model_copy(update={"act": clerk_for_resident, "channel": "phone"})
        )

    def test_nobody_does_it_for_somebody_else_without_an_office(self) -> None:
        history = given(suggestion_submitted, agreed)
        history.when(stance(clerk_for_resident)).then_refused(NotYourOffice)

    def test_there_is_nothing_to_take_back_where_there_is_no_suggestion(self) -> None:
        given().when(stance()).then_refused(NoSuchSuggestion)


class TestASuggestion:
    def test_its_author_takes_it_back(self) -> None:
        given(suggestion_submitted, agreed).when(suggestion()).then(suggestion_withdrawn)

    def test_taking_it_back_again_records_nothing(self) -> None:
        given(suggestion_submitted, suggestion_withdrawn).when(suggestion()).then_nothing()

    def test_nobody_else_takes_it_back(self) -> None:
        given(suggestion_submitted).when(suggestion(by_neighbour)).then_refused(NotYours)

    def test_the_desk_does_not_take_back_what_another_resident_suggested(self) -> None:
        act = Act(clerk_for_resident.by, clerk_for_resident.at, neighbour)
        history = given(clerk_appointed, suggestion_submitted)
        history.when(suggestion(act)).then_refused(NotYours)


class TestAComment:
    history = (suggestion_submitted, comment_made)

    def test_whoever_made_it_takes_it_back(self) -> None:
        given(*self.history).when(comment()).then(comment_withdrawn)

    def test_taking_it_back_again_records_nothing(self) -> None:
        given(*self.history, comment_withdrawn).when(comment()).then_nothing()

    def test_nobody_else_takes_it_back(self) -> None:
        given(*self.history).when(comment(by_neighbour)).then_refused(NotYours)

    def test_there_is_no_comment_of_that_name(self) -> None:
        given(suggestion_submitted).when(comment()).then_refused(NoSuchComment)


class TestErasing:
    """What the system takes back for somebody who is erased: what is open, and nothing else."""

    history = (suggestion_submitted, agreed, comment_made)

    def test_what_is_open_is_taken_back(self) -> None:
        update = {"act": system_for_resident}
        history = given(*self.history)
        history.when(stance(system_for_resident)).then(stance_withdrawn.model_copy(update=update))
        history.when(suggestion(system_for_resident)).then(
            suggestion_withdrawn.model_copy(update=update)
        )
        history.when(comment(system_for_resident)).then(comment_withdrawn.model_copy(update=update))

    @pytest.mark.parametrize("closing", [suggestion_hidden, suggestion_withdrawn])
    @pytest.mark.parametrize("command", [stance, suggestion, comment])
    def test_what_is_closed_stays(self, command: Callable[[Act], Command], closing: Event) -> None:
        given(*self.history, closing).when(command(system_for_resident)).then_nothing()
