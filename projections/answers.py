"""答复 answers — what the committee answered to a suggestion, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from projections.views import Community, Views


@dataclass(frozen=True, slots=True)
class Answer:
    """An official answer: its status, its words, and the day of its promise if it made one."""

    position: int
    at: str
    by: str
    status: str
    due: date | None
    text: str | None


async def answers(views: Views, community: Community, suggestion: str) -> list[Answer]:
    """All answers to a suggestion, newest first."""
    rows = await views.rows(
        """SELECT a.position, a.at, a.by, a.status, a.due, w.text
           FROM answers a LEFT JOIN words w ON w.log = a.log AND w.position = a.position
           WHERE a.log = %(log)s AND a.suggestion = %(suggestion)s ORDER BY a.position DESC""",
        {"log": community.log, "suggestion": suggestion},
    )
    return [Answer(**row) for row in rows]
