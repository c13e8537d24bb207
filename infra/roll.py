"""名册 — the roll as routes use it (`services.roll.Roll`), off the event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.households import Households
from infra.invitations import Invitations
from infra.reaching import in_thread
from infra.roll_drafts import Drafts
from infra.roll_sheets import sheet_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from infra.chance import Clock
    from infra.keys import Keys
    from projections.views import Community
    from services.identity import Account
    from services.roll import Entrant, Household, Invitation, PlaceTaken, Seat, Sheet


class KeptRoll:
    """Implements `services.roll.Roll`."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self.keys = keys
        self._homes, self._drafts = Households(keys, clock), Drafts(keys, clock)
        self._letters = Invitations(keys, clock)

    async def read_sheet(self, content: bytes) -> Sheet:
        return await in_thread(sheet_of, content)

    async def keep_draft(self, community: Community, staff: str, sheet: Sheet) -> UUID:
        return await in_thread(self._drafts.keep, community.origin, staff, sheet)

    async def draft(self, community: Community, staff: str, draft: UUID) -> Sheet | None:
        return await in_thread(self._drafts.kept, community.origin, staff, draft)

    async def throw_away(self, community: Community, staff: str, draft: UUID) -> None:
        await in_thread(self._drafts.throw_away, community.origin, staff, draft)

    async def households(self, community: Community) -> list[Household]:
        return await in_thread(self._homes.all, community.origin)

    async def homes_of(self, community: Community, person: UUID) -> list[str]:
        return await in_thread(self._homes.homes_of, community.origin, person)

    async def make_households(self, community: Community, labels: Sequence[str]) -> int:
        return await in_thread(self._homes.make, community.origin, labels)

    async def enrol(self, community: Community, entrants: Sequence[Entrant]) -> list[str]:
        return await in_thread(self._homes.enrol, community.origin, entrants)

    async def settle(self, community: Community, member: str, household: str, name: str) -> None:
        person = await in_thread(self.keys.person_of, member)
        if person is not None:
            await in_thread(self._homes.settle, community.origin, person, household, name)

    async def remember(self, community: Community, member: str, household: str, name: str) -> None:
        person = await in_thread(self.keys.person_of, member)
        if person is not None:
            await in_thread(self._homes.remember, community.origin, person, household, name)

    async def alike(
        self, community: Community, people: Sequence[tuple[str, str]]
    ) -> list[dict[str, UUID]]:
        return await in_thread(self._homes.alike, community.origin, people)

    async def invited(self, community: Community, code: str) -> Invitation | None:
        return await in_thread(self._letters.invited, community.origin, code)

    async def places(self, community: Community, invitation: Invitation, name: str) -> list[UUID]:
        return await in_thread(self._letters.places, community.origin, invitation, name)

    async def has_room(self, invitation: Invitation) -> bool:
        return await in_thread(self._letters.has_room, invitation)

    async def take_seat(self, invitation: Invitation, person: UUID) -> Seat:
        return await in_thread(self._letters.take_seat, invitation, person)

    async def give_back_seat(self, invitation: Invitation, person: UUID) -> None:
        await in_thread(self._letters.give_back_seat, invitation, person)

    async def take_place(self, invitation: Invitation, place: UUID, account: Account) -> PlaceTaken:
        return await in_thread(self._letters.take_place, invitation, place, account)

    async def renew(self, community: Community, household: UUID) -> None:
        await in_thread(self._letters.renew, community.origin, only=household)

    async def renew_expired(self, community: Community) -> int:
        return await in_thread(self._letters.renew, community.origin)
