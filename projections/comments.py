"""评论 comments — what was said about a suggestion, page by page and thread by thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from projections.paging import PAGE_ROWS_MAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community, Views

REPLIES_SHOWN_MAX = 20
COLUMNS: LiteralString = """
    c.comment, c.suggestion, c.position, c.at, c.who, c.side, c.hidden, c.thread, c.reply_to,
    c.supports, c.replies, CASE WHEN c.hidden IS NULL THEN w.text END AS text,
    coalesce(w.unsigned, false) AS unsigned
"""
JOIN_WORDS: LiteralString = "LEFT JOIN words w ON w.log = c.log AND w.position = c.position"


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
    thread: str
    """The first comment of its thread: itself, when it answers none."""
    reply_to: str | None
    supports: int
    replies: int
    """How many comments its thread has besides, if it is the first one."""
    text: str | None
    unsigned: bool
    """Whether a child speaks, whose words are shown without the sign `who`."""


async def comments_by_side(views: Views, community: Community, suggestion: str) -> dict[str, int]:
    """How many comments are for, against or neutral, without those that are hidden."""
    rows = await views.rows(
        """SELECT side, count(*) AS comments FROM comments
           WHERE log = %(log)s AND suggestion = %(suggestion)s AND hidden IS NULL GROUP BY side""",
        {"log": community.log, "suggestion": suggestion},
    )
    return {row["side"]: row["comments"] for row in rows}


async def comments(
    views: Views, community: Community, suggestion: str, *, after: int | None, limit: int
) -> list[Comment]:
    """Comments in order, hidden ones too; go on with `after` = the last position seen."""
    return await _found(
        views, community, "c.suggestion = %(of)s", suggestion, after=after, limit=limit
    )


async def threads(
    views: Views, community: Community, suggestion: str, *, after: int | None, limit: int
) -> list[Comment]:
    """Those comments that answer no other one, in order."""
    condition: LiteralString = "c.suggestion = %(of)s AND c.reply_to IS NULL"
    return await _found(views, community, condition, suggestion, after=after, limit=limit)


async def thread(
    views: Views, community: Community, thread: str, *, after: int | None, limit: int
) -> list[Comment]:
    """What was answered in a thread, in order."""
    condition: LiteralString = "c.thread = %(of)s AND c.reply_to IS NOT NULL"
    return await _found(views, community, condition, thread, after=after, limit=limit)


async def _found(
    views: Views,
    community: Community,
    condition: LiteralString,
    of: str,
    *,
    after: int | None,
    limit: int,
) -> list[Comment]:
    rows = await views.rows(
        f"""SELECT {COLUMNS} FROM comments c {JOIN_WORDS}
            WHERE c.log = %(log)s AND {condition} AND c.position > %(after)s
            ORDER BY c.position LIMIT %(limit)s""",  # noqa: S608 - all parts stand in this file.
        {"log": community.log, "of": of, "after": after or 0, "limit": min(limit, PAGE_ROWS_MAX)},
    )
    return [Comment(**row) for row in rows]


async def replies(
    views: Views, community: Community, threads: Sequence[str]
) -> dict[str, list[Comment]]:
    """The first answers in each of these threads, in order; a thread without any is left out."""
    rows = await views.rows(
        f"""SELECT {COLUMNS} FROM unnest(%(threads)s::text[]) AS asked(thread)
            CROSS JOIN LATERAL (
                SELECT * FROM comments WHERE log = %(log)s AND thread = asked.thread
                AND reply_to IS NOT NULL ORDER BY position LIMIT %(limit)s) AS c {JOIN_WORDS}
            ORDER BY c.position""",  # noqa: S608 - all parts stand above.
        {"log": community.log, "threads": list(threads), "limit": REPLIES_SHOWN_MAX},
    )
    found: dict[str, list[Comment]] = {}
    for row in rows:
        found.setdefault(row["thread"], []).append(Comment(**row))
    return found


async def comment(views: Views, community: Community, id: str) -> Comment | None:  # noqa: A002 - the community's word for it.
    rows = await views.rows(
        f"SELECT {COLUMNS} FROM comments c {JOIN_WORDS} WHERE c.log = %(log)s AND c.comment = %(id)s",  # noqa: E501, S608 - one line is easier read; all parts stand above.
        {"log": community.log, "id": id},
    )
    return Comment(**rows[0]) if rows else None


async def comments_supported(
    views: Views, community: Community, suggestion: str, name: str
) -> set[str]:
    """The comments on a suggestion that a name finds right."""
    rows = await views.rows(
        """SELECT comment FROM comment_supports
           WHERE log = %(log)s AND who = %(name)s AND suggestion = %(suggestion)s AND standing""",
        {"log": community.log, "suggestion": suggestion, "name": name},
    )
    return {row["comment"] for row in rows}
