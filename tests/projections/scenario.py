"""Given events, then rows: how a test of a fold reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from domain.community.events import CommunityFounded
from domain.kernel import Act, Event
from domain.residents.events import ResidenceVerified, ResidentJoined
from domain.suggestions.events import (
    Choice,
    CommentMade,
    StanceTaken,
    StanceWithdrawn,
    SuggestionModerated,
    SuggestionSubmitted,
)
from projections.projection import Entry, Key, Projection, Rows, Table, fold_page

R = TypeVar("R")

NOON = "2026-03-02T04:00Z"
"""Noon in Shanghai."""
MIDNIGHT = "2026-03-02T16:00Z"
"""The first hour of the next day in Shanghai."""
RESIDENT, NEIGHBOUR = "voice:2026:resident", "voice:2026:neighbour"
RESIDENT_ON_THE_ROLL = "member:resident"
CLERK = "staff:lin"
READING_CORNER = "suggestion:reading-corner"


def act(by: str = RESIDENT, at: str = NOON, on_behalf: str | None = None) -> Act:
    return Act(by, at, on_behalf)


founded = CommunityFounded(
    act=act("system"), community="community:haitang", name="海棠社区", time_zone="Asia/Shanghai"
)
submitted = SuggestionSubmitted(
    act=act(),
    suggestion=READING_CORNER,
    scope="voice:2026",
    category="making-together",
    channel="web",
)
moderated = SuggestionModerated(act=act(CLERK), suggestion=READING_CORNER, rule="off-topic")
commented = CommentMade(
    act=act(NEIGHBOUR),
    suggestion=READING_CORNER,
    comment="comment:quiet",
    side="for",
    channel="web",
)
joined = ResidentJoined(act=act(RESIDENT_ON_THE_ROLL), channel="web")
verified = ResidenceVerified(act=act(CLERK, MIDNIGHT), resident=RESIDENT_ON_THE_ROLL, method="desk")


def stance(choice: Choice, by: str = RESIDENT, at: str = NOON) -> StanceTaken:
    return StanceTaken(act=act(by, at), suggestion=READING_CORNER, choice=choice, channel="web")


def stance_withdrawn(by: str = RESIDENT) -> StanceWithdrawn:
    return StanceWithdrawn(act=act(by), suggestion=READING_CORNER, channel="web")


@dataclass(frozen=True)
class Given:
    """A log of these events, at the positions from 1 on."""

    events: tuple[Event, ...]

    def rows(self, projection: Projection) -> Rows:
        """All rows, and the same whether the log is folded at once or an entry at a time."""
        entries = [Entry(position, event) for position, event in enumerate(self.events, start=1)]
        at_once = stored(projection, [entries])
        one_by_one = stored(projection, [[entry] for entry in entries])
        assert at_once == one_by_one
        rows = Rows()
        for table, found in at_once.items():
            for row in found.values():
                rows.put(table, table.row(*row))
        return rows

    def then_rows(self, projection: Projection, table: Table[R], *expected: R) -> None:
        rows = self.rows(projection)
        found = [table.row(*values) for values in rows.changed(table)]
        assert sorted(found, key=table.tuple_of) == sorted(expected, key=table.tuple_of)


def given(*events: Event) -> Given:
    return Given(events)


def stored(
    projection: Projection, pages: list[list[Entry[Event]]]
) -> dict[Table[Any], dict[Key, Key]]:
    """What a database would hold after these pages."""
    tables: dict[Table[Any], dict[Key, Key]] = {table: {} for table in projection.tables}
    for page in pages:
        rows = fold_page(
            projection,
            page,
            lambda table, keys: [tables[table][key] for key in keys if key in tables[table]],
        )
        for table, found in tables.items():
            found.update((row[: len(table.key)], row) for row in rows.changed(table))
    return tables
