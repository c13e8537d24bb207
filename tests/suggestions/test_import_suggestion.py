from domain.kernel import Act
from domain.suggestions.events import SuggestionModerated
from domain.suggestions.import_suggestion import ImportSuggestion
from tests.cast import (
    LONG_AGO,
    NOON,
    bicycle_shed,
    comments_closed,
    import_for_participant,
    one_suggestion_a_day,
    suggestion_hidden,
    suggestion_imported,
    suggestion_submitted,
)
from tests.scenario import given


def importing(text: str = "", *, hidden: bool = False) -> ImportSuggestion:
    return ImportSuggestion(
        act=import_for_participant,
        suggestion=bicycle_shed,
        scope="voice:import/uberx",
        category="services",
        source_id="42",
        occurred_at=LONG_AGO,
        title="小区东门应当有自行车棚",
        text=text,
        hidden=hidden,
    )


hidden_at_the_source = SuggestionModerated(
    act=Act("import:uberx", NOON), suggestion=bicycle_shed, rule="hidden-at-the-source"
)


def test_a_statement_keeps_its_number_and_its_time_of_long_ago() -> None:
    given().when(importing()).then(suggestion_imported)


def test_what_is_longer_than_a_title_goes_on_in_the_text() -> None:
    given().when(importing("还要有充电的地方。")).then(
        suggestion_imported.model_copy(update={"text": "还要有充电的地方。"})
    )


def test_what_was_hidden_at_the_source_is_hidden_here_by_name_of_that_rule() -> None:
    given().when(importing(hidden=True)).then(suggestion_imported, hidden_at_the_source)


def test_a_statement_is_taken_over_once() -> None:
    given(suggestion_imported).when(importing()).then_nothing()


def test_what_was_moderated_at_the_source_since_is_hidden_now_and_not_taken_over_again() -> None:
    given(suggestion_imported).when(importing(hidden=True)).then(hidden_at_the_source)


def test_what_is_hidden_is_not_hidden_again() -> None:
    history = given(suggestion_imported, hidden_at_the_source)
    history.when(importing(hidden=True)).then_nothing()


def test_what_a_rule_of_ours_has_hidden_stays_hidden_by_that_rule() -> None:
    by_our_rule = suggestion_hidden.model_copy(update={"suggestion": bicycle_shed})
    given(suggestion_imported, by_our_rule).when(importing(hidden=True)).then_nothing()


def test_what_the_source_shows_again_stays_hidden_here() -> None:
    given(suggestion_imported, hidden_at_the_source).when(importing()).then_nothing()


def test_what_hides_another_suggestion_does_not_hide_this_one() -> None:
    history = given(suggestion_imported, suggestion_hidden)
    history.when(importing(hidden=True)).then(hidden_at_the_source)


def test_other_suggestions_are_no_obstacle() -> None:
    given(suggestion_submitted).when(importing()).then(suggestion_imported)


def test_the_rules_of_today_do_not_bind_the_words_of_long_ago() -> None:
    earlier = suggestion_imported.model_copy(
        update={"suggestion": "suggestion:earlier_statement_no_1"}
    )
    history = given(one_suggestion_a_day, comments_closed, earlier)
    history.when(importing()).then(suggestion_imported)
