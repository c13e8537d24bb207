"""社区 community — which rules hold today, and how they came to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from domain.community.events import PolicyAdopted
from projections.paging import PAGE_ROWS_MAX
from projections.projection import Entry, Projection, Rows, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community, Views


@dataclass(slots=True)
class PolicyRow:
    policy: str
    position: int
    value: str
    at: str
    by: str


POLICIES = Table("policies", PolicyRow, key=("policy", "position"))


def adopt(entry: Entry[PolicyAdopted], rows: Rows) -> None:
    event, act = entry.event, entry.event.act
    rows.put(POLICIES, PolicyRow(event.policy, entry.position, event.value, act.at, act.by))


COMMUNITY = Projection("community", version=2, tables=(POLICIES,), folds={PolicyAdopted: adopt})


@dataclass(frozen=True, slots=True)
class PolicyToday:
    """A value that a policy took, and the entry by which it did."""

    policy: str
    value: str
    position: int
    at: str
    by: str
    text: str
    """Its wording; empty where the committee gave it none."""


COLUMNS: LiteralString = "p.policy, p.value, p.position, p.at, p.by, coalesce(w.text, '') AS text"
JOIN_WORDS: LiteralString = "LEFT JOIN words w ON w.log = p.log AND w.position = p.position"


async def policies(views: Views, community: Community) -> list[PolicyToday]:
    """The value of each policy today."""
    rows = await views.rows(
        f"""SELECT DISTINCT ON (p.policy) {COLUMNS} FROM policies p {JOIN_WORDS}
            WHERE p.log = %(log)s ORDER BY p.policy, p.position DESC""",  # noqa: S608 - the columns stand above.
        {"log": community.log},
    )
    return [PolicyToday(**row) for row in rows]


async def policies_at(
    views: Views, community: Community, positions: Sequence[int]
) -> dict[tuple[int, str], PolicyToday]:
    """The value of each policy when each of these entries was recorded, by position and policy."""
    rows = await views.rows(
        f"""SELECT DISTINCT ON (asked, p.policy) asked, {COLUMNS}
            FROM unnest(%(positions)s::bigint[]) AS asked
            JOIN policies p ON p.log = %(log)s AND p.position < asked {JOIN_WORDS}
            ORDER BY asked, p.policy, p.position DESC""",  # noqa: S608 - as above.
        {"log": community.log, "positions": list(positions)},
    )
    return {(row.pop("asked"), row["policy"]): PolicyToday(**row) for row in rows}


async def policy_history(
    views: Views, community: Community, *, before: int | None = None, limit: int = PAGE_ROWS_MAX
) -> list[PolicyToday]:
    """Every value and wording that a policy ever took, newest first."""
    rows = await views.rows(
        f"""SELECT {COLUMNS} FROM policies p {JOIN_WORDS}
            WHERE p.log = %(log)s AND (%(before)s::bigint IS NULL OR p.position < %(before)s)
            ORDER BY p.position DESC LIMIT %(limit)s""",  # noqa: S608 - as above.
        {"log": community.log, "before": before, "limit": min(limit, PAGE_ROWS_MAX)},
    )
    return [PolicyToday(**row) for row in rows]
