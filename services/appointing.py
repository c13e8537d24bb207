"""任职 appointing — who is to hold a role: found, and bound to a public handle before it is given.

The handle is bound before the event (transaction T1): killed in between, nothing is left but a
handle that its owner may use later, and nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.kernel import ENTRY_TIME, SYSTEM, Act, decide
from domain.residents.grant_role import GrantRole, NobodyGrantsThemselves, NoSuchRole
from domain.residents.revoke_role import RevokeRole
from domain.standing import COMMITTEE, SERVICE_ROLES, STAFF_ROLES, NotAMember
from projections import audit, residents
from projections.offices import offices, proposals
from services.addressing import RefusedForAResident
from services.identity import HandleTaken
from services.in_office import SERVICE, holders
from services.problems import (
    ANOTHER_HANDLE,
    NO_HANDLE,
    NO_LOG_IN,
    NO_SUCH_LOGIN,
    NOT_YOUR_OFFICE,
    NOT_YOUR_ROLE,
    RESERVED_HANDLE,
    Unanswerable,
)
from services.speaking import Speaking, resident_named
from services.wording import HANDLE, RESERVED_HANDLES

if TYPE_CHECKING:
    from uuid import UUID

    from projections.offices import Office
    from projections.views import Community
    from services.identity import Account
    from services.linli import Linli

STAFF_PREFIX: Final = "staff:"


@dataclass(frozen=True)
class Appointing:
    """A member of the committee, who gives and takes back roles."""

    linli: Linli
    community: Community
    account: Account
    now: datetime

    @property
    def act(self) -> Act:
        if self.account.staff is None:
            raise Unanswerable(NOT_YOUR_OFFICE)
        return Act.of(self.account.staff, self.now)

    async def grant(
        self, *, who: str, role: str, handle: str, scope: str | None, last_day: date | None
    ) -> GrantRole:
        """`who` is a log-in or a name on the roll; a handle is read only for a first office."""
        act, until = self.act, end_of(last_day, self.community) if last_day else None
        if role not in STAFF_ROLES | SERVICE_ROLES:
            raise NoSuchRole
        person = await self._person(who)
        if person == self.account.person:
            raise NobodyGrantsThemselves
        by_name = role in SERVICE_ROLES
        _must_be_possible(role, scope, until, self.now)
        holder = await (self._resident(person) if by_name else self._staff(person, handle))
        same = (holder, role, scope, until)
        waiting = await proposals(self.linli.views, self.community, act.at)
        others = (
            each.by
            for each in waiting
            if (each.holder, each.role, each.scope, each.until) == same and each.by != act.by
        )
        return GrantRole(
            act=act, holder=holder, role=role, scope=scope, until=until,
            proposer=next(others, None),
        )  # fmt: skip

    async def confirm(self, proposed: Office) -> GrantRole:
        """The same again, by somebody else."""
        if await self.is_own(proposed.holder):
            raise NobodyGrantsThemselves
        return GrantRole(
            act=self.act,
            holder=proposed.holder,
            role=proposed.role,
            scope=proposed.scope,
            until=proposed.until,
            proposer=proposed.by,
        )

    async def waiting(self, position: int | None) -> Office | None:
        """What was proposed at this entry, and still waits for somebody else."""
        found = await proposals(self.linli.views, self.community, self.act.at)
        return next((each for each in found if each.position == position), None)

    def revoke(self, *, holder: str, role: str, scope: str | None) -> RevokeRole:
        return RevokeRole(act=self.act, holder=holder, role=role, scope=scope)

    async def step_down(self, *, role: str, scope: str | None) -> RevokeRole:
        """One's own role, whoever one is: it is laid down under the name that holds it."""
        if role in SERVICE_ROLES:
            holder = await self._service_name(self.account.person)
        elif role in STAFF_ROLES and self.account.staff is not None:
            holder = self.account.staff
        elif role in STAFF_ROLES:
            raise Unanswerable(NOT_YOUR_ROLE)
        else:
            raise NoSuchRole
        if role == COMMITTEE and not await self._holds(holder, role, scope):
            # Told before the rule by which a seat that one does hold is ended by others.
            raise Unanswerable(NOT_YOUR_ROLE)
        return RevokeRole(act=Act.of(holder, self.now), holder=holder, role=role, scope=scope)

    async def _holds(self, holder: str, role: str, scope: str | None) -> bool:
        await self.linli.record.wait(self.community, await self.linli.record.head(self.community))
        standing = await offices(self.linli.views, self.community)
        return (holder, role, scope) in {(each.holder, each.role, each.scope) for each in standing}

    async def holders(self) -> list[str]:
        """The names under which the one who asks may hold roles."""
        return list(await holders(self.linli, self.community, self.account))

    async def is_own(self, holder: str) -> bool:
        return holder in await self.holders()

    async def _service_name(self, person: UUID) -> str:
        return await self.linli.identity.name(person, self.community, SERVICE)

    async def _person(self, who: str) -> UUID:
        speaking = Speaking(self.linli, self.community, self.account, self.now)
        person = await speaking.person_behind(resident_named(who))
        if person is None:
            raise Unanswerable(NO_SUCH_LOGIN)
        return person

    async def _resident(self, person: UUID) -> str:
        """Whoever serves under a resident's name is on the roll, also since a moment ago."""
        await self.linli.record.wait(self.community, await self.linli.record.head(self.community))
        name = await self.linli.identity.name(person, self.community, "member")
        member = await residents.member(self.linli.views, self.community, name)
        if member is None or member.left_position is not None:
            raise RefusedForAResident(NotAMember())
        return await self._service_name(person)

    async def _staff(self, person: UUID, handle: str) -> str:
        identity, community = self.linli.identity, self.community
        account = await identity.account_of(community, person)
        if account is None:
            raise Unanswerable(NO_LOG_IN)
        if account.staff is not None:
            if handle not in {"", account.staff.removeprefix(STAFF_PREFIX)}:
                raise Unanswerable(ANOTHER_HANDLE)
            return account.staff
        if not HANDLE.fullmatch(handle):
            raise Unanswerable(NO_HANDLE)
        if handle in RESERVED_HANDLES:
            raise Unanswerable(RESERVED_HANDLE)
        await self._must_be_unused(handle, person)
        bound = await identity.staff_bound(community, account, handle)
        assert bound.staff is not None  # noqa: S101 - it was bound in the line above.
        return bound.staff

    async def _must_be_unused(self, handle: str, person: UUID) -> None:
        """A handle that the log knows belongs to whoever bears it, or to nobody any more."""
        known = await audit.entries(
            self.linli.views,
            self.community,
            event=None,
            tag=f"{STAFF_PREFIX}{handle}",
            before=None,
            limit=1,
        )
        if known and await self.linli.identity.handle_owner(self.community, handle) != person:
            raise HandleTaken


def _must_be_possible(role: str, scope: str | None, until: str | None, now: datetime) -> None:
    """The rules are asked before a handle is bound, which stays for ever: would anybody hold this?

    Whoever has no handle has no office, so that there is nothing else to be refused for.
    """
    nobody = STAFF_PREFIX if role in STAFF_ROLES else f"{SERVICE}:"
    act = Act.of(SYSTEM, now)
    decide(GrantRole(act=act, holder=nobody, role=role, scope=scope, until=until), ())


def end_of(last_day: date, community: Community) -> str:
    """The entry time at which a term ends that lasts up to and including a local day."""
    zone = ZoneInfo(community.time_zone)
    midnight = datetime.combine(last_day + timedelta(days=1), time(), zone)
    return midnight.astimezone(UTC).strftime(ENTRY_TIME)


def last_day_of(until: str, community: Community) -> date:
    """The last local day of a term."""
    end = datetime.fromisoformat(until).astimezone(ZoneInfo(community.time_zone))
    return (end - timedelta(minutes=1)).date()
