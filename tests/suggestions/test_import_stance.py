import pytest

from domain.kernel import Act
from domain.suggestions.events import CHOICES, Choice, StanceTaken, SuggestionModerated
from domain.suggestions.import_stance import ImportStance, StatementNotImported
from domain.suggestions.take_stance import CHANGES_PER_DAY_MAX
from tests.cast import (
    LONG_AGO,
    NOON,
    bicycle_shed,
    import_for_participant,
    stance_imported,
    suggestion_imported,
    suggestion_submitted,
)
from tests.scenario import given

EARLIER, LATER = "2015-07-01T03:04:05.677Z", "2015-07-01T03:04:05.679Z"
somebody_else = Act("import:uberx", NOON, "voice:import/uberx:participant_no_0000043")


def importing(choice: Choice = "agree", occurred_at: str = LONG_AGO) -> ImportStance:
    return ImportStance(
        act=import_for_participant,
        suggestion=bicycle_shed,
        choice=choice,
        occurred_at=occurred_at,
    )


def imported(choice: Choice, occurred_at: str = LONG_AGO) -> StanceTaken:
    return stance_imported.model_copy(update={"choice": choice, "occurred_at": occurred_at})


@pytest.mark.parametrize("choice", CHOICES)
def test_a_stance_of_long_ago_keeps_its_time(choice: Choice) -> None:
    given(suggestion_imported).when(importing(choice)).then(imported(choice))


def test_a_stance_needs_the_statement_that_it_is_about() -> None:
    given(suggestion_submitted).when(importing()).then_refused(StatementNotImported)


def test_a_stance_is_taken_over_once() -> None:
    given(suggestion_imported, imported("agree")).when(importing("agree")).then_nothing()


def test_a_later_change_of_mind_is_taken_over() -> None:
    history = given(suggestion_imported, imported("agree"))
    history.when(importing("disagree", LATER)).then(imported("disagree", LATER))


def test_the_same_stance_at_a_later_time_records_nothing() -> None:
    given(suggestion_imported, imported("agree")).when(importing("agree", LATER)).then_nothing()


def test_an_earlier_stance_never_replaces_a_later_one() -> None:
    history = given(suggestion_imported, imported("agree"))
    history.when(importing("disagree", EARLIER)).then_nothing()


def test_of_two_stances_at_the_same_moment_it_is_always_the_same_one_that_counts() -> None:
    one_way = given(suggestion_imported, imported("agree"))
    one_way.when(importing("disagree")).then(imported("disagree"))
    other_way = given(suggestion_imported, imported("disagree"))
    other_way.when(importing("agree")).then_nothing()


def test_whoever_went_back_to_a_stance_is_not_taken_at_the_word_in_between() -> None:
    history = given(
        suggestion_imported,
        imported("agree", EARLIER),
        imported("disagree"),
        imported("agree", LATER),
    )
    history.when(importing("disagree")).then_nothing()
    history.when(importing("agree", EARLIER)).then_nothing()


def test_the_stance_of_another_participant_is_not_ones_own() -> None:
    theirs = imported("agree", LATER).model_copy(update={"act": somebody_else})
    given(suggestion_imported, theirs).when(importing("agree")).then(imported("agree"))


def test_a_stance_on_another_statement_says_nothing_about_this_one() -> None:
    elsewhere = imported("agree", LATER).model_copy(
        update={"suggestion": suggestion_submitted.suggestion}
    )
    given(suggestion_imported, elsewhere).when(importing("agree")).then(imported("agree"))


def test_stances_on_a_statement_that_was_hidden_at_the_source_still_count() -> None:
    hidden = SuggestionModerated(
        act=Act("import:uberx", NOON), suggestion=bicycle_shed, rule="hidden-at-the-source"
    )
    given(suggestion_imported, hidden).when(importing()).then(stance_imported)


def test_however_often_somebody_changed_their_mind_it_is_taken_over() -> None:
    changes = [
        imported(CHOICES[number % 2], f"2015-07-01T03:04:06.{number:03}Z")
        for number in range(2 * CHANGES_PER_DAY_MAX)
    ]
    last = "2015-07-01T03:04:07.000Z"
    given(suggestion_imported, *changes).when(importing("pass", last)).then(imported("pass", last))
