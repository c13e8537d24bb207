"""资格 standing — who may take part, and who may act for the community."""

from __future__ import annotations

from typing import ClassVar

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.community.events import PolicyAdopted
from domain.kernel import Act, Command, Refused
from domain.policies import WHO_MAY_TAKE_PART, Policy
from domain.residents.events import (
    MemberLeft,
    ResidenceVerified,
    ResidentJoined,
    RoleGranted,
    RoleRevoked,
)

STEWARD, PLANNER, GRID_WORKER = "steward", "planner", "grid-worker"
CLERK, REGISTRAR, COMMITTEE, AUDITOR = "clerk", "registrar", "committee", "auditor"
SERVICE_ROLES = frozenset({STEWARD, PLANNER})
"""Held by residents, under their name in scope `service`."""
STAFF_ROLES = frozenset({GRID_WORKER, CLERK, REGISTRAR, COMMITTEE, AUDITOR})
"""Held by members of staff, under a public handle."""
DESK_ROLES = frozenset({CLERK, REGISTRAR, GRID_WORKER, COMMITTEE})
VERIFYING_ROLES = frozenset({CLERK, REGISTRAR, COMMITTEE})
ROLL_ROLES = frozenset({REGISTRAR, COMMITTEE})
COMMITTEE_ROLES = frozenset({COMMITTEE})
MODERATING_ROLES = frozenset({CLERK, COMMITTEE})
AUDITING_ROLES = frozenset({AUDITOR})
SENSITIVE_ROLES = frozenset({REGISTRAR, COMMITTEE, AUDITOR})
"""Roles that two people grant, where `policy:sensitive-roles` says so."""
ASSISTED_CHANNELS = ("desk", "phone", "paper")
"""How somebody reaches the staff who record for them: in person, by telephone, in writing."""

Office = tuple[str, str, str | None]
"""A holder, a role, and what it is for; None is the whole community."""
Offices = dict[Office, str | None]
"""Offices that are held, each with the entry time at which it ends, or None."""


class NotAMember(Refused):
    """You are not on the roll of this community yet: join it first."""


class NotVerified(Refused):
    """Your residence has not been confirmed yet: please visit the service desk once."""


class NotYourOffice(Refused):
    """This act belongs to another office of the community."""


def must_take_part(*, joined: bool, verified: bool, who_may: str) -> None:
    """Refuse whom the policy `who-may-take-part` ("members" or "verified") leaves out."""
    if not joined:
        raise NotAMember
    if who_may == "verified" and not verified:
        raise NotVerified


class HoldingOffice(Command):
    """What every act of an office must know: which roles are held by the one who acts.

    A command whose boundary names more holders remembers theirs as well.
    """

    def __init__(self, act: Act) -> None:
        self.act = act
        self.offices: Offices = {}

    def consistency_boundary(self) -> list[Selector]:
        return [Selector([RoleGranted, RoleRevoked], [self.act.by])]

    @event(RoleGranted)
    def _(self, holder: str, role: str, scope: str | None, until: str | None) -> None:
        self.offices = {**self.offices, (holder, role, scope): until}

    @event(RoleRevoked)
    def _(self, holder: str, role: str, scope: str | None) -> None:
        ended = (holder, role, scope)
        self.offices = {each: until for each, until in self.offices.items() if each != ended}

    def roles_of(self, holder: str, scope: str | None = None) -> set[str]:
        """What a holder may act as at this moment: for this scope, or for everything."""
        return {
            role
            for name, role, place in filter(self.is_held, self.offices)
            if name == holder and place in {None, scope}
        }

    def is_held(self, office: Office) -> bool:
        """Whether an office that was given stands at this moment."""
        if office not in self.offices:
            return False
        until = self.offices[office]
        return until is None or self.act.at < until

    def is_open(self, office: Office) -> bool:
        """Whether an office stands without a term."""
        return office in self.offices and self.offices[office] is None

    def must_hold(self, allowed: frozenset[str], scope: str | None = None) -> None:
        """Refuse whose offices, at this moment, are not among those allowed."""
        if not self.roles_of(self.act.by, scope) & allowed:
            raise NotYourOffice


class TakingPart(HoldingOffice):
    """What every act of a resident must know of the person, who acts or is acted for at the desk.

    `member` names the person on the roll, and is only read: the act carries the name of its scope.
    """

    POLICIES: ClassVar[tuple[Policy, ...]] = (WHO_MAY_TAKE_PART,)
    """The rules that this command reads."""

    def __init__(self, act: Act, member: str) -> None:
        super().__init__(act)
        self.member = member
        self.joined = self.verified = False
        self.policies: dict[str, str] = {}

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([ResidentJoined, ResidenceVerified, MemberLeft], [self.member]),
            *(Selector([PolicyAdopted], [policy.id]) for policy in self.POLICIES),
        ]

    @event(ResidentJoined)
    def _(self) -> None:
        self.joined = True

    @event(ResidenceVerified)
    def _(self) -> None:
        self.verified = True

    @event(MemberLeft)
    def _(self) -> None:
        self.joined = self.verified = False

    @event(PolicyAdopted)
    def _(self, policy: str, value: str) -> None:
        self.policies = {**self.policies, policy: value}

    def must_take_part(self) -> None:
        """Refuse a clerk without the office, and whom `who-may-take-part` leaves out."""
        if self.act.on_behalf is not None:
            self.must_hold(DESK_ROLES)
        must_take_part(
            joined=self.joined,
            verified=self.verified,
            who_may=WHO_MAY_TAKE_PART.among(self.policies),
        )
