"""加入 joining — the one way onto the roll, for pages and API: by letter, on the web, at the desk.

Without a code nobody on the web learns whether somebody else is on the roll. Whoever holds a
household's letter takes the place that the office had written down for them, if there is one.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final
from uuid import uuid5

from domain.kernel import SYSTEM, Act, Refused, decide
from domain.residents.join_community import AlreadyAMember, JoinCommunity
from domain.residents.verify_residence import LETTER, LettersDoNotVerify, VerifyResidence
from projections import audit, residents
from services.contacts import DESK_SEARCH, own_details
from services.door import Recorded, RequestKey
from services.letters import invited, kept
from services.problems import (
    ASK_AT_THE_DESK,
    HOUSEHOLD_IS_FULL,
    PERHAPS_THE_SAME,
    Unanswerable,
)
from services.record import NotYetVisible
from services.speaking import DESK, WEB

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from projections.views import Community
    from services.identity import Account
    from services.linli import Linli
    from services.roll import Invitation, Seat

ONE_BY_ONE_MAX: Final = 50
ROLL_PAGE: Final = 200


@dataclass(frozen=True)
class Details:
    """What somebody tells when joining: private, for the person and the staff."""

    name: str
    household: str
    age_band: str


@dataclass(frozen=True)
class Joined:
    """Under which name somebody is on the roll, and what was recorded."""

    member: str
    recorded: Recorded


@dataclass(frozen=True)
class Newcomer:
    """Somebody with an account who comes from an address, and the request that asks for it."""

    linli: Linli
    community: Community
    account: Account
    address: str
    now: datetime
    key: RequestKey | None

    async def join(self, details: Details, code: str = "") -> Joined:
        """With the code of a household's letter, or without one."""
        must_be_allowed(details, self.now)
        invitation = None
        if code.strip():
            invitation = await invited(self.linli, self.community, code, self.address, self.now)
        if invitation is not None:
            # The seats of the letter limit those who come by it.
            return await self._by_letter(details, invitation)
        self.linli.arrivals.admit("member", self.community.slug, self.address, self.now)
        member = await self._name(self.account.person)
        recorded = await self._join(member, WEB, details)
        await _remember(self.linli, self.community, member, details)
        return Joined(member, recorded)

    async def _by_letter(self, told: Details, invitation: Invitation) -> Joined:
        """The address is that of the letter. A place that was kept for this name is taken."""
        details = Details(told.name, invitation.label, told.age_band)
        person, seat = await self._seated(invitation, details)
        member, roll = await self._name(person), self.linli.roll
        [alike] = await roll.alike(self.community, [(details.household, details.name)])
        try:
            recorded = await self._join(member, LETTER, details)
        except Refused as reason:
            if not isinstance(reason, AlreadyAMember) or member not in alike:
                if seat == "taken":
                    await roll.give_back_seat(invitation, person)
                raise
            recorded = await self._nothing_new()
        await _remember(self.linli, self.community, member, details)
        if await on_the_roll(self.linli, self.community, alike.keys() - {member}):
            # Somebody of this name lives here already: the office looks whether it is the same.
            return Joined(member, recorded)
        return Joined(member, await self._verified(member) or recorded)

    async def _seated(self, invitation: Invitation, details: Details) -> tuple[UUID, Seat]:
        """In the place that the office has kept for this name, or else as oneself."""
        roll = self.linli.roll
        for place in await self._places(invitation, details):
            taken = await roll.take_place(invitation, place, self.account)
            if taken == "desk":
                raise Unanswerable(ASK_AT_THE_DESK)
            if taken == "full":
                raise Unanswerable(HOUSEHOLD_IS_FULL)
            if taken != "gone":
                return place, taken
        seat = await roll.take_seat(invitation, self.account.person)
        if seat == "full":
            raise Unanswerable(HOUSEHOLD_IS_FULL)
        return self.account.person, seat

    async def _places(self, invitation: Invitation, details: Details) -> list[UUID]:
        """The places that are kept for this name, unless one has a place already."""
        linli, community = self.linli, self.community
        # Somebody who has only just joined must not pass for somebody without a place.
        await linli.record.wait(community, await linli.record.head(community))
        own = await self._name(self.account.person)
        if await residents.member(linli.views, community, own) is not None:
            return []
        places = await kept(linli, community, invitation, details.name)
        if places and await self._has_acted():
            raise Unanswerable(ASK_AT_THE_DESK)
        return places

    async def _has_acted(self) -> bool:
        """Whether the log knows this account by any name: nobody becomes two people's past."""
        names = await self.linli.identity.names_known(self.account.person)
        return bool(await audit.entries_about(self.linli.views, self.community, names, limit=1))

    async def _join(self, member: str, channel: str, details: Details) -> Recorded:
        command = JoinCommunity(act=Act.of(member, self.now), channel=channel, **asdict(details))
        return await self.linli.door.decide(self.community, command, self.key)

    async def _verified(self, member: str) -> Recorded | None:
        """As far as the rules let a letter confirm a residence."""
        act = Act.of(SYSTEM, self.now)
        command = VerifyResidence(act=act, resident=member, method=LETTER)
        with suppress(LettersDoNotVerify):
            return await self.linli.door.decide(
                self.community, command, derived(self.key, "verify")
            )
        return None

    async def _nothing_new(self) -> Recorded:
        head = await self.linli.record.head(self.community)
        return Recorded(self.community.origin, head, 0)

    async def _name(self, person: UUID) -> str:
        return await self.linli.identity.name(person, self.community, "member")


