"""居民 residents — who is on the roll, since when, and which entries tell about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from projections.paging import PAGE_ROWS_MAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community, Views

COLUMNS: LiteralString = """
    member, joined_position, joined_at, channel, verified_position, vouched_position, left_position
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the roll, by the `member` name; or one who left it, asked for by name."""

    member: str
    joined_position: int
    joined_at: str
    channel: str
    verified_position: int | None
    vouched_position: int | None
    left_position: int | None


async def member(views: Views, community: Community, name: str) -> Member | None:
    """Whoever is or was on the roll under this name."""
    rows = await views.rows(
        f"SELECT {COLUMNS} FROM members WHERE log = %(log)s AND member = %(name)s",  # noqa: S608 - the columns stand above.
        {"log": community.log, "name": name},
    )
    return Member(**rows[0]) if rows else None


async def members(
    views: Views, community: Community, *, verified: bool | None, before: int | None, limit: int
) -> list[Member]:
    """The roll, newest first; go on with `before` = the last `joined_position` seen."""
    rows = await views.rows(
        f"""SELECT {COLUMNS} FROM members
            WHERE log = %(log)s AND left_position IS NULL
              AND (%(before)s::bigint IS NULL OR joined_position < %(before)s)
              AND (%(verified)s::boolean IS NULL
                   OR (verified_position IS NOT NULL) = %(verified)s)
            ORDER BY joined_position DESC LIMIT %(limit)s""",  # noqa: S608 - as above.
        {
            "log": community.log,
            "verified": verified,
            "before": before,
            "limit": min(limit, PAGE_ROWS_MAX),
        },
    )
    return [Member(**row) for row in rows]


async def details_positions(
    views: Views, community: Community, names: Sequence[str]
) -> dict[str, list[int]]:
    """The entries whose private fields tell who these members are, oldest first."""
    rows = await views.rows(
        """SELECT member, array_agg(position ORDER BY position) AS positions FROM member_details
           WHERE log = %(log)s AND member = ANY(%(names)s::text[]) GROUP BY member""",
        {"log": community.log, "names": list(names)},
    )
    return {row["member"]: row["positions"] for row in rows}
