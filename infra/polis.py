"""Polis 导入 — the export of a Polis conversation: statements, votes, and what is malformed.

The export's files and columns: `comments.csv` (timestamp in ms, comment-id, author-id, moderated,
comment-body) and `votes.csv` (timestamp in ms, comment-id, voter-id, vote), plain or gzipped.
"""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from infra.csv_records import records
from infra.installation import utc_now
from infra.settings import OperatorError
from infra.votes_in_order import Vote, Votes
from services.wording import lines as sound_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from domain.suggestions.events import Choice
    from infra.chance import Clock
    from infra.csv_records import Record

CHOICE_OF_VOTE: dict[str, Choice] = {"1": "agree", "0": "pass", "-1": "disagree"}
MODERATION = frozenset({"1", "0", "-1"})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Nobody held such a conversation before: what lies there is a count of seconds, or nonsense.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
# The clock of the source may be ahead of ours, or in another zone, but not more.
AHEAD_MAX = timedelta(days=1)
TIMESTAMP_DIGITS_MAX = 15
ID_CHARS_MAX = 40
TEXT_CHARS_MAX = 5_000
LINE_CHARS_MAX = 1_000_000
FILE_BYTES_MAX = 512 * 1024 * 1024
COMMENT_COLUMNS = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
VOTE_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")
Row = dict[str, str]
T = TypeVar("T")


class NotAnExport(OperatorError):
    """The folder does not hold a Polis export."""


class Malformed(ValueError):
    """A row that cannot be meant; its text says why."""


@dataclass(frozen=True, order=True, slots=True)
class Statement:
    """One row of `comments.csv`; order is time, then content."""

    occurred_at: str
    id: str
    author: str
    hidden: bool
    text: str


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was left out: its file, its line, and why."""

    file: str
    line: int
    reason: str


@dataclass
class Export:
    """A whole export in order of time, whatever the order of its rows."""

    statements: list[Statement] = field(default_factory=list)
    votes: Votes = field(default_factory=Votes)
    rejects: list[Reject] = field(default_factory=list)


def read_export(folder: Path, clock: Clock = utc_now) -> Export:
    """Read both files; malformed rows go to `rejects`, the rest goes on."""
    latest = clock() + AHEAD_MAX
    export = Export()
    lines_of_ids: dict[str, int] = {}

    def statement(row: Row, line: int) -> Statement:
        read = _statement(row, latest)
        if (standing := lines_of_ids.setdefault(read.id, line)) != line:
            raise Malformed(f"the statement id stands on line {standing} already")
        return read

    def vote(row: Row, _line: int) -> Vote:
        read = _vote(row, latest)
        if read.statement not in lines_of_ids:
            raise Malformed("the statement is not in comments.csv")
        return read

    statements = _rows(folder, "comments.csv", COMMENT_COLUMNS, statement, export.rejects)
    export.statements.extend(sorted(statements))
    votes = _rows(folder, "votes.csv", VOTE_COLUMNS, vote, export.rejects)
    export.votes = Votes(votes)
    return export


def _statement(row: Row, latest: datetime) -> Statement:
    text = row["comment-body"]
    if len(text) > TEXT_CHARS_MAX:
        raise Malformed(f"the text is longer than {TEXT_CHARS_MAX} characters")
    try:
        text = sound_lines(text)
    except ValueError:
        raise Malformed("the text has characters that cannot be used here") from None
    if row["moderated"] not in MODERATION:
        raise Malformed("moderated is none of 1, 0, -1")
    return Statement(
        _moment(row["timestamp"], latest), _id(row, "comment-id"), _id(row, "author-id"),
        row["moderated"] == "-1", text,
    )  # fmt: skip


def _vote(row: Row, latest: datetime) -> Vote:
    choice = CHOICE_OF_VOTE.get(row["vote"])
    if choice is None:
        raise Malformed("vote is none of 1, 0, -1")
    moment = _moment(row["timestamp"], latest)
    return Vote(moment, _id(row, "comment-id"), _id(row, "voter-id"), choice)


def _id(row: Row, column: str) -> str:
    value = row[column]
    if not 0 < len(value) <= ID_CHARS_MAX or not value.isascii() or not value.isalnum():
        raise Malformed(f"{column} is not an id")
    return value


def _moment(milliseconds: str, latest: datetime) -> str:
    """RFC 3339 in UTC with fixed width, so that text order is time order."""
    if not milliseconds.isascii() or not milliseconds.isdigit():
        raise Malformed("timestamp is not a number of milliseconds")
    if len(milliseconds) > TIMESTAMP_DIGITS_MAX or int(milliseconds) > _since_epoch(latest):
        raise Malformed("timestamp lies in the future")
    if int(milliseconds) < _since_epoch(EARLIEST):
        raise Malformed(f"timestamp lies before the year {EARLIEST.year}")
    moment = EPOCH + timedelta(milliseconds=int(milliseconds))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _since_epoch(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def _rows(
    folder: Path,
    name: str,
    columns: tuple[str, ...],
    read: Callable[[Row, int], T],
    rejects: list[Reject],
) -> Iterator[T]:
    rows = records(_lines(folder, name))
    header = _header(next(rows, None), name, columns)
    for row in rows:
        try:
            if row.amiss or row.cells:
                yield read(_named(header, row), row.line)
        except Malformed as reason:
            rejects.append(Reject(name, row.line, str(reason)))


def _header(row: Record | None, name: str, columns: tuple[str, ...]) -> list[str]:
    if row is not None and row.amiss:
        raise NotAnExport(f"{name} has no header: {row.amiss}.")
    header = row.cells if row is not None else []
    if missing := [column for column in columns if column not in header]:
        raise NotAnExport(f"{name} lacks the column {', '.join(missing)}.")
    if doubled := [column for column in columns if header.count(column) > 1]:
        raise NotAnExport(f"{name} has more than one column {', '.join(doubled)}.")
    return header


def _named(header: list[str], row: Record) -> Row:
    if row.amiss:
        raise Malformed(row.amiss)
    if len(row.cells) != len(header):
        raise Malformed(f"{len(row.cells)} cells where the header has {len(header)}")
    try:
        "".join(row.cells).encode()
    except UnicodeEncodeError:
        raise Malformed("not UTF-8") from None
    if any("\x00" in cell for cell in row.cells):
        raise Malformed("a NUL character")
    return dict(zip(header, row.cells, strict=True))


def _lines(folder: Path, name: str) -> Iterator[str]:
    """The file, plain or gzipped; bytes that are not UTF-8 stay visible until their row is read."""
    plain, zipped = folder / name, folder / f"{name}.gz"
    path = plain if plain.is_file() else zipped
    if not path.is_file():
        raise NotAnExport(f"There is no {name} and no {name}.gz in {folder}.")
    try:
        with plain.open("rb") if path == plain else gzip.open(zipped) as written:
            text = io.TextIOWrapper(written, "utf-8-sig", "surrogateescape", newline="\n")
            while line := text.readline(LINE_CHARS_MAX + 1):
                if len(line) > LINE_CHARS_MAX:
                    raise NotAnExport(f"{path} has a line of over {LINE_CHARS_MAX} characters.")
                if written.tell() > FILE_BYTES_MAX:
                    raise NotAnExport(f"{path} holds more than {FILE_BYTES_MAX} bytes, unzipped.")
                yield line
    except (EOFError, OSError, zlib.error) as reason:
        raise NotAnExport(f"{path} cannot be read: {reason}.") from None
