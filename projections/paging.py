"""分页 paging — long answers come in pages; a cursor says where the next one begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

PAGE_ROWS_MAX = 200
# More digits would not fit the bigint of PostgreSQL.
NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of the answer, in order, and the cursor of what follows, if anything does."""

    items: list[Item]
    next_cursor: str | None


class NotACursor(ValueError):
    """A cursor was not one that an earlier page gave."""


def cursor_of(score: int, position: int) -> str:
    return f"{score}.{position}"


def parsed(cursor: str | None) -> tuple[int | None, int | None]:
    """Score and position of the last item seen; nothing for the first page."""
    if cursor is None:
        return None, None
    score, _, position = cursor.partition(".")
    if not (NUMBER.fullmatch(score) and NUMBER.fullmatch(position)):
        raise NotACursor(cursor)
    return int(score), int(position)