def derived(key: RequestKey | None, purpose: str) -> RequestKey | None:
    """A second request of the same request, the same whenever it is asked again."""
    return RequestKey(uuid5(key.id, purpose), b"") if key else None


def must_be_allowed(details: Details, now: datetime) -> None:
    """The rules are asked before anything is made: a refusal must not leave a log-in behind."""
    decide(JoinCommunity(act=Act.of("", now), channel=WEB, **asdict(details)), ())


async def joined_at_the_desk(
    linli: Linli,
    community: Community,
    act_by: str,
    details: Details,
    *,
    key: RequestKey | None,
    although_alike: bool,
) -> Joined:
    """Somebody without a log-in. Who is perhaps on the roll already is told to the desk at once."""
    now = linli.clock()
    person = await linli.identity.new_person(key.id if key else None)
    member = await linli.identity.name(person, community, "member")
    if not although_alike and (alike := await alike_to(linli, community, member, details)):
        # The answer tells that these people are on the roll, at this address.
        await linli.contact_log.note(community, act_by, DESK_SEARCH, sorted(alike))
        raise Unanswerable(PERHAPS_THE_SAME)
    act = Act.of(act_by, now, member)
    command = JoinCommunity(act=act, channel=DESK, **asdict(details))
    recorded = await linli.door.decide(community, command, key)
    await linli.roll.settle(community, member, details.household, details.name)
    return Joined(member, recorded)


async def alike_to(linli: Linli, community: Community, member: str, details: Details) -> set[str]:
    """Others on the roll who told the same name and household."""
    [alike] = await linli.roll.alike(community, [(details.household, details.name)])
    return await on_the_roll(linli, community, alike.keys() - {member})


async def perhaps_the_same(
    linli: Linli, community: Community, told: Mapping[str, Mapping[str, str]]
) -> dict[str, list[str]]:
    """For each of these members: others on the roll who told the same name and household."""
    alike = await linli.roll.alike(
        community, [(each.get("household", ""), each.get("name", "")) for each in told.values()]
    )
    standing = await on_the_roll(linli, community, set().union(*alike))
    return {
        member: sorted((others.keys() & standing) - {member})
        for member, others in zip(told, alike, strict=True)
    }


async def on_the_roll(linli: Linli, community: Community, names: Collection[str]) -> set[str]:
    """Those of these names who are on the roll today."""
    if len(names) > ONE_BY_ONE_MAX:
        return await _whole_roll(linli, community) & set(names)
    found = [await residents.member(linli.views, community, name) for name in names]
    return {one.member for one in found if one is not None and one.left_position is None}


async def _whole_roll(linli: Linli, community: Community) -> set[str]:
    names: set[str] = set()
    before: int | None = None
    while some := await residents.members(
        linli.views, community, verified=None, before=before, limit=ROLL_PAGE
    ):
        names |= {one.member for one in some}
        before = some[-1].joined_position
    return names


async def settled(
    linli: Linli, community: Community, member: str, *, told_anew: bool = False
) -> None:
    """Staff know where this person lives: the household has one member more."""
    details = {} if told_anew else await own_details(linli, community, member)
    if not details:
        # What was told in this moment may not be shown yet.
        with suppress(NotYetVisible):
            await linli.record.wait(community, await linli.record.head(community))
        details = await own_details(linli, community, member)
    if household := details.get("household", ""):
        await linli.roll.settle(community, member, household, details.get("name", ""))


async def _remember(linli: Linli, community: Community, member: str, details: Details) -> None:
    await linli.roll.remember(community, member, details.household, details.name)
