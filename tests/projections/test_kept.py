from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from domain.suggestions.events import SuggestionSubmitted
from projections.kept import Kept
from projections.projection import Entry, Key, Table, fold_page
from projections.suggestion_folds import SUGGESTIONS
from projections.suggestion_tables import STANCES, StanceRow
from tests.projections.scenario import NEIGHBOUR, READING_CORNER, RESIDENT, stance, submitted


def row_of(who: str) -> Key:
    return STANCES.tuple_of(StanceRow(READING_CORNER, who, "agree", 2))


def kept(*, was_empty: bool, rows_max: int = 10) -> Kept:
    return Kept(SUGGESTIONS, was_empty=was_empty, rows_max=rows_max)


def folded(known: Kept, *entries: Entry[Any]) -> list[tuple[str, list[Key]]]:
    """Fold a page and keep its rows; the questions that were asked."""
    asked: list[tuple[str, list[Key]]] = []

    def load(table: Table[Any], keys: Sequence[Key]) -> Iterable[Key]:
        asked.append((table.name, sorted(keys)))
        return []

    rows = fold_page(SUGGESTIONS, entries, load, known)
    for table in SUGGESTIONS.tables:
        known.remember(table, list(rows.changed(table)))
    return asked


def test_a_key_that_left_no_mark_is_new_where_nothing_was_stored_before() -> None:
    known = kept(was_empty=True)
    known.remember(STANCES, [row_of(RESIDENT)])
    assert known.is_new(STANCES, (READING_CORNER, NEIGHBOUR))
    assert not known.is_new(STANCES, (READING_CORNER, RESIDENT))


def test_where_something_was_stored_before_nothing_is_known_to_be_new() -> None:
    assert not kept(was_empty=False).is_new(STANCES, (READING_CORNER, NEIGHBOUR))


def test_the_rows_that_changed_longest_ago_are_forgotten_and_stay_marked() -> None:
    known = kept(was_empty=True, rows_max=2)
    known.remember(STANCES, [row_of("a"), row_of("b")])
    known.remember(STANCES, [row_of("a"), row_of("c")])
    assert [key for _, key in known.rows[STANCES]] == ["a", "c"]
    assert not known.is_new(STANCES, (READING_CORNER, "b"))


def test_nothing_is_asked_for_while_every_stored_row_is_kept() -> None:
    known = kept(was_empty=True)
    assert folded(known, Entry(1, submitted), Entry(2, stance("agree"))) == []
    assert folded(known, Entry(3, stance("pass"))) == []


def test_a_forgotten_row_is_asked_for_again_and_no_other_one() -> None:
    known = kept(was_empty=True, rows_max=1)
    page = [Entry(1, submitted), Entry(2, stance("agree")), Entry(3, stance("pass", NEIGHBOUR))]
    assert folded(known, *page) == []
    again = Entry(4, stance("pass")), Entry(5, stance("agree", "voice:2026:third"))
    assert folded(known, *again) == [("stances", [(READING_CORNER, RESIDENT)])]


def test_what_is_asked_for_without_being_said_first_is_found_too() -> None:
    quiet = replace(
        SUGGESTIONS, folds={SuggestionSubmitted: SUGGESTIONS.folds[SuggestionSubmitted]}
    )
    rows = fold_page(quiet, [Entry(1, submitted)], lambda _table, _keys: [])
    assert [row[0] for table in quiet.tables for row in rows.changed(table)] == [
        READING_CORNER, READING_CORNER,
    ]  # fmt: skip
