"""居民 residents — tables and folds: the roll, the offices, and the guardians of children."""

from __future__ import annotations

from dataclasses import dataclass

from domain.residents.events import (
    DetailsTold,
    GuardianConsented,
    GuardianConsentWithdrawn,
    GuardianNamed,
    MemberLeft,
    ResidenceVerified,
    ResidenceVouched,
    ResidentJoined,
    RoleGranted,
    RoleProposed,
    RoleRevoked,
)
from projections.projection import Entry, Projection, Rows, Table

EVERYWHERE = ""
"""The scope of an office for the whole community: a key holds no nothing."""


@dataclass(slots=True)
class MemberRow:
    member: str
    joined_position: int
    joined_at: str
    channel: str
    verified_position: int | None = None
    vouched_position: int | None = None
    left_position: int | None = None


@dataclass(slots=True)
class DetailsRow:
    """An entry whose private fields tell who a member is."""

    member: str
    position: int


@dataclass(slots=True)
class OfficeRow:
    """The last word on an office: granted, or given back."""

    holder: str
    role: str
    scope: str
    until: str | None
    position: int
    at: str
    by: str
    standing: bool


@dataclass(slots=True)
class ProposalRow:
    """An office that one member of the committee proposed; waiting until another grants it."""

    holder: str
    role: str
    scope: str
    until: str | None
    position: int
    at: str
    by: str
    waiting: bool


@dataclass(slots=True)
class GuardianshipRow:
    child: str
    guardian: str
    named_position: int
    consented_position: int | None = None
    consented_at: str | None = None
    text: str | None = None
    withdrawn_position: int | None = None


MEMBERS = Table("members", MemberRow, key=("member",), indexes=[("joined_position",)])
DETAILS = Table("member_details", DetailsRow, key=("member", "position"))
OFFICES = Table("offices", OfficeRow, key=("holder", "role", "scope"))
PROPOSALS = Table("office_proposals", ProposalRow, key=("holder", "role", "scope"))
GUARDIANSHIPS = Table(
    "guardianships", GuardianshipRow, key=("child", "guardian"), indexes=[("guardian",)]
)


def join(entry: Entry[ResidentJoined], rows: Rows) -> None:
    """Who joins again after leaving begins anew: unconfirmed, and on the roll."""
    act = entry.event.act
    rows.put(MEMBERS, MemberRow(act.who, entry.position, act.at, entry.event.channel))
    rows.put(DETAILS, DetailsRow(act.who, entry.position))


def tell_details(entry: Entry[DetailsTold], rows: Rows) -> None:
    rows.put(DETAILS, DetailsRow(entry.event.act.who, entry.position))


def vouch(entry: Entry[ResidenceVouched], rows: Rows) -> None:
    rows.need(MEMBERS, entry.event.resident).vouched_position = entry.position


def verify(entry: Entry[ResidenceVerified], rows: Rows) -> None:
    rows.need(MEMBERS, entry.event.resident).verified_position = entry.position


def leave(entry: Entry[MemberLeft], rows: Rows) -> None:
    rows.need(MEMBERS, entry.event.act.who).left_position = entry.position


def propose(entry: Entry[RoleProposed], rows: Rows) -> None:
    event, act = entry.event, entry.event.act
    rows.put(
        PROPOSALS,
        ProposalRow(
            event.holder, event.role, event.scope or EVERYWHERE, event.until,
            entry.position, act.at, act.by, waiting=True,
        ),
    )  # fmt: skip


def grant(entry: Entry[RoleGranted], rows: Rows) -> None:
    """An office granted again has its new term; what was proposed of it waits no longer."""
    event, act = entry.event, entry.event.act
    office = event.holder, event.role, event.scope or EVERYWHERE
    rows.put(
        OFFICES, OfficeRow(*office, event.until, entry.position, act.at, act.by, standing=True)
    )
    wait_no_longer(rows, *office)


def revoke(entry: Entry[RoleRevoked], rows: Rows) -> None:
    event, act = entry.event, entry.event.act
    office = event.holder, event.role, event.scope or EVERYWHERE
    rows.put(OFFICES, OfficeRow(*office, None, entry.position, act.at, act.by, standing=False))
    wait_no_longer(rows, *office)


def wait_no_longer(rows: Rows, *office: str) -> None:
    proposal = rows.get(PROPOSALS, *office)
    if proposal is not None:
        proposal.waiting = False


def name_guardian(entry: Entry[GuardianNamed], rows: Rows) -> None:
    child, guardian = entry.event.act.who, entry.event.guardian
    rows.put(GUARDIANSHIPS, GuardianshipRow(child, guardian, entry.position))


def consent(entry: Entry[GuardianConsented], rows: Rows) -> None:
    """The last word counts: a new consent leaves an earlier withdrawal behind."""
    event = entry.event
    guardianship = rows.need(GUARDIANSHIPS, event.act.who, event.guardian)
    guardianship.consented_position, guardianship.consented_at = entry.position, event.act.at
    guardianship.text, guardianship.withdrawn_position = event.text, None


def withdraw_consent(entry: Entry[GuardianConsentWithdrawn], rows: Rows) -> None:
    event = entry.event
    guardianship = rows.need(GUARDIANSHIPS, event.act.who, event.guardian)
    guardianship.withdrawn_position = entry.position


RESIDENTS = Projection(
    "residents",
    version=2,
    tables=(MEMBERS, DETAILS, OFFICES, PROPOSALS, GUARDIANSHIPS),
    folds={
        ResidentJoined: join,
        DetailsTold: tell_details,
        ResidenceVouched: vouch,
        ResidenceVerified: verify,
        MemberLeft: leave,
        RoleProposed: propose,
        RoleGranted: grant,
        RoleRevoked: revoke,
        GuardianNamed: name_guardian,
        GuardianConsented: consent,
        GuardianConsentWithdrawn: withdraw_consent,
    },
)
