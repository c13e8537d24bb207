"""投影 projection — tables, the rows of a page in memory, and folds that are pure.

A fold says, for each kind of event, which rows it reads and changes. It is run over a page in
memory; whatever it asked for and was not there is loaded, all of it in one query a table, and the
page is folded again from the start, until nothing is missing. So nobody keeps a second list of
which rows an event touches, and a page costs the same few queries however long it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_type_hints

from domain.kernel import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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
        read = attrgetter(*names)
        self.tuple_of: Callable[[R], tuple[Any, ...]] = (
            read if len(names) > 1 else lambda of: (read(of),)
        )


class KeyNotFirst(TypeError):
    """The key columns of a table must be the first fields of its row, in the same order."""


class NoSuchRow(LookupError):
    """A fold needs a row that no earlier event has made."""


class Rows:
    """The rows of one page in memory: as they were before it, and as they are now."""

    def __init__(self, before: Mapping[Table[Any], dict[Key, Key | None]] | None = None) -> None:
        """`before` holds the loaded rows, None for rows that do not exist; without it, none do."""
        self._complete = before is None
        self._before: Mapping[Table[Any], dict[Key, Key | None]] = before or {}
        self._now: dict[Table[Any], dict[Key, Any]] = {}
        self.missing: dict[Table[Any], set[Key]] = {}

    def get(self, table: Table[R], *key: Any) -> R | None:  # noqa: ANN401 - a key is text, number or date.
        """A row to read and to change, or None."""
        now = self._now.setdefault(table, {})
        row: R | None = now.get(key)
        if row is None and not self._complete:
            known = self._before[table]
            if key not in known:
                self.missing.setdefault(table, set()).add(key)
            elif (before := known[key]) is not None:
                row = now[key] = table.row(*before)
        return row

    def need(self, table: Table[R], *key: Any) -> R:  # noqa: ANN401 - a key is text, number or date.
        """A row that must exist by the rules of the domain."""
        row = self.get(table, *key)
        if row is None:
            raise NoSuchRow(table.name, *key)
        return row

    def put(self, table: Table[R], row: R) -> R:
        """Make a row, or put another in its place."""
        key = table.tuple_of(row)[: len(table.key)]
        self._now.setdefault(table, {})[key] = row
        return row

    def changed(self, table: Table[R]) -> Iterator[tuple[Any, ...]]:
        """The rows that differ from what they were before the page."""
        before = self._before.get(table, {})
        for key, row in self._now.get(table, {}).items():
            if (now := table.tuple_of(row)) != before.get(key):
                yield now


@dataclass(frozen=True, slots=True)
class Entry(Generic[E_co]):
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
    folds: Mapping[type[Event], Callable[[Entry[Any], Rows], None]] = field(repr=False)


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
) -> Rows:
    """Fold entries over the rows that `load` finds for keys; the rows with all their changes."""
    before: dict[Table[Any], dict[Key, Key | None]] = {table: {} for table in projection.tables}
    for _ in range(PASSES_MAX):
        rows = Rows(before)
        fold_entries(projection, entries, rows)
        if not rows.missing:
            return rows
        for table, keys in rows.missing.items():
            found = {row[: len(table.key)]: row for row in load(table, list(keys))}
            before[table].update((key, found.get(key)) for key in keys)
    message = f"{projection.name} still asks for rows after {PASSES_MAX} passes"
    raise RuntimeError(message)


def fold_entries(projection: Projection, entries: Iterable[Entry[Event]], rows: Rows) -> None:
    """Fold entries in order. While rows are missing, a failure proves nothing: they come later."""
    for entry in entries:
        fold = projection.folds.get(type(entry.event))
        if fold is None:
            continue
        try:
            fold(entry, rows)
        except Exception as error:
            if not rows.missing:
                raise FoldFailed(projection.name, entry.position) from error
