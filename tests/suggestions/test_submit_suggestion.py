import pytest

from domain.community.events import PolicyAdopted
from domain.kernel import Act
from domain.policies import SUGGESTIONS_PER_DAY, WHO_MAY_SUGGEST
from domain.residents.events import ADULT, TEENAGER, UNDER_14
from domain.standing import NotAMember, NotVerified, NotYourOffice
from domain.suggestions.events import CATEGORIES, SuggestionSubmitted
from domain.suggestions.own_words import ChildrensWordsNeedConsent
from domain.suggestions.submit_suggestion import (
    EnoughForToday,
    NoSuchCategory,
    SubmitSuggestion,
    SuggestionAlreadyMade,
)
from tests.cast import (
    AFTERNOON,
    TOMORROW,
    by_committee,
    by_neighbour,
    by_resident,
    clerk,
    clerk_appointed,
    clerk_for_resident,
    joined,
    members_may_take_part,
    neighbour_joined,
    neighbour_verified,
    one_suggestion_a_day,
    reading_corner,
    resident,
    resident_on_the_roll,
    suggestion_submitted,
    verified,
    verified_may_take_part,
)
from tests.scenario import given

only_verified_suggest = PolicyAdopted(act=by_committee, policy=WHO_MAY_SUGGEST.id, value="verified")
at_the_desk = {"act": clerk_for_resident, "channel": "desk"}


def submitting(
    act: Act = by_resident,
    *,
    channel: str = "web",
    category: str = "making-together",
    age_band: str | None = ADULT,
) -> SubmitSuggestion:
    assert suggestion_submitted.title is not None
    assert suggestion_submitted.text is not None
    return SubmitSuggestion(
        act=act,
        member=resident_on_the_roll,
        suggestion=reading_corner,
        scope="voice:2026",
        category=category,
        channel=channel,
        title=suggestion_submitted.title,
        text=suggestion_submitted.text,
        age_band=age_band,
    )


def earlier(count: int, act: Act = by_resident) -> list[SuggestionSubmitted]:
    """Other suggestions that somebody made before."""
    return [
        suggestion_submitted.model_copy(
            update={"act": act, "suggestion": f"suggestion:{number:022}"}
        )
        for number in range(count)
    ]


def allowed_a_day(value: str) -> PolicyAdopted:
    return PolicyAdopted(act=by_committee, policy=SUGGESTIONS_PER_DAY.id, value=value)


def test_a_resident_makes_a_suggestion() -> None:
    given(joined, verified).when(submitting()).then(suggestion_submitted)


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_suggestion_belongs_to_one_of_the_areas(category: str) -> None:
    given(joined, verified).when(submitting(category=category)).then(
        suggestion_submitted.model_copy(update={"category": category})
    )


@pytest.mark.parametrize("category", ["", "parking", "Services"])
def test_an_area_that_does_not_exist_is_refused(category: str) -> None:
    given(joined, verified).when(submitting(category=category)).then_refused(NoSuchCategory)


def test_nobody_takes_part_before_joining() -> None:
    given(neighbour_joined, neighbour_verified).when(submitting()).then_refused(NotAMember)


def test_nobody_takes_part_before_the_desk_confirmed_where_they_live() -> None:
    given(joined, neighbour_verified).when(submitting()).then_refused(NotVerified)


def test_a_community_may_let_every_member_take_part() -> None:
    given(joined, members_may_take_part).when(submitting()).then(suggestion_submitted)


def test_even_then_nobody_takes_part_before_joining() -> None:
    given(members_may_take_part).when(submitting()).then_refused(NotAMember)


def test_a_community_may_ask_for_the_desk_again() -> None:
    history = given(joined, members_may_take_part, verified_may_take_part)
    history.when(submitting()).then_refused(NotVerified)


def test_a_suggestion_is_made_once() -> None:
    given(joined, verified, suggestion_submitted).when(submitting()).then_refused(
        SuggestionAlreadyMade
    )


def test_nobody_takes_over_the_suggestion_of_a_neighbour() -> None:
    theirs = suggestion_submitted.model_copy(update={"act": by_neighbour})
    given(joined, verified, theirs).when(submitting()).then_refused(SuggestionAlreadyMade)


