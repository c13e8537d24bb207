from domain.kernel import Act
from domain.standing import NotAMember, NotVerified
from domain.suggestions.as_it_stands import NoSuchSuggestion
from domain.suggestions.events import SuggestionFollowed
from domain.suggestions.follow_suggestion import (
    FOLLOWS_PER_DAY_MAX,
    EnoughFollowedForToday,
    FollowSuggestion,
)
from tests.cast import (
    TOMORROW,
    by_neighbour,
    by_resident,
    joined,
    members_may_take_part,
    neighbour,
    neighbour_joined,
    neighbour_on_the_roll,
    neighbour_verified,
    reading_corner,
    suggestion_hidden,
    suggestion_submitted,
    suggestion_withdrawn,
)
from tests.cast_of_decisions import followed, merged, unfollowed
from tests.scenario import given

there = (neighbour_joined, neighbour_verified, suggestion_submitted)
system_for_neighbour = Act("system", by_neighbour.at, neighbour)


def following(act: Act = by_neighbour, *, follow: bool = True) -> FollowSuggestion:
    return FollowSuggestion(
        act=act, member=neighbour_on_the_roll, suggestion=reading_corner, follow=follow
    )


def test_a_resident_follows_a_suggestion() -> None:
    given(*there).when(following()).then(followed)
    given(*there, followed, unfollowed).when(following()).then(followed)


def test_and_follows_it_no_longer() -> None:
    given(*there, followed).when(following(follow=False)).then(unfollowed)


def test_what_is_so_already_records_nothing() -> None:
    given(*there, followed).when(following()).then_nothing()
    given(*there).when(following(follow=False)).then_nothing()


def test_whoever_follows_takes_part() -> None:
    given(joined, suggestion_submitted).when(following()).then_refused(NotAMember)
    given(neighbour_joined, suggestion_submitted).when(following()).then_refused(NotVerified)
    given(neighbour_joined, suggestion_submitted, members_may_take_part).when(following()).then(
        followed
    )


def test_whoever_left_may_stop_following() -> None:
    given(suggestion_submitted, followed).when(following(follow=False)).then(unfollowed)


def test_there_must_be_something_to_follow() -> None:
    given(*there[:2]).when(following()).then_refused(NoSuchSuggestion)


def test_what_was_merged_or_hidden_may_still_be_followed() -> None:
    away = merged.model_copy(update={"suggestion": reading_corner, "into": "suggestion:other"})
    given(*there, away).when(following()).then(followed)
    given(*there, suggestion_hidden).when(following()).then(followed)


def test_erasing_somebody_ends_what_they_follow_but_for_what_is_closed() -> None:
    ending = following(system_for_neighbour, follow=False)
    given(suggestion_submitted, followed).when(ending).then(
        unfollowed.model_copy(update={"act": system_for_neighbour})
    )
    for over in (suggestion_hidden, suggestion_withdrawn):
        given(suggestion_submitted, followed, over).when(ending).then_nothing()


def others_followed(count: int, act: Act = by_neighbour) -> list[SuggestionFollowed]:
    return [
        followed.model_copy(update={"act": act, "suggestion": f"suggestion:another_one_{number}"})
        for number in range(count)
    ]


def test_a_resident_follows_so_many_suggestions_a_day() -> None:
    given(*there, *others_followed(FOLLOWS_PER_DAY_MAX - 1)).when(following()).then(followed)
    enough = given(*there, *others_followed(FOLLOWS_PER_DAY_MAX))
    enough.when(following()).then_refused(EnoughFollowedForToday)


def test_following_one_again_and_again_uses_that_number_up_too() -> None:
    often = [followed, unfollowed] * FOLLOWS_PER_DAY_MAX
    given(*there, *often).when(following()).then_refused(EnoughFollowedForToday)


def test_a_new_day_of_following_begins_afresh() -> None:
    tomorrow = Act(by_neighbour.by, TOMORROW)
    given(*there, *others_followed(FOLLOWS_PER_DAY_MAX)).when(following(tomorrow)).then(
        followed.model_copy(update={"act": tomorrow})
    )


def test_what_neighbours_follow_uses_up_nobody_elses_number() -> None:
    theirs = others_followed(FOLLOWS_PER_DAY_MAX, by_resident)
    given(*there, *theirs).when(following()).then(followed)


def test_whoever_followed_many_may_still_stop_and_is_told_nothing_where_nothing_changes() -> None:
    history = (*there, followed, *others_followed(FOLLOWS_PER_DAY_MAX))
    given(*history).when(following(follow=False)).then(unfollowed)
    given(*history).when(following()).then_nothing()


def test_following_another_one_is_not_following_this_one() -> None:
    given(*there, *others_followed(1)).when(following(follow=False)).then_nothing()
