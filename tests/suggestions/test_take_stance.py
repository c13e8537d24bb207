from typing import cast

import pytest

from domain.kernel import Act
from domain.standing import NotAMember, NotVerified, NotYourOffice
from domain.suggestions.as_it_stands import (
    NoSuchSuggestion,
    SuggestionIsHidden,
    SuggestionWasWithdrawn,
)
from domain.suggestions.events import CHOICES, Choice, StanceTaken
from domain.suggestions.take_stance import (
    CHANGES_PER_DAY_MAX,
    EnoughChangesForToday,
    NotAChoice,
    TakeStance,
)
from tests.cast import (
    TOMORROW,
    bicycle_shed,
    by_neighbour,
    by_resident,
    clerk_appointed,
    clerk_for_resident,
    joined,
    members_may_take_part,
    neighbour_joined,
    neighbour_verified,
    reading_corner,
    resident_on_the_roll,
    stance_taken,
    stance_withdrawn,
    suggestion_hidden,
    suggestion_submitted,
    suggestion_withdrawn,
    verified,
    verified_may_take_part,
)
from tests.scenario import given


def taking(choice: Choice = "agree", act: Act = by_resident, *, channel: str = "web") -> TakeStance:
    return TakeStance(
        act=act,
        member=resident_on_the_roll,
        suggestion=reading_corner,
        choice=choice,
        channel=channel,
    )


a_confirmed_resident = given(joined, verified, suggestion_submitted)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_resident_agrees_disagrees_or_passes(choice: Choice) -> None:
    a_confirmed_resident.when(taking(choice)).then(stance_taken(choice))


@pytest.mark.parametrize("choice", ["", "perhaps", "AGREE"])
def test_there_is_no_fourth_choice(choice: str) -> None:
    a_confirmed_resident.when(taking(cast("Choice", choice))).then_refused(NotAChoice)


@pytest.mark.parametrize("choice", CHOICES)
def test_the_same_stance_again_records_nothing(choice: Choice) -> None:
    history = given(joined, verified, suggestion_submitted, stance_taken(choice))
    history.when(taking(choice)).then_nothing()


def test_a_resident_may_change_their_mind_and_change_it_back() -> None:
    said = (joined, verified, suggestion_submitted, stance_taken("agree"))
    given(*said).when(taking("disagree")).then(stance_taken("disagree"))
    given(*said, stance_taken("disagree")).when(taking("agree")).then(stance_taken("agree"))


def test_the_stance_of_a_neighbour_is_not_ones_own() -> None:
    history = given(joined, verified, suggestion_submitted, stance_taken("agree", by_neighbour))
    history.when(taking("agree")).then(stance_taken("agree"))


def test_a_stance_on_another_suggestion_says_nothing_about_this_one() -> None:
    elsewhere = stance_taken("agree").model_copy(update={"suggestion": bicycle_shed})
    history = given(joined, verified, suggestion_submitted, elsewhere)
    history.when(taking("agree")).then(stance_taken("agree"))


def test_nobody_takes_a_stance_on_a_suggestion_that_does_not_exist() -> None:
    elsewhere = suggestion_submitted.model_copy(update={"suggestion": bicycle_shed})
    given(joined, verified, elsewhere).when(taking()).then_refused(NoSuchSuggestion)


def test_a_hidden_suggestion_takes_no_new_stances() -> None:
    history = given(joined, verified, suggestion_submitted, suggestion_hidden)
    history.when(taking()).then_refused(SuggestionIsHidden)


def test_hiding_one_suggestion_leaves_the_others_alone() -> None:
    elsewhere = suggestion_hidden.model_copy(update={"suggestion": bicycle_shed})
    given(joined, verified, suggestion_submitted, elsewhere).when(taking()).then(
        stance_taken("agree")
    )


def test_nobody_takes_a_stance_before_joining() -> None:
    history = given(suggestion_submitted, neighbour_joined, neighbour_verified)
    history.when(taking()).then_refused(NotAMember)


def test_nobody_takes_a_stance_before_the_desk_confirmed_where_they_live() -> None:
    given(suggestion_submitted, joined).when(taking()).then_refused(NotVerified)


