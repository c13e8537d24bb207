from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from projections.projection import (
    Entry,
    Key,
    KeyNotFirst,
    NoSuchRow,
    Rows,
    Table,
    fold_page,
)
from projections.suggestion_folds import SUGGESTIONS
from projections.suggestion_tables import STANCES, SUGGESTIONS_TABLE, StanceRow
from tests.projections.scenario import NEIGHBOUR, READING_CORNER, RESIDENT, stance, submitted


@dataclass(slots=True)
class CountRow:
    count: int
    name: str


def test_the_key_of_a_table_comes_first_in_its_rows() -> None:
    with pytest.raises(KeyNotFirst):
        Table("counts", CountRow, key=("name",))


def test_a_row_that_ends_as_it_began_is_not_written() -> None:
    values = (7, 1, None, None)
    before = {STANCES: {(READING_CORNER, RESIDENT): (READING_CORNER, RESIDENT, "agree", *values)}}
    rows = Rows(before)
    row = rows.need(STANCES, READING_CORNER, RESIDENT)
    row.choice = "pass"
    assert list(rows.changed(STANCES)) == [(READING_CORNER, RESIDENT, "pass", *values)]
    row.choice = "agree"
    assert list(rows.changed(STANCES)) == []


def test_a_row_that_a_fold_needs_and_nobody_made_is_an_error() -> None:
    with pytest.raises(NoSuchRow):
        Rows().need(STANCES, READING_CORNER, RESIDENT)


def test_a_page_loads_all_that_it_asks_for_in_one_question_a_table() -> None:
    asked: list[tuple[str, int]] = []

    def load(table: Table[Any], keys: Sequence[Key]) -> Iterable[Key]:
        asked.append((table.name, len(keys)))
        return []

    page = [
        Entry(1, submitted),
        Entry(2, stance("agree")),
        Entry(3, stance("pass", NEIGHBOUR)),
        Entry(4, stance("disagree")),
    ]
    rows = fold_page(SUGGESTIONS, page, load)
    assert asked == [("stances", 2), ("suggestion_rules", 1)]
    assert rows.need(SUGGESTIONS_TABLE, READING_CORNER).disagree == 1
    assert rows.need(STANCES, READING_CORNER, RESIDENT) == StanceRow(
        READING_CORNER, RESIDENT, "disagree", 4
    )
