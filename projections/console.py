"""待办 console — what the committee owes its residents: answers, promises, and what has stalled.

What is hidden or withdrawn stands in none of the lists, since nobody can answer it; what was merged
does, as it still owes its answer. Today is a parameter: the local day of whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, LiteralString

from domain.suggestions.obligation import STALLED_DAYS, UNFINISHED
from projections.paging import PAGE_ROWS_MAX, NotACursor, Page, cursor_of, parsed
from projections.suggestions import COLUMNS, WITH_WORDS, Suggestion

if TYPE_CHECKING:
    from projections.views import Community, Views

OWED: LiteralString = "a.owed_until IS NOT NULL AND a.answered_on IS NULL"
PROMISED: LiteralString = "a.due IS NOT NULL AND a.status IN ('planned', 'under-way')"
STALLED: LiteralString = "a.status = ANY(%(unfinished)s) AND a.status_on < %(quiet_since)s"
ANSWERABLE: LiteralString = "s.log = %(log)s AND s.hidden IS NULL"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for the committee; what is overdue or broken is among the owed, promised."""

    owed: int
    overdue: int
    promised: int
    broken: int
    stalled: int
    appeals: int


def _quiet(today: date) -> dict[str, object]:
    return {
        "unfinished": sorted(UNFINISHED),
        "quiet_since": today - timedelta(days=STALLED_DAYS),
    }


async def owed(
    views: Views, community: Community, *, cursor: str | None = None, limit: int
) -> Page[Suggestion]:
    """Suggestions that are owed an answer; the longest overdue first. Raises `NotACursor`."""
    return await _page(views, community, OWED, "a.owed_until", cursor, limit, {})


async def promises(
    views: Views, community: Community, *, cursor: str | None = None, limit: int
) -> Page[Suggestion]:
    """What is promised by a day and not done; the longest broken first. Raises `NotACursor`."""
    return await _page(views, community, PROMISED, "a.due", cursor, limit, {})


async def stalled(
    views: Views, community: Community, today: date, *, cursor: str | None = None, limit: int
) -> Page[Suggestion]:
    """What has been left without a word for long; the longest first. Raises `NotACursor`."""
    return await _page(views, community, STALLED, "a.status_on", cursor, limit, _quiet(today))


async def _page(
    views: Views,
    community: Community,
    condition: LiteralString,
    day: LiteralString,
    cursor: str | None,
    limit: int,
    asked: dict[str, object],
) -> Page[Suggestion]:
    ordinal, position = parsed(cursor)
    if ordinal is not None and not 1 <= ordinal <= date.max.toordinal():
        raise NotACursor(cursor)
    shown = min(limit, PAGE_ROWS_MAX)
    rows = await views.rows(
        f"""SELECT {COLUMNS}, {day} AS day FROM {WITH_WORDS}
            WHERE {ANSWERABLE} AND {condition}
              AND (%(position)s::bigint IS NULL
                   OR ({day}, s.position) > (%(after)s::date, %(position)s::bigint))
            ORDER BY {day}, s.position LIMIT %(more)s""",  # noqa: S608 - all parts stand in this file or beside it.
        {"log": community.log, "position": position, "more": shown + 1}
        | {"after": None if ordinal is None else date.fromordinal(ordinal)}
        | asked,
    )
    days: list[date] = [row.pop("day") for row in rows]
    items = [Suggestion(**row) for row in rows[:shown]]
    follows = len(rows) > shown and bool(items)
    last = cursor_of(days[shown - 1].toordinal(), items[-1].position) if follows else None
    return Page(items, last)


async def waiting(views: Views, community: Community, today: date) -> Waiting:
    """How much waits for the committee on a day, in one query."""
    [row] = await views.rows(
        f"""SELECT count(*) FILTER (WHERE {OWED}) AS owed,
                   count(*) FILTER (WHERE {OWED} AND a.owed_until < %(today)s) AS overdue,
                   count(*) FILTER (WHERE {PROMISED}) AS promised,
                   count(*) FILTER (WHERE {PROMISED} AND a.due < %(today)s) AS broken,
                   count(*) FILTER (WHERE {STALLED}) AS stalled,
                   (SELECT count(*) FROM moderations WHERE log = %(log)s
                    AND appealed_position IS NOT NULL AND outcome IS NULL) AS appeals
            FROM suggestions s JOIN answering a USING (log, suggestion) WHERE {ANSWERABLE}""",  # noqa: S608 - all parts stand above.
        {"log": community.log, "today": today, **_quiet(today)},
    )
    return Waiting(**row)