def test_a_community_may_let_every_member_take_a_stance() -> None:
    history = (suggestion_submitted, joined, members_may_take_part)
    given(*history).when(taking()).then(stance_taken("agree"))
    given(*history, verified_may_take_part).when(taking()).then_refused(NotVerified)


def test_a_clerk_records_the_stance_of_a_resident_at_the_desk() -> None:
    history = given(joined, verified, suggestion_submitted, clerk_appointed)
    history.when(taking("pass", clerk_for_resident, channel="desk")).then(
        stance_taken("pass", clerk_for_resident).model_copy(update={"channel": "desk"})
    )


def test_a_stance_at_the_desk_replaces_the_residents_own() -> None:
    history = (joined, verified, suggestion_submitted, clerk_appointed, stance_taken("agree"))
    at_the_desk = taking("agree", clerk_for_resident, channel="desk")
    given(*history).when(at_the_desk).then_nothing()
    changed = stance_taken("disagree", clerk_for_resident)
    given(*history, changed).when(taking("disagree")).then_nothing()
    given(*history, changed).when(taking("agree")).then(stance_taken("agree"))


def test_nobody_takes_a_stance_for_somebody_else_without_an_office() -> None:
    a_confirmed_resident.when(taking("agree", clerk_for_resident)).then_refused(NotYourOffice)


class TestTheDailyNumber:
    def changes(self, count: int, act: Act = by_resident) -> list[StanceTaken]:
        """So many changes of mind; the last one is "pass"."""
        words = [CHOICES[number % 2] for number in range(count - 1)]
        return [*(stance_taken(word, act) for word in words), stance_taken("pass", act)]

    def test_a_mind_may_be_changed_twenty_times_a_day(self) -> None:
        history = (joined, verified, suggestion_submitted)
        given(*history, *self.changes(CHANGES_PER_DAY_MAX - 1)).when(taking("agree")).then(
            stance_taken("agree")
        )
        enough = given(*history, *self.changes(CHANGES_PER_DAY_MAX))
        enough.when(taking("agree")).then_refused(EnoughChangesForToday)

    def test_whoever_repeats_a_stance_is_never_told_to_wait(self) -> None:
        history = (joined, verified, suggestion_submitted, *self.changes(CHANGES_PER_DAY_MAX))
        given(*history).when(taking("pass")).then_nothing()

    def test_a_new_day_begins_afresh(self) -> None:
        tomorrow = Act(by_resident.by, TOMORROW)
        history = (joined, verified, suggestion_submitted, *self.changes(CHANGES_PER_DAY_MAX))
        given(*history).when(taking("agree", tomorrow)).then(stance_taken("agree", tomorrow))

    def test_neither_neighbours_nor_other_suggestions_use_it_up(self) -> None:
        elsewhere = [
            each.model_copy(update={"suggestion": bicycle_shed})
            for each in self.changes(CHANGES_PER_DAY_MAX)
        ]
        theirs = self.changes(CHANGES_PER_DAY_MAX, by_neighbour)
        given(joined, verified, suggestion_submitted, *elsewhere, *theirs).when(
            taking("agree")
        ).then(stance_taken("agree"))

    def test_what_a_clerk_records_for_a_resident_counts_for_the_resident(self) -> None:
        at_the_desk = self.changes(CHANGES_PER_DAY_MAX, clerk_for_resident)
        history = given(joined, verified, suggestion_submitted, *at_the_desk)
        history.when(taking("agree")).then_refused(EnoughChangesForToday)


def test_a_withdrawn_suggestion_takes_no_new_stances() -> None:
    history = given(joined, verified, suggestion_submitted, suggestion_withdrawn)
    history.when(taking("agree")).then_refused(SuggestionWasWithdrawn)


def test_a_stance_that_was_taken_back_can_be_taken_again() -> None:
    history = (joined, verified, suggestion_submitted, stance_taken("agree"), stance_withdrawn)
    given(*history).when(taking("agree")).then(stance_taken("agree"))
