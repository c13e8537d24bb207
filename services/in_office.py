"""在任 — under which names somebody holds offices, and which of them are in force now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.kernel import Act
from projections.offices import Office, offices_of

if TYPE_CHECKING:
    from datetime import datetime

    from projections.views import Community
    from services.identity import Account
    from services.linli import Linli

SERVICE: Final = "service"
"""The scope of the name under which residents serve."""


async def holders(linli: Linli, community: Community, account: Account) -> tuple[str, ...]:
    """The names under which this person may serve the community."""
    service = await linli.identity.name(account.person, community, SERVICE)
    return (account.staff, service) if account.staff else (service,)


async def own_offices(
    linli: Linli, community: Community, account: Account, now: datetime
) -> list[Office]:
    at = Act.of("system", now).at
    return await offices_of(linli.views, community, await holders(linli, community, account), at)


async def offices_held(linli: Linli, community: Community, account: Account) -> frozenset[str]:
    """The roles that somebody holds now for the whole community."""
    found = await own_offices(linli, community, account, linli.clock())
    return frozenset(one.role for one in found if one.scope is None)
