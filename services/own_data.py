"""我的资料 — everything that is held about one person, gathered for this person alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from projections import residents
from projections.guardians import Guardianship, guardians_of, wards_of
from projections.offices import Office
from projections.residents import Member
from projections.views import Community
from services import contacts
from services.contacts import LOOKS_SHOWN_MAX, Details, Look
from services.identity import SESSIONS_SHOWN_MAX, Account, OpenSession
from services.in_office import own_offices
from services.linli import Linli

GUARDIAN: Final = "guardian:"


@dataclass(frozen=True, slots=True)
class OwnData:
    """What is held about somebody outside their entries: log-in, names, details, who looked."""

    account: Account
    member: Member | None
    details: Details
    """As they hold today."""
    told: list[tuple[int, Details]]
    """Each time something was told, oldest first, by the entry that tells it."""
    homes: list[str]
    """The households to which the staff or a letter say that this person belongs."""
    names: dict[str, str]
    """Under which name this person stands in which scope."""
    offices: list[Office]
    guardians: list[Guardianship]
    wards: list[Guardianship]
    sessions: list[OpenSession]
    tokens: list[datetime]
    looks: list[Look]
    seen: int
    """Up to which entry the inbox was looked through."""


async def own_data(
    linli: Linli,
    community: Community,
    account: Account,
    now: datetime,
    here: str = "",
    *,
    whole: bool = False,
) -> OwnData:
    """Gathered anew each time; `here` is the token of the session that asks.

    A page shows the latest sessions and looks, the `whole` has all that are kept.
    """
    sessions_most, looks_most = (None, None) if whole else (SESSIONS_SHOWN_MAX, LOOKS_SHOWN_MAX)
    identity, views, person = linli.identity, linli.views, account.person
    name = await identity.name(person, community, "member")
    names = by_scope(await identity.names_known(person))
    wards = [each for scope, each in names.items() if scope.startswith(GUARDIAN)]
    return OwnData(
        account=account,
        member=await residents.member(views, community, name),
        details=await contacts.own_details(linli, community, name),
        told=await contacts.told(linli, community, name),
        homes=await linli.roll.homes_of(community, person),
        names=names,
        offices=await own_offices(linli, community, account, now),
        guardians=await guardians_of(views, community, name),
        wards=await wards_of(views, community, wards) if wards else [],
        sessions=await identity.sessions_of(account, here, sessions_most),
        tokens=await identity.tokens_of(account),
        looks=await linli.contact_log.looks_at(community, person, looks_most),
        seen=await linli.inbox.seen(account),
    )


async def account_behind(linli: Linli, community: Community, person: UUID) -> Account:
    """The log-in of a person; for whoever has none, one without a name, which opens nothing."""
    found = await linli.identity.account_of(community, person)
    return found or Account(id=person, login="", person=person, staff=None)


def by_scope(names: list[str]) -> dict[str, str]:
    return {name.rpartition(":")[0]: name for name in names}
