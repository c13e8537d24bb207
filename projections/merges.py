"""合并 merges — what was merged into what, and how much support its people carried along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from projections.paging import PAGE_ROWS_MAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community, Views

# Words of both suggestions as they read today, of the merge its reason.
MERGED: LiteralString = """
    merges m
    JOIN suggestions s ON s.log = m.log AND s.suggestion = m.suggestion
    JOIN suggestions t ON t.log = m.log AND t.suggestion = m.target
    LEFT JOIN words r ON r.log = m.log AND r.position = m.position
    LEFT JOIN words sw ON sw.log = s.log AND sw.position = s.text_position AND s.hidden IS NULL
    LEFT JOIN words tw ON tw.log = t.log AND tw.position = t.text_position AND t.hidden IS NULL
"""
MERGE_COLUMNS: LiteralString = """
    m.suggestion, sw.title, m.target AS into, tw.title AS into_title, t.version AS into_version,
    m.position, m.at, m.by, r.text AS reason
"""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge that stands: a suggestion that goes on in another one."""

    suggestion: str
    title: str | None
    into: str
    into_title: str | None
    into_version: int
    """How the other one reads today: whoever carries support consents to this wording."""
    position: int
    at: str
    by: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """A suggestion that was merged into another one.

    `agree` counts who supports it, `carried` who of them carried the support along.
    """

    suggestion: str
    title: str | None
    agree: int
    carried: int
    position: int
    at: str
    by: str
    reason: str | None


async def merge(views: Views, community: Community, suggestion: str) -> Merge | None:
    """Where a suggestion went, if it is merged now."""
    rows = await views.rows(
        f"""SELECT {MERGE_COLUMNS} FROM {MERGED}
            WHERE m.log = %(log)s AND m.suggestion = %(suggestion)s AND m.undone IS NULL""",  # noqa: S608 - both parts stand above.
        {"log": community.log, "suggestion": suggestion},
    )
    return Merge(**rows[0]) if rows else None


async def carried(views: Views, community: Community, suggestion: str) -> dict[str, int]:
    """How many of those who agree with a suggestion came from which other one."""
    rows = await views.rows(
        """SELECT source, count(*) AS carried FROM stances
           WHERE log = %(log)s AND suggestion = %(suggestion)s AND source IS NOT NULL
           GROUP BY source""",
        {"log": community.log, "suggestion": suggestion},
    )
    return {row["source"]: row["carried"] for row in rows}


async def sources(views: Views, community: Community, suggestion: str) -> list[Source]:
    """The suggestions that are merged into this one now, oldest merge first."""
    rows = await views.rows(
        f"""SELECT m.suggestion, sw.title, s.agree, m.position, m.at, m.by, r.text AS reason
            FROM {MERGED}
            WHERE m.log = %(log)s AND m.target = %(suggestion)s AND m.undone IS NULL
            ORDER BY m.position""",  # noqa: S608 - the part stands above.
        {"log": community.log, "suggestion": suggestion},
    )
    came = await carried(views, community, suggestion) if rows else {}
    return [Source(**row, carried=came.get(row["suggestion"], 0)) for row in rows]


async def to_carry(
    views: Views, community: Community, names: Sequence[str], *, into: str | None = None
) -> list[Merge]:
    """Merges whose supporter this person is, without agreeing yet with where they went.

    Whoever agrees with an earlier wording of the other suggestion is asked too.
    """
    rows = await views.rows(
        f"""SELECT {MERGE_COLUMNS} FROM stances mine
            JOIN ({MERGED}) ON m.log = mine.log AND m.suggestion = mine.suggestion
            WHERE mine.log = %(log)s AND mine.who = ANY(%(names)s) AND mine.choice = 'agree'
              AND m.undone IS NULL AND (%(into)s::text IS NULL OR m.target = %(into)s)
              AND t.hidden IS NULL AND t.merged_into IS NULL
              AND NOT EXISTS (
                SELECT FROM stances there WHERE there.log = mine.log
                AND there.suggestion = m.target AND there.who = mine.who
                AND there.choice = 'agree' AND there.version = t.version)
            ORDER BY m.position LIMIT %(limit)s""",  # noqa: S608 - both parts stand above.
        {"log": community.log, "names": list(names), "into": into, "limit": PAGE_ROWS_MAX},
    )
    return [Merge(**row) for row in rows]
