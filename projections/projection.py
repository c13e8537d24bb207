"""投影 projection — tables, the rows of a page in memory, and folds that are pure.

A fold says, for each kind of event, which rows it reads and changes. It is run over a page in
memory; whatever it asked for and was not there is loaded, all of it in one query a table, and the
page is folded again from the start, until nothing is missing. So nobody keeps a second list of
which rows an event touches, and a page costs the same few queries however long it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar, get_type_hints

from domain.kernel import Event
from projections.kept import Kept

R = TypeVar("R")
E_co = TypeVar("E_co", bound=Event, covariant=True)
Key = tuple[Any, ...]

PASSES_MAX = 8
# Text sorts by its bytes, so that the order of rows never depends on a locale of the machine.
SQL_TYPES: dict[object, tuple[str, str]] = {
    str: ("text", 'COLLATE "C" NOT NULL'),
    str | None: ("text", 'COLLATE "C"'),
    int: ("bigint", "NOT NULL"),
    int | None: ("bigint", ""),
    bool: ("boolean", "NOT NULL"),
    date: ("date", "NOT NULL"),
    date | None: ("date", ""),
}


@dataclass(frozen=True)
class Column:
    """A column of a view table: its PostgreSQL type, and what else its definition says."""

    name: str
    type: str
    rule: str


class Table(Generic[R]):
    """A view table: its rows are a dataclass whose first fields are the key, after `log`."""

    def __init__(
        self, name: str, row: type[R], key: Sequence[str], indexes: Sequence[Sequence[str]] = ()
    ) -> None:
        names = [column.name for column in fields(row)]  # type: ignore[arg-type]
        if names[: len(key)] != list(key):
            raise KeyNotFirst(name)
        hints = get_type_hints(row)
        self.name, self.row, self.indexes = name, row, indexes
        self.columns = tuple(Column(column, *SQL_TYPES[hints[column]]) for column in names)
        self.key = self.columns[: len(key)]
        self.values = self.columns[len(key) :]
        self.tuple_of: Callable[[R], Key] = _reader(names)
        self.key_of: Callable[[R], Key] = _reader(key)


def _reader(names: Sequence[str]) -> Callable[[Any], Key]:
    if not names:
        return lambda _row: ()
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda row: (read(row),)


class KeyNotFirst(TypeError):
    """The key columns of a table must be the first fields of its row, in the same order."""


class NoSuchRow(LookupError):
    """A fold needs a row that no earlier event has made."""


Before = Mapping[Table[Any], Mapping[Key, Key | None]]


class Asked(Exception):
    """A fold has said which rows it asks for, and while they are gathered nothing else is done."""


class Rows:
    """The rows of one page in memory: as they were before it, and as they are now."""

    def __init__(
        self,
        before: Before | None = None,
        is_new: Callable[[Table[Any], Key], bool] = lambda _table, _key: False,
    ) -> None:
        """`before` holds the loaded rows, None for rows that do not exist; without it, none do.

        `is_new` says of other rows which of them cannot exist.
        """
        self._complete = before is None
        self._before: Before = before or {}
        self._is_new = is_new
        # While rows are gathered, for the first time, the second, …, folds end where they have said
        # what they ask for: first all of them, later those alone for which something is missing.
        self.gathering = 0
        self._now: dict[Table[Any], dict[Key, Any]] = defaultdict(dict)
        self.missing: dict[Table[Any], set[Key]] = {}
        self.misses = 0

    def get(self, table: Table[R], *key: Any) -> R | None:  # noqa: ANN401 - a key is text, number or date.
        """A row to read and to change, or None."""
        row: R | None = self._now[table].get(key)
        if row is None and not self._complete:
            row = self._as_before(table, key)
        return row

    def _as_before(self, table: Table[R], key: Key) -> R | None:
        known = self._before[table]
        if key in known:
            if (before := known[key]) is not None:
                row = self._now[table][key] = table.row(*before)
                return row
        else:
            self._look_for(table, key)
        return None

    def ask(self, *wanted: tuple[Table[Any], Key]) -> None:
        """Say which rows will be read or changed, before anything else.

        A fold that begins so is run no further while rows are gathered, and a page has few passes
        to find them all. Only speed hangs on it: what nobody asked for is found by another pass.
        """
        if not self.gathering:
            return
        misses = self.misses
        for table, key in wanted:
            if key not in self._before[table] and key not in self._now[table]:
                self._look_for(table, key)
        if self.gathering == 1 or self.misses != misses:
            raise Asked

    def _look_for(self, table: Table[Any], key: Key) -> None:
        if not self._is_new(table, key):
            self.misses += 1
            self.missing.setdefault(table, set()).add(key)

    def need(self, table: Table[R], *key: Any) -> R:  # noqa: ANN401 - a key is text, number or date.
        """A row that must exist by the rules of the domain."""
        row: R | None = self._now[table].get(key)
        if row is None and (self._complete or (row := self._as_before(table, key)) is None):
            raise NoSuchRow(table.name, *key)
        return row

    def put(self, table: Table[R], row: R) -> R:
        """Make a row, or put another in its place."""
        self._now[table][table.key_of(row)] = row
        return row

    def changed(self, table: Table[R]) -> Iterator[tuple[Any, ...]]:
        """The rows that differ from what they were before the page."""
        made, others = self.changes(table)
        yield from made
        yield from others

    def changes(self, table: Table[R]) -> tuple[list[Key], list[Key]]:
        """The same: rows that were surely not there before the page, and all others."""
        before, tuple_of = self._before.get(table, {}), table.tuple_of
        made: list[Key] = []
        others: list[Key] = []
        for key, row in self._now[table].items():
            now, was = tuple_of(row), before.get(key)
            if was is None and (key in before or self._is_new(table, key)):
                made.append(now)
            elif now != was:
                others.append(now)
        return made, others


class Entry(NamedTuple, Generic[E_co]):
    """One entry as a fold sees it: its position, and the event with its public fields."""

    position: int
    event: E_co


@dataclass(frozen=True)
class Projection:
    """What can be seen of some events: tables, and a fold for each kind of event.

    A new shape or meaning of a table is a new version: the runner then folds the whole log anew.
    """

    name: str
    version: int
    tables: tuple[Table[Any], ...]
    folds: Mapping[type[Event], Callable[[Entry[Any], Rows], None]] = field(repr=False, hash=False)


class FoldFailed(Exception):
    """A fold raised: the position of the entry, and the exception as its cause."""

    def __init__(self, projection: str, position: int) -> None:
        super().__init__(projection, position)
        self.projection, self.position = projection, position

    @property
    def reason(self) -> str:
        return f"position {self.position}: {type(self.__cause__).__name__}: {self.__cause__}"


def fold_page(
    projection: Projection,
    entries: Sequence[Entry[Event]],
    load: Callable[[Table[Any], Sequence[Key]], Iterable[Key]],
    kept: Kept | None = None,
) -> Rows:
    """Fold entries over the rows that `load` finds for keys; the rows with all their changes."""
    kept = kept or Kept(projection, was_empty=False, rows_max=0)
    rows = Rows(kept.rows, kept.is_new)
    asking: Sequence[Entry[Event]] = () if kept.knows_all else entries
    for _ in range(PASSES_MAX):
        if asking:
            rows.gathering += 1
            asking = gather(projection, asking, rows)
        else:
            rows = Rows(kept.rows, kept.is_new)
            fold_entries(projection, entries, rows)
            if not rows.missing:
                return rows
        # All are asked for before the first answer is read: so they can travel together.
        asked = [(table, keys, load(table, list(keys))) for table, keys in rows.missing.items()]
        for table, keys, answer in asked:
            found = {row[: len(table.key)]: row for row in answer}
            kept.rows[table].update((key, found.get(key)) for key in keys)
        rows.missing.clear()
    message = f"{projection.name} still asks for rows after {PASSES_MAX} passes"
    raise RuntimeError(message)


def gather(
    projection: Projection, entries: Iterable[Entry[Event]], rows: Rows
) -> list[Entry[Event]]:
    """Find out which rows are missing; the entries that may ask for more once these are there."""
    again = []
    folds = projection.folds
    for entry in entries:
        fold = folds.get(entry.event.__class__)
        if fold is None:
            continue
        misses = rows.misses
        try:  # noqa: SIM105 - suppress() would cost as much as asking.
            fold(entry, rows)
        except Exception:  # noqa: BLE001, S110 - rows are missing yet: a failure proves nothing.
            pass
        if rows.misses != misses:
            again.append(entry)
    return again


def fold_entries(projection: Projection, entries: Iterable[Entry[Event]], rows: Rows) -> None:
    """Fold entries in order. While rows are missing, a failure proves nothing: they come later."""
    folds = projection.folds
    for entry in entries:
        fold = folds.get(entry.event.__class__)
        if fold is None:
            continue
        try:
            fold(entry, rows)
        except Exception as error:
            if not rows.missing:
                raise FoldFailed(projection.name, entry.position) from error
