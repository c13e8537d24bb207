from dataclasses import replace

import pytest

from domain.suggestions.events import (
    CommentWithdrawn,
    ObjectionMade,
    SuggestionWithdrawn,
    What,
)
from projections.projection import FoldFailed
from projections.suggestion_folds import SUGGESTIONS
from projections.suggestion_tables import (
    COMMENTS,
    STANCES,
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
    act,
    commented,
    given,
    moderated,
    stance,
    stance_withdrawn,
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
    text_position=1,
)
QUIET = CommentRow(
    "comment:quiet", READING_CORNER, 2, NOON, NEIGHBOUR, "for", thread="comment:quiet"
)
withdrawn = SuggestionWithdrawn(act=act(), suggestion=READING_CORNER, channel="web")
comment_withdrawn = CommentWithdrawn(
    act=commented.act, suggestion=READING_CORNER, comment=commented.comment, channel="web"
)


def objection(what: What, subject: str) -> ObjectionMade:
    return ObjectionMade(act=act(), what=what, subject=subject)


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
        QUIET,
    )


def test_a_hidden_suggestion_keeps_its_stances() -> None:
    given(submitted, stance("agree"), moderated).then_rows(
        SUGGESTIONS,
        SUGGESTIONS_TABLE,
        replace(NEW, agree=1, reaffirmed=1, hidden="off-topic", hidden_position=3, last_position=3),
    )


def test_a_withdrawn_stance_counts_no_longer_until_another_one_is_taken() -> None:
    given(submitted, stance("agree"), stance_withdrawn()).then_rows(
        SUGGESTIONS, SUGGESTIONS_TABLE, replace(NEW, last_position=3)
    )
    again = given(submitted, stance("agree"), stance_withdrawn(), stance("pass"))
    again.then_rows(SUGGESTIONS, SUGGESTIONS_TABLE, replace(NEW, passed=1, last_position=4))
    again.then_rows(SUGGESTIONS, STANCES, StanceRow(READING_CORNER, RESIDENT, "pass", 4))


def test_withdrawing_what_does_not_stand_stops_the_projection() -> None:
    with pytest.raises(FoldFailed):
        given(submitted, stance_withdrawn()).rows(SUGGESTIONS)
    with pytest.raises(FoldFailed):
        given(submitted, stance("agree"), stance_withdrawn(), stance_withdrawn()).rows(SUGGESTIONS)


def test_a_withdrawn_suggestion_is_hidden_and_keeps_its_stances() -> None:
    given(submitted, stance("agree"), withdrawn).then_rows(
        SUGGESTIONS,
        SUGGESTIONS_TABLE,
        replace(
            NEW, agree=1, reaffirmed=1, hidden="withdrawn", withdrawn="withdrawn", last_position=3
        ),
    )


def test_a_withdrawn_comment_keeps_its_place_and_is_not_counted() -> None:
    history = given(submitted, commented, comment_withdrawn)
    history.then_rows(SUGGESTIONS, SUGGESTIONS_TABLE, replace(NEW, last_position=3))
    history.then_rows(
        SUGGESTIONS,
        COMMENTS,
        replace(QUIET, hidden="withdrawn", withdrawn="withdrawn"),
    )


def test_what_was_objected_to_says_so() -> None:
    given(submitted, objection("suggestion", READING_CORNER), withdrawn).then_rows(
        SUGGESTIONS,
        SUGGESTIONS_TABLE,
        replace(NEW, hidden="objected", withdrawn="objected", last_position=3),
    )
    given(submitted, commented, objection("comment", "comment:quiet"), comment_withdrawn).then_rows(
        SUGGESTIONS,
        COMMENTS,
        replace(QUIET, hidden="objected", withdrawn="objected"),
    )
    given(
        submitted, stance("agree"), objection("stance", READING_CORNER), stance_withdrawn()
    ).then_rows(SUGGESTIONS, SUGGESTIONS_TABLE, replace(NEW, last_position=4))


def test_who_withdraws_what_a_rule_hid_does_not_change_why_it_is_hidden() -> None:
    given(submitted, moderated, withdrawn).then_rows(
        SUGGESTIONS,
        SUGGESTIONS_TABLE,
        replace(NEW, hidden="off-topic", hidden_position=2, withdrawn="withdrawn", last_position=3),
    )
