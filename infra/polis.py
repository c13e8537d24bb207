"""Polis 导入 — the export of a Polis conversation: statements, votes, and what is malformed.

The export's files and columns: `comments.csv` (timestamp in ms, comment-id, author-id, moderated,
comment-body) and `votes.csv` (timestamp in ms, comment-id, voter-id, vote), plain or gzipped.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from infra.settings import OperatorError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from domain.suggestions.events import Choice

CHOICE_OF_VOTE: dict[str, Choice] = {"1": "agree", "0": "pass", "-1": "disagree"}
MODERATION = frozenset({"1", "0", "-1"})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TIMESTAMP_DIGITS_MAX = 15
TIMESTAMP_MS_MAX = 253_402_300_799_000
ID_CHARS_MAX = 40
TEXT_CHARS_MAX = 5_000
FIELD_CHARS_MAX = 100_000
RECORD_LINES_MAX = 200
COMMENT_COLUMNS = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
VOTE_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")
T = TypeVar("T")


class NotAnExport(OperatorError):
    """The folder does not hold a Polis export."""


class Malformed(ValueError):
    """A row that cannot be meant; its text says why."""


@dataclass(frozen=True, order=True)
class Statement:
    """One row of `comments.csv`; order is time, then content."""

    occurred_at: str
    id: str
    author: str
    hidden: bool
    text: str


@dataclass(frozen=True, order=True)
class Vote:
    """One row of `votes.csv`; order is time, then content."""

    occurred_at: str
    statement: str
    voter: str
    choice: Choice


@dataclass(frozen=True)
class Reject:
    """A row that was left out: its file, its line, and why."""

    file: str
    line: int
    reason: str


@dataclass
class Export:
    """A whole export in order of time, whatever the order of its rows."""

    statements: list[Statement] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def read_export(folder: Path) -> Export:
    """Read both files; malformed rows go to `rejects`, the rest goes on."""
    export = Export()
    export.statements.extend(
        _rows(folder, "comments.csv", COMMENT_COLUMNS, _statement, export.rejects)
    )
    known = {statement.id for statement in export.statements}

    def vote(row: dict[str, str]) -> Vote:
        read = _vote(row)
        if read.statement not in known:
            raise Malformed("the statement is not in comments.csv")
        return read

    export.votes.extend(_rows(folder, "votes.csv", VOTE_COLUMNS, vote, export.rejects))
    export.statements.sort()
    export.votes.sort()
    return export


def _statement(row: dict[str, str]) -> Statement:
    text = row["comment-body"]
    if len(text) > TEXT_CHARS_MAX:
        raise Malformed(f"the text is longer than {TEXT_CHARS_MAX} characters")
    if row["moderated"] not in MODERATION:
        raise Malformed("moderated is none of 1, 0, -1")
    return Statement(
        _moment(row["timestamp"]), _id(row, "comment-id"), _id(row, "author-id"),
        row["moderated"] == "-1", text,
    )  # fmt: skip


def _vote(row: dict[str, str]) -> Vote:
    choice = CHOICE_OF_VOTE.get(row["vote"])
    if choice is None:
        raise Malformed("vote is none of 1, 0, -1")
    return Vote(_moment(row["timestamp"]), _id(row, "comment-id"), _id(row, "voter-id"), choice)


def _id(row: dict[str, str], column: str) -> str:
    value = row[column]
    if not 0 < len(value) <= ID_CHARS_MAX or not value.isascii() or not value.isalnum():
        raise Malformed(f"{column} is not an id")
    return value


def _moment(milliseconds: str) -> str:
    """RFC 3339 in UTC with fixed width, so that text order is time order."""
    if not milliseconds.isascii() or not milliseconds.isdigit():
        raise Malformed("timestamp is not a number of milliseconds")
    if len(milliseconds) > TIMESTAMP_DIGITS_MAX or int(milliseconds) > TIMESTAMP_MS_MAX:
        raise Malformed("timestamp lies beyond the year 9999")
    moment = EPOCH + timedelta(milliseconds=int(milliseconds))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _rows(
    folder: Path,
    name: str,
    columns: tuple[str, ...],
    read: Callable[[dict[str, str]], T],
    rejects: list[Reject],
) -> Iterator[T]:
    lines = _lines(folder, name)
    try:
        header, first = _record(lines, 0)
    except Malformed as reason:
        raise NotAnExport(f"{name} has no header: {reason}.") from None
    missing = [column for column in columns if column not in header]
    if missing:
        raise NotAnExport(f"{name} lacks the column {', '.join(missing)}.")
    while first < len(lines):
        line, first = first + 1, first + 1
        try:
            cells, first = _record(lines, line - 1, cells=len(header))
            if cells:
                yield read(_named(header, cells))
        except Malformed as reason:
            rejects.append(Reject(name, line, str(reason)))


def _record(lines: list[str], first: int, cells: int | None = None) -> tuple[list[str], int]:
    """The record that begins on a line, and the line after it.

    A text may hold line breaks, so a record may take several lines. But a quote that is never
    closed must not swallow the rows after it: a record of the wrong shape costs its first line.
    """
    rows = csv.reader(lines[first : first + RECORD_LINES_MAX], strict=True)
    try:
        row = next(rows, [])
    except csv.Error as reason:
        raise Malformed(f"not CSV: {reason}") from None
    if cells is not None and len(row) not in (0, cells):
        raise Malformed(f"{len(row)} cells where the header has {cells}")
    return row, first + rows.line_num


def _named(header: list[str], row: list[str]) -> dict[str, str]:
    try:
        "".join(row).encode()
    except UnicodeEncodeError:
        raise Malformed("not UTF-8") from None
    if any("\x00" in cell for cell in row):
        raise Malformed("a NUL character")
    return dict(zip(header, row, strict=True))


def _lines(folder: Path, name: str) -> list[str]:
    """The file, plain or gzipped; bytes that are not UTF-8 stay visible until their row is read."""
    csv.field_size_limit(FIELD_CHARS_MAX)
    plain, zipped = folder / name, folder / f"{name}.gz"
    try:
        if plain.is_file():
            written = plain.read_bytes()
        elif zipped.is_file():
            written = gzip.decompress(zipped.read_bytes())
        else:
            raise NotAnExport(f"There is no {name} and no {name}.gz in {folder}.")
    except (EOFError, OSError, zlib.error) as reason:
        raise NotAnExport(f"{zipped} cannot be read: {reason}.") from None
    text = written.decode("utf-8-sig", errors="surrogateescape")
    return list(io.StringIO(text, newline=""))
