"""版本 versions — every wording that a suggestion had, and how many agree with each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projections.views import Community, Views


@dataclass(frozen=True, slots=True)
class Version:
    """A wording. Title and text are None when it is hidden or erased."""

    version: int
    position: int
    at: str
    who: str
    title: str | None
    text: str | None
    unsigned: bool
    agree: int
    """How many agreeing stances that stand are about this wording."""


async def versions(views: Views, community: Community, suggestion: str) -> list[Version]:
    """All wordings of a suggestion, oldest first."""
    rows = await views.rows(
        """WITH wording AS (
                SELECT log, suggestion, 1 AS version, position, at, who FROM suggestions
                WHERE log = %(log)s AND suggestion = %(suggestion)s
                UNION ALL SELECT log, suggestion, version, position, at, who FROM versions
                WHERE log = %(log)s AND suggestion = %(suggestion)s),
            support AS (
                SELECT version, count(*) AS agree FROM stances
                WHERE log = %(log)s AND suggestion = %(suggestion)s AND choice = 'agree'
                GROUP BY version)
           SELECT v.version, v.position, v.at, v.who,
                  CASE WHEN s.hidden IS NULL THEN w.title END AS title,
                  CASE WHEN s.hidden IS NULL THEN w.text END AS text,
                  coalesce(w.unsigned, false) AS unsigned, coalesce(u.agree, 0) AS agree
           FROM wording v JOIN suggestions s USING (log, suggestion)
           LEFT JOIN words w ON w.log = v.log AND w.position = v.position
           LEFT JOIN support u ON u.version = v.version
           ORDER BY v.version""",
        {"log": community.log, "suggestion": suggestion},
    )
    return [Version(**row) for row in rows]
