"""评论 comments — what was said about a suggestion, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from projections.paging import PAGE_ROWS_MAX

if TYPE_CHECKING:
    from projections.views import Community, Views


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a suggestion; `hidden` says why its text is None, if it is not erased."""

    comment: str
    suggestion: str
    position: int
    at: str
    who: str
    side: str
    hidden: str | None
    text: str | None
    unsigned: bool
    """Whether a child speaks, whose words are shown without the sign `who`."""


async def comments_by_side(views: Views, community: Community, suggestion: str) -> dict[str, int]:
    """How many comments are for, against or neutral, without those that were withdrawn."""
    rows = await views.rows(
        """SELECT side, count(*) AS comments FROM comments
           WHERE log = %(log)s AND suggestion = %(suggestion)s AND hidden IS NULL GROUP BY side""",
        {"log": community.log, "suggestion": suggestion},
    )
    return {row["side"]: row["comments"] for row in rows}


async def comments(
    views: Views, community: Community, suggestion: str, *, after: int | None, limit: int
) -> list[Comment]:
    """Comments in order, withdrawn ones too; go on with `after` = the last position seen."""
    rows = await views.rows(
        """SELECT c.comment, c.suggestion, c.position, c.at, c.who, c.side, c.hidden,
                  CASE WHEN c.hidden IS NULL THEN w.text END AS text,
                  coalesce(w.unsigned, false) AS unsigned
           FROM comments c LEFT JOIN words w ON w.log = c.log AND w.position = c.position
           WHERE c.log = %(log)s AND c.suggestion = %(suggestion)s AND c.position > %(after)s
           ORDER BY c.position LIMIT %(limit)s""",
        {
            "log": community.log,
            "suggestion": suggestion,
            "after": after or 0,
            "limit": min(limit, PAGE_ROWS_MAX),
        },
    )
    return [Comment(**row) for row in rows]
