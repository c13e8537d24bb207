"""表格行 — the rows of CSV text by RFC 4180, taken at its word.

A line break inside a quoted text ends no row. Where a quote stands that may not, or one is never
closed, nobody can tell any more what is a row and what somebody wrote into a text: the rest is left
out. So no text is ever taken for rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RECORD_CHARS_MAX = 100_000
# Quotes within a quoted text are doubled. Possessive repeats never look back: time is linear.
_QUOTED = r'[^"]*+(?:""[^"]*+)*+'
_CELL = rf'(?:"{_QUOTED}"|[^",]*+)'
CELL = re.compile(rf"(?:\A|,)({_CELL})")
# A line may begin outside or inside a quoted text, and may leave one open for the next line.
ENDS_THE_ROW = {
    False: re.compile(rf"{_CELL}(?:,{_CELL})*+"),
    True: re.compile(rf'{_QUOTED}"(?:,{_CELL})*+'),
}
GOES_ON = {
    False: re.compile(rf'(?:{_CELL},)*+"{_QUOTED}'),
    True: re.compile(rf'{_QUOTED}(?:",(?:{_CELL},)*+"{_QUOTED})?+'),
}


@dataclass(frozen=True)
class Record:
    """A row and the line on which it begins; or why it cannot be read, in place of its cells."""

    line: int
    cells: list[str]
    amiss: str | None = None


def records(lines: Iterable[str]) -> Iterator[Record]:
    """Every row of a file; a blank line is a row without cells.

    No more than one row is held at a time, and of a row no more than it may have.
    """
    numbered = enumerate(lines, start=1)
    for first, line in numbered:
        yield _record(first, line, numbered)


def _record(first: int, line: str, following: Iterator[tuple[int, str]]) -> Record:
    """The row that begins with this line; takes the lines that belong to it from `following`."""
    kept: list[str] = []
    chars, inside, last = 0, False, first
    while True:
        chars += len(line)
        if chars <= RECORD_CHARS_MAX:
            kept.append(line)
        text = _without_its_end(line)
        if ENDS_THE_ROW[inside].fullmatch(text):
            break
        if not GOES_ON[inside].fullmatch(text):
            left_out = _last(following, last) - first + 1
            return Record(first, [], f"a quote stands where none may: {left_out} lines left out")
        inside = True
        last, line = next(following, (last, ""))
        if not line:
            reason = f"a quote is opened here and never closed: {last - first + 1} lines left out"
            return Record(first, [], reason)
    if chars > RECORD_CHARS_MAX:
        return Record(first, [], f"the row is longer than {RECORD_CHARS_MAX} characters")
    return Record(first, _cells(_without_its_end("".join(kept))))


def _last(following: Iterator[tuple[int, str]], last: int) -> int:
    for number, _ in following:
        last = number
    return last


def _without_its_end(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def _cells(text: str) -> list[str]:
    if '"' not in text:
        return text.split(",") if text else []
    return [_unquoted(cell) for cell in CELL.findall(text)]


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
