"""重折 refolding — shadow tables of several projections are filled from one reading of the log.

Each page is read and decoded once, read while the one before it is still folded, and the rows of
one projection are stored while the next one folds. Every projection has its own transaction a page,
with its own checkpoint: whoever kills this loses the page that was on its way, and nothing else.
"""

from __future__ import annotations

import gc
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra import view_tables
from infra.folding import Behind, Target, read_written
from infra.mapper import event_of
from projections.kept import Kept
from projections.projection import Entry, FoldFailed, fold_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from psycopg import Connection

    from domain.kernel import Event
    from projections.projection import Key, Table

# Rows of each table, divided among the projections that are rebuilt together.
ROWS_KEPT_MAX = 25_000
Changes = dict["Table[Any]", tuple[list["Key"], list["Key"]]]


class NotAlone(RuntimeError):
    """A shadow is not where it was left, though its rebuild holds the lock."""


@dataclass(frozen=True)
class Page:
    """Entries of one log, and the shadows that stand before them."""

    log: int
    after: int
    upto: int
    shadows: Sequence[Target]


def pages(behind: dict[Target, Behind], events_max: int) -> Iterator[Page]:
    """The shadows that are furthest behind go on, until they meet others; all of one log."""
    at = {shadow: page.position for shadow, page in behind.items()}
    [log] = {page.log for page in behind.values()}
    # Each was asked for by itself while people went on: whatever any head showed is stored.
    head = max(page.head for page in behind.values())
    while (after := min(at.values())) < head:
        others = [position for position in at.values() if position > after]
        upto = min(after + events_max, head, *others)
        shadows = [shadow for shadow, position in at.items() if position == after]
        yield Page(log, after, upto, shadows)
        at |= dict.fromkeys(shadows, upto)


class Refolding:
    """Folds logs into shadows through two connections: one reads ahead, one stores.

    A shadow whose fold fails is left behind, with the reason, and the others go on.
    """

    def __init__(self, reading: Connection, storing: Connection) -> None:
        self.reading, self.storing = reading, storing
        self.failed: dict[Target, FoldFailed] = {}
        self._stored: Future[None] | None = None

    def fold(
        self,
        behind: dict[Target, Behind],
        events_max: int,
        on_page: Callable[[], None],
    ) -> None:
        """Fold one log as far as it reaches now, into the shadows that are behind in it."""
        rows_max = ROWS_KEPT_MAX // len(behind)
        kept = {
            shadow: Kept(shadow.projection, was_empty=page.position == 0, rows_max=rows_max)
            for shadow, page in behind.items()
        }
        with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(1) as storer:
            ahead: Future[list[tuple[int, bytes]]] | None = None
            planned = [*pages(behind, events_max)]
            for page, following in zip(planned, [*planned[1:], None], strict=True):
                with _collecting_nothing():
                    written = (ahead or reader.submit(self._read, page)).result()
                    ahead = reader.submit(self._read, following) if following else None
                    self._fold_page(page, written, kept, storer)
                on_page()

    def _fold_page(
        self,
        page: Page,
        written: Iterable[tuple[int, bytes]],
        kept: dict[Target, Kept],
        storer: ThreadPoolExecutor,
    ) -> None:
        entries = [Entry(position, event_of(data)) for position, data in written]
        for shadow in page.shadows:
            if shadow in self.failed:
                continue
            try:
                changes = self._folded(shadow, page, entries, kept[shadow])
            except FoldFailed as error:
                self.failed[shadow] = error
                continue
            self._until_stored()
            self._stored = storer.submit(self._store, shadow, page, changes)
        self._until_stored()

    def _read(self, page: Page) -> list[tuple[int, bytes]]:
        projections = [shadow.projection for shadow in page.shadows]
        return read_written(self.reading, page.log, page.after, page.upto, projections)

    def _folded(
        self, shadow: Target, page: Page, entries: Sequence[Entry[Event]], kept: Kept
    ) -> Changes:
        def load(table: Table[Any], keys: Sequence[Key]) -> Iterable[Key]:
            self._until_stored()
            return view_tables.load(self.storing, table, shadow.suffix, page.log, keys)

        rows = fold_page(shadow.projection, entries, load, kept)
        changes = {table: rows.changes(table) for table in shadow.projection.tables}
        for table, (made, others) in changes.items():
            kept.remember(table, made)
            kept.remember(table, others)
        return changes

    def _until_stored(self) -> None:
        if self._stored is not None:
            self._stored.result()
            self._stored = None

    def _store(self, shadow: Target, page: Page, changes: Changes) -> None:
        began = Behind(page.log, page.after, page.upto)
        with self.storing.transaction():
            # Whatever a crash takes of a shadow is folded again, so no page waits for the disk.
            self.storing.execute("SET LOCAL synchronous_commit = off")
            if not shadow.lock(self.storing, began):
                raise NotAlone(shadow.name)
            for table, (made, others) in changes.items():
                if made:
                    view_tables.append(self.storing, table, shadow.suffix, page.log, made)
                if others:
                    view_tables.replace(self.storing, table, shadow.suffix, page.log, others)
            shadow.move(self.storing, began, page.upto)


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """A page makes hundreds of thousands of objects and no circles, which would be sought for."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
