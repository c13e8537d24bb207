"""留存 kept rows — what is known of stored rows from one page to the next."""

from __future__ import annotations

from itertools import islice
from mmap import mmap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from projections.projection import Key, Projection, Table

MARKS = 2**23


class Kept:
    """What is known of stored rows from page to page, so that few have to be loaded again.

    The rows that changed last are kept, as many as there is room for. Of a table that was empty
    when this began it is known besides which rows can not be stored: a key leaves a mark, and what
    has no mark is new. Two keys may share a mark; then a row is looked for in vain.
    """

    def __init__(self, projection: Projection, *, was_empty: bool, rows_max: int) -> None:
        """`rows_max` is for each table."""
        self.rows_max = rows_max
        self.knows_all = was_empty
        """Whether every row that is stored is kept, so that none can be missing."""
        self.rows: dict[Table[Any], dict[Key, Key | None]] = {t: {} for t in projection.tables}
        # Memory that the system gives when it is written to: most tables never mark much of it.
        self._marks = {table: mmap(-1, MARKS // 8) for table in self.rows} if was_empty else None

    def is_new(self, table: Table[Any], key: Key) -> bool:
        if self._marks is None:
            return False
        mark = hash(key) % MARKS
        return not self._marks[table][mark >> 3] >> (mark & 7) & 1

    def remember(self, table: Table[Any], stored: Iterable[Key]) -> None:
        """Keep rows that were stored, and forget those that changed longest ago."""
        rows, length = self.rows[table], len(table.key)
        marks = self._marks[table] if self._marks is not None else None
        for row in stored:
            key = row[:length]
            if rows.pop(key, None) is None and marks is not None:
                mark = hash(key) % MARKS
                marks[mark >> 3] |= 1 << (mark & 7)
            rows[key] = row
        for key in list(islice(rows, max(len(rows) - self.rows_max, 0))):
            del rows[key]
            self.knows_all = False
