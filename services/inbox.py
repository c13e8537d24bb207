"""收件箱 inbox — the port that keeps how far somebody has looked, and how much is new since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from projections import inbox as views
from services.own_acts import names_of

if TYPE_CHECKING:
    from projections.views import Community
    from services.identity import Account
    from services.linli import Linli


class Inbox(Protocol):
    """Up to which entry an account has seen its notices; only its own pages ask for it."""

    async def seen(self, account: Account) -> int:
        """The last position that was seen; 0 for whoever has never looked."""
        ...

    async def mark_seen(self, account: Account, position: int) -> None:
        """Everything up to this position was seen; what was seen is never unseen again."""
        ...


async def unseen(linli: Linli, community: Community, account: Account) -> int:
    """How many notices are new to somebody, counted to `projections.inbox.UNSEEN_MAX`."""
    names = await names_of(linli, account)
    return await views.unseen(linli.views, community, names, await linli.inbox.seen(account))


async def seen_up_to(linli: Linli, community: Community, account: Account, position: int) -> int:
    """Mark as seen what stands in the log up to there, and nothing that is still to come."""
    known = min(position, await linli.record.head(community))
    await linli.inbox.mark_seen(account, known)
    return await linli.inbox.seen(account)
