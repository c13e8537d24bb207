"""Support stays with the wording that was supported."""

from domain.suggestions.as_it_stands import SuggestionWasMerged
from domain.suggestions.take_stance import CHANGES_PER_DAY_MAX, TakeStance, TextHasChanged
from domain.suggestions.withdraw_stance import WithdrawStance
from tests.cast import (
    by_neighbour,
    by_resident,
    joined,
    neighbour_joined,
    neighbour_on_the_roll,
    neighbour_verified,
    reading_corner,
    resident_on_the_roll,
    stance_taken,
    stance_withdrawn,
    suggestion_submitted,
    verified,
)
from tests.cast_of_decisions import amended, merged, support_carried
from tests.scenario import given

agreed = stance_taken("agree")
agreed_anew = agreed.model_copy(update={"version": 2})
history = (joined, verified, suggestion_submitted)


def agreeing(seen: int | None = None) -> TakeStance:
    return TakeStance(
        act=by_resident,
        member=resident_on_the_roll,
        suggestion=reading_corner,
        choice="agree",
        channel="web",
        seen=seen,
    )


def test_after_an_amendment_the_same_stance_is_taken_anew_on_the_new_wording() -> None:
    given(*history, agreed, amended).when(agreeing(seen=2)).then(agreed_anew)


def test_on_the_wording_that_was_supported_already_nothing_is_recorded() -> None:
    given(*history, agreed).when(agreeing(seen=1)).then_nothing()
    given(*history, agreed, amended, agreed_anew).when(agreeing(seen=2)).then_nothing()


def test_nobody_supports_a_wording_that_they_have_not_seen() -> None:
    given(*history, amended).when(agreeing(seen=1)).then_refused(TextHasChanged)
    given(*history).when(agreeing(seen=2)).then_refused(TextHasChanged)


def test_what_staff_record_without_a_version_is_on_the_wording_of_the_moment() -> None:
    given(*history, amended).when(agreeing()).then(agreed_anew)


def test_taking_it_anew_counts_among_the_changes_of_a_day() -> None:
    many = [stance_taken("pass"), agreed] * (CHANGES_PER_DAY_MAX // 2 - 1)
    given(*history, *many, amended).when(agreeing(seen=2)).then(agreed_anew)


def test_carried_support_stands_like_a_stance_and_is_taken_back_like_one() -> None:
    back = WithdrawStance(act=by_neighbour, suggestion=reading_corner, channel="web")
    carried = support_carried.model_copy(update={"version": None})
    again = TakeStance(
        act=by_neighbour,
        member=neighbour_on_the_roll,
        suggestion=reading_corner,
        choice="agree",
        channel="web",
    )
    stands = (neighbour_joined, neighbour_verified, suggestion_submitted, carried)
    given(*stands).when(again).then_nothing()
    given(*stands).when(back).then(stance_withdrawn.model_copy(update={"act": by_neighbour}))


def test_a_suggestion_that_was_merged_takes_stances_where_it_goes_on() -> None:
    away = merged.model_copy(update={"suggestion": reading_corner, "into": "suggestion:other"})
    given(*history, away).when(agreeing()).then_refused(SuggestionWasMerged)
