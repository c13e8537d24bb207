"""审核 moderation — what was hidden by which rule and why, who appealed, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from projections.paging import PAGE_ROWS_MAX

if TYPE_CHECKING:
    from projections.views import Community, Views

HIDINGS: LiteralString = """
    SELECT m.position, m.at, m.by, m.suggestion, m.subject,
           CASE WHEN m.subject = m.suggestion THEN 'suggestion' ELSE 'comment' END AS what,
           m.rule, r.text AS reason, m.appealed_position, m.appealed_at, m.outcome,
           m.decided_position, m.decided_at, m.decided_by, d.text AS decision
    FROM moderations m
    LEFT JOIN words r ON r.log = m.log AND r.position = m.position
    LEFT JOIN words d ON d.log = m.log AND d.position = m.decided_position
    WHERE m.log = %(log)s
"""


@dataclass(frozen=True, slots=True)
class Moderation:
    """One hiding of a suggestion or comment, with what came after it.

    Only whoever made it can have appealed, so their name stands nowhere here.
    """

    position: int
    at: str
    by: str
    suggestion: str
    subject: str
    what: str
    """ "suggestion" or "comment"."""
    rule: str
    reason: str | None
    appealed_position: int | None
    appealed_at: str | None
    outcome: str | None
    """ "upheld", or "restored": shown again."""
    decided_position: int | None
    decided_at: str | None
    decided_by: str | None
    decision: str | None
    """The reason of the decision."""


@dataclass(frozen=True, slots=True)
class HiddenWords:
    """What was hidden, for its author and for those who decide an appeal; for nobody else."""

    who: str
    title: str | None
    text: str | None


async def hidden_counts(views: Views, community: Community) -> dict[str, int]:
    """How many suggestions and comments each rule hides now."""
    rows = await views.rows(
        """SELECT rule, count(DISTINCT subject) AS hidden FROM moderations
           WHERE log = %(log)s AND outcome IS DISTINCT FROM 'restored'
           GROUP BY rule ORDER BY rule""",
        {"log": community.log},
    )
    return {row["rule"]: row["hidden"] for row in rows}


async def moderations(
    views: Views, community: Community, *, before: int | None = None, limit: int
) -> list[Moderation]:
    """Every hiding, newest first; go on with `before` = the last position seen."""
    condition: LiteralString = """
        AND (%(before)s::bigint IS NULL OR m.position < %(before)s)
        ORDER BY m.position DESC LIMIT %(limit)s"""
    return await _found(views, community, condition, before=before, limit=min(limit, PAGE_ROWS_MAX))


async def appeals(
    views: Views, community: Community, *, after: int | None = None, limit: int
) -> list[Moderation]:
    """Appeals that wait to be decided, oldest first; `after` = the last `appealed_position`."""
    condition: LiteralString = """
        AND m.appealed_position > %(after)s AND m.outcome IS NULL
        ORDER BY m.appealed_position LIMIT %(limit)s"""
    return await _found(
        views, community, condition, after=after or 0, limit=min(limit, PAGE_ROWS_MAX)
    )


async def moderation(views: Views, community: Community, subject: str) -> Moderation | None:
    """The last hiding of a suggestion or comment, also when it is shown again."""
    condition: LiteralString = "AND m.subject = %(subject)s ORDER BY m.position DESC LIMIT 1"
    found = await _found(views, community, condition, subject=subject)
    return found[0] if found else None


async def _found(
    views: Views, community: Community, condition: LiteralString, **asked: object
) -> list[Moderation]:
    rows = await views.rows(f"{HIDINGS} {condition}", {"log": community.log, **asked})
    return [Moderation(**row) for row in rows]


async def hidden_words(views: Views, community: Community, subject: str) -> HiddenWords | None:
    """The words of something that a rule hides now; the page must know who is asking.

    What its author took back meanwhile is nobody's business any more.
    """
    rows = await views.rows(
        """SELECT said.who, w.title, w.text FROM (
                SELECT log, who, text_position AS position FROM suggestions
                WHERE log = %(log)s AND suggestion = %(subject)s
                  AND hidden_position IS NOT NULL AND withdrawn IS NULL
                UNION ALL SELECT log, who, position FROM comments
                WHERE log = %(log)s AND comment = %(subject)s
                  AND hidden_position IS NOT NULL AND withdrawn IS NULL) AS said
           LEFT JOIN words w USING (log, position)""",
        {"log": community.log, "subject": subject},
    )
    return HiddenWords(**rows[0]) if rows else None
