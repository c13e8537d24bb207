"""职责 offices — who serves the community as what, where, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from domain.residents.grant_role import proposal_stands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community, Views

COLUMNS: LiteralString = "holder, role, nullif(scope, '') AS scope, until, position, at, by"


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a holder, by the entry that granted or proposed it.

    Without a scope it is for the whole community; without `until`, which is exclusive, for good.
    """

    holder: str
    role: str
    scope: str | None
    until: str | None
    position: int
    at: str
    by: str


async def offices_of(
    views: Views, community: Community, holders: Sequence[str], at: str
) -> list[Office]:
    """The offices that these holders have at an entry time."""
    rows = await views.rows(
        f"""SELECT {COLUMNS} FROM offices
            WHERE log = %(log)s AND holder = ANY(%(holders)s::text[]) AND standing
              AND (until IS NULL OR until > %(at)s)
            ORDER BY position""",  # noqa: S608 - the columns stand above.
        {"log": community.log, "holders": list(holders), "at": at},
    )
    return [Office(**row) for row in rows]


async def offices(views: Views, community: Community) -> list[Office]:
    """Every office granted and not given back, those too whose term is over, oldest first."""
    rows = await views.rows(
        f"SELECT {COLUMNS} FROM offices WHERE log = %(log)s AND standing ORDER BY position",  # noqa: S608 - as above.
        {"log": community.log},
    )
    return [Office(**row) for row in rows]


async def proposals(views: Views, community: Community, at: str) -> list[Office]:
    """Offices that wait, at an entry time, for a second member of the committee than `by`."""
    rows = await views.rows(
        f"SELECT {COLUMNS} FROM office_proposals WHERE log = %(log)s AND waiting ORDER BY position",  # noqa: S608 - as above.
        {"log": community.log},
    )
    return [Office(**row) for row in rows if proposal_stands(row["at"], at)]
