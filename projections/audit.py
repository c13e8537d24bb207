"""存证 audit — the trail: every entry as it was written, read from the log itself.

There is no fold here, on purpose: what an auditor sees is the record, not a copy of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

from domain.catalogue import CATALOGUE
from domain.voting.events import PollOpened
from projections.paging import PAGE_ROWS_MAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community, Views

# The empty tag stands on every event, so one index answers all filters: it is read from its end,
# once for each tag and kind of event, and only as far as a page reaches.
BY_TAG: LiteralString = """
    SELECT e.position, e.data, e.tags FROM (
        SELECT DISTINCT t.position FROM unnest(%(events)s::text[]) AS kind(type)
        CROSS JOIN unnest(%(tags)s::text[]) AS about(tag)
        CROSS JOIN LATERAL (
            SELECT position FROM event_tag
            WHERE log = %(log)s AND tag = about.tag AND type = kind.type
              AND position < coalesce(%(before)s::bigint, 9223372036854775807)
            ORDER BY position DESC LIMIT %(limit)s) AS t
        ORDER BY t.position DESC LIMIT %(limit)s) AS page
    JOIN event e ON e.log = %(log)s AND e.position = page.position
    ORDER BY e.position DESC
"""
ALL: LiteralString = """
    SELECT position, data, tags FROM event
    WHERE log = %(log)s AND (%(before)s::bigint IS NULL OR position < %(before)s)
    ORDER BY position DESC LIMIT %(limit)s
"""
ONE: LiteralString = """
    SELECT position, data, tags FROM event WHERE log = %(log)s AND position = %(position)s
    UNION ALL SELECT 0, opening, '{}'::text[] FROM log_head
    WHERE log = %(log)s AND %(position)s = 0
"""
# A poll is named by its opening, which is the first entry of its kind that bears its tag.
POLL_TITLES: LiteralString = """
    SELECT t.tag AS poll, w.title FROM event_tag t
    LEFT JOIN words w ON w.log = t.log AND w.position = t.position
    WHERE t.log = %(log)s AND t.tag = ANY(%(polls)s::text[]) AND t.type = %(opened)s
"""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An entry: its public JSON, and what stands in it in every case."""

    position: int
    entry: dict[str, Any]
    event: str
    at: str
    by: str
    who: str
    tags: list[str]


async def entries(
    views: Views,
    community: Community,
    *,
    event: str | None,
    tag: str | None,
    before: int | None,
    limit: int,
) -> list[AuditEntry]:
    """Entries newest first; go on with `before` = the last position seen."""
    rows = await views.rows(
        ALL if event is None and tag is None else BY_TAG,
        {
            "log": community.log,
            "events": list(CATALOGUE) if event is None else [event],
            "tags": [tag or ""],
            "before": before,
            "limit": min(limit, PAGE_ROWS_MAX),
        },
    )
    return [_entry(**row) for row in rows]


async def entries_about(
    views: Views,
    community: Community,
    names: Sequence[str],
    *,
    events: Sequence[str] = tuple(CATALOGUE),
    before: int | None = None,
    limit: int,
) -> list[AuditEntry]:
    """Entries that concern any of these names, newest first, each once."""
    rows = await views.rows(
        BY_TAG,
        {
            "log": community.log,
            "events": list(events),
            "tags": list(names),
            "before": before,
            "limit": min(limit, PAGE_ROWS_MAX),
        },
    )
    return [_entry(**row) for row in rows]


async def entry(views: Views, community: Community, position: int) -> AuditEntry | None:
    """One entry; position 0 is the opening of the log."""
    rows = await views.rows(ONE, {"log": community.log, "position": position})
    return _entry(**rows[0]) if rows else None


async def poll_titles(
    views: Views, community: Community, polls: Sequence[str]
) -> dict[str, str | None]:
    """The titles of polls as they were opened, None where the words are not there (yet)."""
    if not polls:
        return {}
    named = {"log": community.log, "polls": list(polls), "opened": PollOpened.TOPIC}
    return {row["poll"]: row["title"] for row in await views.rows(POLL_TITLES, named)}


def _entry(position: int, data: bytes, tags: list[str]) -> AuditEntry:
    parsed: dict[str, Any] = json.loads(bytes(data))
    by: str = parsed["by"]
    who = parsed["data"].get("for", by)
    return AuditEntry(position, parsed, parsed["e"], parsed["at"], by, who, tags)
