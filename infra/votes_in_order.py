"""按时排序 — the votes of an export in order of time, however many, in little memory.

They lie in a temporary table on the disk, which no other process can open, and which is gone with
whoever holds it.
"""

from __future__ import annotations

import sqlite3
import weakref
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.suggestions.events import Choice


@dataclass(frozen=True, slots=True)
class Vote:
    """One row of `votes.csv`; order is time, then content."""

    occurred_at: str
    statement: str
    voter: str
    choice: Choice


class Votes:
    """A collection of votes that is always in order."""

    def __init__(self, votes: Iterable[Vote] = ()) -> None:
        self._table = sqlite3.connect("")
        weakref.finalize(self, self._table.close)
        # Nothing is ever taken back, so nothing is written twice.
        self._table.execute("PRAGMA journal_mode = OFF")
        self._table.execute(
            "CREATE TABLE vote (occurred_at TEXT, statement TEXT, voter TEXT, choice TEXT)"
        )
        self._table.executemany("INSERT INTO vote VALUES (?, ?, ?, ?)", map(astuple, votes))

    def __len__(self) -> int:
        [count] = self._table.execute("SELECT count(*) FROM vote").fetchone()
        return int(count)

    def __iter__(self) -> Iterator[Vote]:
        for row in self._table.execute("SELECT * FROM vote ORDER BY 1, 2, 3, 4"):
            yield Vote(*row)

    def voters(self) -> set[str]:
        return {voter for (voter,) in self._table.execute("SELECT DISTINCT voter FROM vote")}
