"""收件箱 inbox — what somebody is told about the suggestions that concern them.

Concerned is who made a suggestion, agrees with it or follows it, from that entry on. Nobody is
told of their own acts, and whoever takes support back is told nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from projections.paging import PAGE_ROWS_MAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community, Views

KINDS = (
    "answered", "amended", "reply", "merged", "merge-undone", "moderated", "appeal-decided",
    "poll-opened", "poll-closed", "poll-cancelled",
)  # fmt: skip
UNSEEN_MAX = 99
FOR_ME: LiteralString = """
    concern AS MATERIALIZED (
        SELECT suggestion, min(since) AS since FROM (
            SELECT suggestion, least(made, followed) AS since FROM concerns
            WHERE log = %(log)s AND who = ANY(%(names)s::text[])
            UNION ALL SELECT suggestion, since FROM stances
            WHERE log = %(log)s AND who = ANY(%(names)s::text[])) AS each
        WHERE since IS NOT NULL GROUP BY suggestion),
    for_me AS MATERIALIZED (
        SELECT DISTINCT ON (position) * FROM (
            SELECT n.* FROM concern JOIN notices n ON n.log = %(log)s
                AND n.suggestion = concern.suggestion AND n.position > concern.since
                AND n.reader IS NULL
            UNION ALL SELECT n.* FROM notices n
            WHERE n.log = %(log)s AND n.reader = ANY(%(names)s::text[])) AS each
        WHERE who <> ALL(%(names)s::text[])
          AND position < coalesce(%(before)s::bigint, position + 1)
        ORDER BY position DESC, suggestion LIMIT %(limit)s)
"""
# Counted by index, one suggestion of concern after the other, however many notices there are:
# OFFSET keeps the planner from reading all of them, in a plan that it makes once for everybody.
UNSEEN: LiteralString = """
    SELECT count(*) FROM (
        SELECT DISTINCT position FROM (
            SELECT n.position FROM (
                SELECT suggestion, min(since) AS since FROM (
                    SELECT suggestion, least(made, followed) AS since FROM concerns
                    WHERE log = %(log)s AND who = ANY(%(my_names)s::text[])
                    UNION ALL SELECT suggestion, since FROM stances
                    WHERE log = %(log)s AND who = ANY(%(my_names)s::text[])) AS each
                WHERE since IS NOT NULL GROUP BY suggestion) AS concern
            CROSS JOIN LATERAL (
                SELECT position FROM notices
                WHERE log = %(log)s AND suggestion = concern.suggestion
                  AND position > greatest(concern.since, %(my_seen)s)
                  AND reader IS NULL AND who <> ALL(%(my_names)s::text[]) OFFSET 0) AS n
            UNION ALL SELECT position FROM notices
            WHERE log = %(log)s AND reader = ANY(%(my_names)s::text[]) AND position > %(my_seen)s
              AND who <> ALL(%(my_names)s::text[])) AS each
        LIMIT %(my_most)s) AS new
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened to a suggestion of one's concern, and what was said about it.

    `subject` is the comment, the poll or the other suggestion that it is about; `detail` the
    status of an answer, the rule of a hiding, the outcome of an appeal, or the new version.
    """

    position: int
    at: str
    kind: str
    who: str
    suggestion: str
    title: str | None
    subject: str | None
    subject_title: str | None
    detail: str | None
    text: str | None
    unsigned: bool
    """Whether a child speaks, whose words are shown without the sign `who`."""


async def notices(
    views: Views,
    community: Community,
    names: Sequence[str],
    *,
    before: int | None = None,
    limit: int,
) -> list[Notice]:
    """What a person, known by these names, is told, newest first."""
    rows = await views.rows(
        f"""WITH {FOR_ME}
            SELECT n.position, n.at, n.kind, n.who, n.suggestion, n.subject, n.detail,
                   CASE WHEN s.hidden IS NULL THEN sw.title END AS title,
                   CASE WHEN t.hidden IS NULL THEN tw.title END AS subject_title,
                   CASE WHEN n.kind IN ('amended', 'poll-opened') OR c.hidden IS NOT NULL
                             AND n.kind = 'reply' THEN NULL ELSE w.text END AS text,
                   n.kind IN ('reply', 'amended') AND coalesce(w.unsigned, false) AS unsigned
            FROM for_me n JOIN suggestions s USING (log, suggestion)
            LEFT JOIN words sw ON sw.log = s.log AND sw.position = s.text_position
            LEFT JOIN words w ON w.log = n.log AND w.position = n.position
            LEFT JOIN comments c ON c.log = n.log AND c.comment = n.subject
            LEFT JOIN suggestions t ON t.log = n.log AND t.suggestion = n.subject
            LEFT JOIN poll_subjects p ON p.log = n.log AND p.poll = n.subject
            LEFT JOIN words tw ON tw.log = n.log
                AND tw.position = coalesce(t.text_position, p.position)
            ORDER BY n.position DESC""",  # noqa: S608 - the part stands above.
        {"log": community.log, "names": list(names), "before": before}
        | {"limit": min(limit, PAGE_ROWS_MAX)},
    )
    return [Notice(**row) for row in rows]


async def unseen(
    views: Views, community: Community, names: Sequence[str], after_position: int
) -> int:
    """How many notices are newer than the last one seen, counted to `UNSEEN_MAX`."""
    [row] = await views.rows(
        f"SELECT ({UNSEEN}) AS unseen",
        {"log": community.log, "my_names": list(names), "my_seen": after_position}
        | {"my_most": UNSEEN_MAX},
    )
    unseen: int = row["unseen"]
    return unseen
