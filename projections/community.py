"""社区 community — which rules hold today, and how they came to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.community.events import PolicyAdopted
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


POLICIES = Table("policies", PolicyRow, key=("policy", "position"))


def adopt(entry: Entry[PolicyAdopted], rows: Rows) -> None:
    event = entry.event
    rows.put(POLICIES, PolicyRow(event.policy, entry.position, event.value, event.act.at))


COMMUNITY = Projection("community", version=1, tables=(POLICIES,), folds={PolicyAdopted: adopt})


@dataclass(frozen=True, slots=True)
class PolicyToday:
    """A value that a policy took, and the entry by which it did."""

    policy: str
    value: str
    position: int
    at: str


async def policies(views: Views, community: Community) -> list[PolicyToday]:
    """The value of each policy today."""
    rows = await views.rows(
        """SELECT DISTINCT ON (policy) policy, value, position, at FROM policies
           WHERE log = %(log)s ORDER BY policy, position DESC""",
        {"log": community.log},
    )
    return [PolicyToday(**row) for row in rows]


async def policies_at(
    views: Views, community: Community, positions: Sequence[int]
) -> dict[tuple[int, str], PolicyToday]:
    """The value of each policy when each of these entries was recorded, by position and policy."""
    rows = await views.rows(
        """SELECT DISTINCT ON (asked, policy) asked, policy, value, p.position, p.at
           FROM unnest(%(positions)s::bigint[]) AS asked
           JOIN policies p ON p.log = %(log)s AND p.position < asked
           ORDER BY asked, policy, p.position DESC""",
        {"log": community.log, "positions": list(positions)},
    )
    return {(row.pop("asked"), row["policy"]): PolicyToday(**row) for row in rows}


async def policy_history(views: Views, community: Community) -> list[PolicyToday]:
    """Every value that a policy ever took, newest first."""
    rows = await views.rows(
        """SELECT policy, value, position, at FROM policies
           WHERE log = %(log)s ORDER BY position DESC""",
        {"log": community.log},
    )
    return [PolicyToday(**row) for row in rows]
