"""资格 standing — who may take part, and who may act for the community."""

from __future__ import annotations

from typing import ClassVar

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.community.events import PolicyAdopted
from domain.kernel import Act, Command, Refused
from domain.policies import WHO_MAY_TAKE_PART, Policy
from domain.residents.events import ResidenceVerified, ResidentJoined, RoleGranted

CLERK, COMMITTEE = "clerk", "committee"
DESK_ROLES = frozenset({CLERK, COMMITTEE})


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


def must_hold(role: str | None, allowed: frozenset[str]) -> None:
    """Refuse a member of staff whose recorded role is not among those allowed."""
    if role not in allowed:
        raise NotYourOffice


class TakingPart(Command):
    """What every act of a resident must know of the person, who acts or is acted for at the desk.

    `member` names the person on the roll, and is only read: the act carries the name of its scope.
    """

    POLICIES: ClassVar[tuple[Policy, ...]] = (WHO_MAY_TAKE_PART,)
    """The rules that this command reads."""

    def __init__(self, act: Act, member: str) -> None:
        self.act, self.member = act, member
        self.role: str | None = None
        self.joined = self.verified = False
        self.policies: dict[str, str] = {}

    def consistency_boundary(self) -> list[Selector]:
        return [
            Selector([ResidentJoined, ResidenceVerified], [self.member]),
            Selector([RoleGranted], [self.act.by]),
            *(Selector([PolicyAdopted], [policy.id]) for policy in self.POLICIES),
        ]

    @event(ResidentJoined)
    def _(self) -> None:
        self.joined = True

    @event(ResidenceVerified)
    def _(self) -> None:
        self.verified = True

    @event(RoleGranted)
    def _(self, role: str) -> None:
        self.role = role

    @event(PolicyAdopted)
    def _(self, policy: str, value: str) -> None:
        self.policies = {**self.policies, policy: value}

    def must_take_part(self) -> None:
        """Refuse a clerk without the office, and whom `who-may-take-part` leaves out."""
        if self.act.on_behalf is not None:
            must_hold(self.role, DESK_ROLES)
        must_take_part(
            joined=self.joined,
            verified=self.verified,
            who_may=WHO_MAY_TAKE_PART.among(self.policies),
        )