class TestTheDailyNumber:
    def test_five_a_day_are_allowed_at_the_founding(self) -> None:
        given(joined, verified, *earlier(4)).when(submitting()).then(suggestion_submitted)

    def test_more_have_to_wait_until_tomorrow(self) -> None:
        given(joined, verified, *earlier(5)).when(submitting()).then_refused(EnoughForToday)

    def test_every_number_that_the_committee_may_choose_is_kept(self) -> None:
        for value in SUGGESTIONS_PER_DAY.values:
            history = (joined, verified, allowed_a_day(value))
            made = earlier(int(value))
            given(*history, *made[1:]).when(submitting()).then(suggestion_submitted)
            given(*history, *made).when(submitting()).then_refused(EnoughForToday)

    def test_the_committees_last_word_counts(self) -> None:
        history = given(joined, verified, one_suggestion_a_day, allowed_a_day("2"), *earlier(1))
        history.when(submitting()).then(suggestion_submitted)

    def test_a_new_day_begins_afresh(self) -> None:
        tomorrow = Act(resident, TOMORROW)
        given(joined, verified, *earlier(5)).when(submitting(tomorrow)).then(
            suggestion_submitted.model_copy(update={"act": tomorrow})
        )

    def test_the_hour_of_the_day_makes_no_difference(self) -> None:
        afternoon = submitting(Act(resident, AFTERNOON))
        given(joined, verified, *earlier(5)).when(afternoon).then_refused(EnoughForToday)

    def test_neighbours_do_not_use_up_a_residents_number(self) -> None:
        history = given(joined, verified, *earlier(5, by_neighbour))
        history.when(submitting()).then(suggestion_submitted)

    def test_what_was_made_at_the_desk_counts_for_the_resident(self) -> None:
        history = given(joined, verified, clerk_appointed, *earlier(5, clerk_for_resident))
        history.when(submitting()).then_refused(EnoughForToday)

    def test_what_a_clerk_records_for_neighbours_does_not(self) -> None:
        for_neighbour = Act(clerk, clerk_for_resident.at, by_neighbour.by)
        history = given(joined, verified, clerk_appointed, *earlier(5, for_neighbour))
        history.when(submitting(clerk_for_resident, channel="desk")).then(
            suggestion_submitted.model_copy(update=at_the_desk)
        )


class TestAtTheDesk:
    def test_a_clerk_records_a_suggestion_for_a_resident(self) -> None:
        given(joined, verified, clerk_appointed).when(
            submitting(clerk_for_resident, channel="desk")
        ).then(suggestion_submitted.model_copy(update=at_the_desk))

    def test_nobody_does_so_without_an_office(self) -> None:
        given(joined, verified).when(submitting(clerk_for_resident, channel="desk")).then_refused(
            NotYourOffice
        )

    def test_the_resident_must_be_confirmed_there_too(self) -> None:
        given(joined, clerk_appointed).when(
            submitting(clerk_for_resident, channel="desk")
        ).then_refused(NotVerified)


class TestTheWordsOfChildren:
    def test_they_wait_for_a_guardians_consent(self) -> None:
        given(joined, verified).when(submitting(age_band=UNDER_14)).then_refused(
            ChildrensWordsNeedConsent
        )

    def test_the_desk_does_not_write_them_down_either(self) -> None:
        given(joined, verified, clerk_appointed).when(
            submitting(clerk_for_resident, channel="desk", age_band=UNDER_14)
        ).then_refused(ChildrensWordsNeedConsent)

    @pytest.mark.parametrize("age_band", [TEENAGER, ADULT, None])
    def test_everybody_else_speaks_freely(self, age_band: str | None) -> None:
        given(joined, verified).when(submitting(age_band=age_band)).then(suggestion_submitted)


def test_suggesting_may_ask_for_more_than_taking_part() -> None:
    history = (joined, members_may_take_part)
    given(*history).when(submitting()).then(suggestion_submitted)
    given(*history, only_verified_suggest).when(submitting()).then_refused(NotVerified)
    given(*history, only_verified_suggest, verified).when(submitting()).then(suggestion_submitted)
