"""附议 stances — how every suggestion is answered, and every stance that stands, for exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from projections.views import Community, Views

EXPORT_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Tally:
    """The stances that stand on a suggestion, a hidden one too."""

    source_id: str | None
    suggestion: str
    agree: int
    disagree: int
    passed: int


@dataclass(frozen=True, slots=True)
class Stance:
    """The stance that stands of one name on one suggestion."""

    suggestion: str
    source_id: str | None
    who: str
    choice: str


async def tally(views: Views, community: Community) -> list[Tally]:
    """How every suggestion stands: hidden ones too, and those without a stance."""
    rows = await views.rows(
        """SELECT source_id, suggestion, agree, disagree, passed FROM suggestions
           WHERE log = %(log)s ORDER BY position""",
        {"log": community.log},
    )
    return [Tally(**row) for row in rows]


async def stances(views: Views, community: Community) -> AsyncIterator[Stance]:
    """Every stance that stands, by suggestion and name."""
    last = {"suggestion": "", "who": ""}
    while True:
        rows = await views.rows(
            """SELECT t.suggestion, s.source_id, t.who, t.choice
               FROM stances t JOIN suggestions s USING (log, suggestion)
               WHERE t.log = %(log)s AND t.choice IS NOT NULL
                 AND (t.suggestion, t.who) > (%(suggestion)s, %(who)s)
               ORDER BY t.suggestion, t.who LIMIT %(limit)s""",
            {"log": community.log, "limit": EXPORT_ROWS, **last},
        )
        for row in rows:
            yield Stance(**row)
        if len(rows) < EXPORT_ROWS:
            return
        last = {"suggestion": rows[-1]["suggestion"], "who": rows[-1]["who"]}
