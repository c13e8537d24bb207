from domain.kernel import Act
from domain.standing import NotAMember, NotVerified
from domain.suggestions.as_it_stands import NoSuchSuggestion
from domain.suggestions.follow_suggestion import FollowSuggestion
from tests.cast import (
    by_neighbour,
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
