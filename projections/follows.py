"""关注 follows — which suggestions somebody wants to hear of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from projections.paging import PAGE_ROWS_MAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community, Views


@dataclass(frozen=True, slots=True)
class Followed:
    """A suggestion that somebody follows, by the entry that says so."""

    suggestion: str
    position: int


async def follows(views: Views, community: Community, suggestion: str, name: str) -> bool:
    rows = await views.rows(
        """SELECT FROM concerns WHERE log = %(log)s AND suggestion = %(suggestion)s
           AND who = %(name)s AND followed IS NOT NULL""",
        {"log": community.log, "suggestion": suggestion, "name": name},
    )
    return bool(rows)


async def following(
    views: Views,
    community: Community,
    names: Sequence[str],
    *,
    before: int | None = None,
    limit: int,
) -> list[Followed]:
    """What a person, known by these names, follows, newest first."""
    rows = await views.rows(
        """SELECT suggestion, followed AS position FROM concerns
           WHERE log = %(log)s AND who = ANY(%(names)s) AND followed IS NOT NULL
             AND (%(before)s::bigint IS NULL OR followed < %(before)s)
           ORDER BY followed DESC LIMIT %(limit)s""",
        {
            "log": community.log,
            "names": list(names),
            "before": before,
            "limit": min(limit, PAGE_ROWS_MAX),
        },
    )
    return [Followed(**row) for row in rows]
