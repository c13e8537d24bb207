"""问与写 — what every route that reads needs, and what every route that writes needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request, Response

from domain.kernel import Command, Refused
from projections.views import Community, Views
from services.addressing import RefusedForAResident, is_about_a_resident
from services.answers import receipt, shown
from services.door import Recorded, RequestKey
from services.http import Now, TheCommunity, TheLinli, TheRequest, Who
from services.identity import Account
from services.linli import Linli
from services.problems import NOT_YOUR_OFFICE, Unanswerable
from services.speaking import DESK, Speaking, fresh_id


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody reads something of a community."""

    request: Request
    linli: Linli
    community: Community

    @property
    def views(self) -> Views:
        return self.linli.views

    async def name(self, account: Account, scope: str) -> str:
        """Under which name an account's person is known in a scope."""
        return await self.linli.identity.name(account.person, self.community, scope)

    def shown(self, view: object, *, cache: str = "no-cache") -> Response:
        """The view, or 304 when the reader already has it."""
        return shown(self.request, view, cache=cache)


@dataclass(frozen=True, slots=True)
class Deciding:
    """Somebody with an account wants something to be recorded."""

    linli: Linli
    community: Community
    account: Account
    now: datetime
    request: RequestKey | None

    async def member(self) -> str:
        """The name of the one who asks on the roll."""
        return await self.linli.identity.name(self.account.person, self.community, "member")

    @property
    def staff(self) -> str:
        """`staff:<handle>` of the one who asks, at a route that the table opens to staff."""
        if self.account.staff is None:
            raise Unanswerable(NOT_YOUR_OFFICE)
        return self.account.staff

    def speaking(self, resident: str | None, channel: str | None = None) -> Speaking:
        """In whose name: the account's own, or of the resident for whom the desk records."""
        said = channel or DESK
        return Speaking(self.linli, self.community, self.account, self.now, resident, said)

    def fresh_id(self, kind: str) -> str:
        return fresh_id(self.linli, kind, self.request)

    async def decided(self, command: Command) -> Recorded:
        """The command is decided; what concerns a resident is told in the resident's stead."""
        try:
            return await self.linli.door.decide(self.community, command, self.request, self.now)
        except Refused as reason:
            if is_about_a_resident(command, reason):
                raise RefusedForAResident(reason) from reason
            raise

    async def receipt(
        self, command: Command, made: str | None = None, at: str | None = None
    ) -> Response:
        """The command is decided; what it made has this id, and stands at this address."""
        return receipt(await self.decided(command), made, at)


async def asking(request: Request, linli: TheLinli, community: TheCommunity) -> Asking:
    return Asking(request, linli, community)


async def deciding(
    linli: TheLinli, community: TheCommunity, account: Who, arrived: Now, request: TheRequest
) -> Deciding:
    return Deciding(linli, community, account, arrived, request)


TheAsking = Annotated[Asking, Depends(asking)]
TheDeciding = Annotated[Deciding, Depends(deciding)]
