"""居民 residents — who is on the roll, since when, and who serves the community."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.residents.events import ResidenceVerified, ResidentJoined, RoleGranted
from projections.paging import PAGE_ROWS_MAX
from projections.projection import Entry, Projection, Rows, Table

if TYPE_CHECKING:
    from projections.views import Community, Views


@dataclass(slots=True)
class MemberRow:
    member: str
    joined_position: int
    joined_at: str
    channel: str
    verified_position: int | None = None


@dataclass(slots=True)
class RoleRow:
    holder: str
    role: str


MEMBERS = Table("members", MemberRow, key=("member",), indexes=[("joined_position",)])
ROLES = Table("roles", RoleRow, key=("holder",))


def join(entry: Entry[ResidentJoined], rows: Rows) -> None:
    act = entry.event.act
    rows.put(MEMBERS, MemberRow(act.who, entry.position, act.at, entry.event.channel))


def verify(entry: Entry[ResidenceVerified], rows: Rows) -> None:
    rows.need(MEMBERS, entry.event.resident).verified_position = entry.position


def grant(entry: Entry[RoleGranted], rows: Rows) -> None:
    rows.put(ROLES, RoleRow(entry.event.holder, entry.event.role))


RESIDENTS = Projection(
    "residents",
    version=1,
    tables=(MEMBERS, ROLES),
    folds={ResidentJoined: join, ResidenceVerified: verify, RoleGranted: grant},
)


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the roll, by the `member` name."""

    member: str
    joined_position: int
    joined_at: str
    channel: str
    verified_position: int | None


async def member(views: Views, community: Community, name: str) -> Member | None:
    rows = await views.rows(
        """SELECT member, joined_position, joined_at, channel, verified_position FROM members
           WHERE log = %(log)s AND member = %(name)s""",
        {"log": community.log, "name": name},
    )
    return Member(**rows[0]) if rows else None


async def members(
    views: Views, community: Community, *, verified: bool | None, before: int | None, limit: int
) -> list[Member]:
    """The roll, newest first; go on with `before` = the last `joined_position` seen."""
    rows = await views.rows(
        """SELECT member, joined_position, joined_at, channel, verified_position FROM members
           WHERE log = %(log)s
             AND (%(before)s::bigint IS NULL OR joined_position < %(before)s)
             AND (%(verified)s::boolean IS NULL
                  OR (verified_position IS NOT NULL) = %(verified)s)
           ORDER BY joined_position DESC LIMIT %(limit)s""",
        {
            "log": community.log,
            "verified": verified,
            "before": before,
            "limit": min(limit, PAGE_ROWS_MAX),
        },
    )
    return [Member(**row) for row in rows]


async def role_of(views: Views, community: Community, holder: str) -> str | None:
    """The role that a member of staff holds today."""
    rows = await views.rows(
        "SELECT role FROM roles WHERE log = %(log)s AND holder = %(holder)s",
        {"log": community.log, "holder": holder},
    )
    return str(rows[0]["role"]) if rows else None
