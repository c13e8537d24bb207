from dataclasses import replace

from projections.suggestion_folds import (
    COMMENTS,
    STANCES,
    SUGGESTIONS,
    SUGGESTIONS_TABLE,
    CommentRow,
    StanceRow,
    SuggestionRow,
)
from tests.projections.scenario import (
    NEIGHBOUR,
    NOON,
    READING_CORNER,
    RESIDENT,
    commented,
    given,
    moderated,
    stance,
    submitted,
)

NEW = SuggestionRow(
    suggestion=READING_CORNER,
    position=1,
    at=NOON,
    occurred_at=None,
    scope="voice:2026",
    category="making-together",
    channel="web",
    source_id=None,
    who=RESIDENT,
    last_position=1,
)


def test_a_new_suggestion_has_no_stances() -> None:
    given(submitted).then_rows(SUGGESTIONS, SUGGESTIONS_TABLE, NEW)


def test_each_name_has_one_stance_and_the_last_one_stands() -> None:
    history = given(submitted, stance("agree"), stance("pass", NEIGHBOUR), stance("disagree"))
    history.then_rows(
        SUGGESTIONS,
        SUGGESTIONS_TABLE,
        replace(NEW, disagree=1, passed=1, last_position=4),
    )
    history.then_rows(
        SUGGESTIONS,
        STANCES,
        StanceRow(READING_CORNER, RESIDENT, "disagree", 4),
        StanceRow(READING_CORNER, NEIGHBOUR, "pass", 3),
    )


def test_comments_are_counted_and_kept_in_order() -> None:
    history = given(submitted, commented)
    history.then_rows(SUGGESTIONS, SUGGESTIONS_TABLE, replace(NEW, comments=1, last_position=2))
    history.then_rows(
        SUGGESTIONS,
        COMMENTS,
        CommentRow("comment:quiet", READING_CORNER, 2, NOON, NEIGHBOUR, "for"),
    )


def test_a_hidden_suggestion_keeps_its_stances() -> None:
    given(submitted, stance("agree"), moderated).then_rows(
        SUGGESTIONS,
        SUGGESTIONS_TABLE,
        replace(NEW, agree=1, hidden="off-topic", last_position=3),
    )
