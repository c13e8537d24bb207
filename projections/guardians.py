"""监护 guardians — who speaks for which child, and which word was the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community, Views

# Whoever leaves the roll has no guardians any more, and begins anew when joining again.
WHILE_ON_THE_ROLL: LiteralString = """
    SELECT g.child, g.guardian, g.named_position, g.consented_position, g.consented_at, g.text,
           g.withdrawn_position
    FROM guardianships g JOIN members m ON m.log = g.log AND m.member = g.child
    WHERE g.log = %(log)s AND m.left_position IS NULL AND g.named_position > m.joined_position
"""


@dataclass(frozen=True, slots=True)
class Guardianship:
    """A guardian of a child, and the guardian's own last consent and withdrawal."""

    child: str
    guardian: str
    named_position: int
    consented_position: int | None
    consented_at: str | None
    text: str | None
    withdrawn_position: int | None


def consenting(guardianships: Sequence[Guardianship]) -> Guardianship | None:
    """By which guardian of one child consent stands, as far as its term allows.

    The last word counts, whichever of the guardians it comes from.
    """
    consented = [each for each in guardianships if each.consented_position is not None]
    last = max(consented, key=lambda each: each.consented_position or 0, default=None)
    withdrawn = max((each.withdrawn_position or 0 for each in guardianships), default=0)
    return last if last is not None and (last.consented_position or 0) > withdrawn else None


async def guardians_of(views: Views, community: Community, child: str) -> list[Guardianship]:
    """The guardians named for a child on the roll, by its `member` name, oldest first."""
    rows = await views.rows(
        f"{WHILE_ON_THE_ROLL} AND g.child = %(child)s ORDER BY g.named_position",
        {"log": community.log, "child": child},
    )
    return [Guardianship(**row) for row in rows]


async def wards_of(
    views: Views, community: Community, guardian_names: Sequence[str]
) -> list[Guardianship]:
    """The children on the roll of a person who is known by these guardian names."""
    rows = await views.rows(
        f"{WHILE_ON_THE_ROLL} AND g.guardian = ANY(%(names)s::text[]) ORDER BY g.named_position",
        {"log": community.log, "names": list(guardian_names)},
    )
    return [Guardianship(**row) for row in rows]
