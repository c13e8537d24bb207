"""居民 residents — a role is given, for the whole community or a part of it, open or for a term."""

from __future__ import annotations

from datetime import datetime, timedelta

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.community.events import PolicyAdopted
from domain.kernel import SYSTEM, Act, Refused
from domain.policies import SENSITIVE_ROLES_NEED
from domain.residents.events import RoleGranted, RoleProposed, RoleRevoked
from domain.standing import (
    COMMITTEE_ROLES,
    SENSITIVE_ROLES,
    SERVICE_ROLES,
    STAFF_ROLES,
    HoldingOffice,
    Office,
)

PROPOSAL_DAYS = 30


class NoSuchRole(Refused):
    """There is no role of that name."""


class NobodyGrantsThemselves(Refused):
    """Nobody can give a role to themselves: please ask a colleague."""


class TheTermIsOver(Refused):
    """The end of the term lies in the past."""


def proposal_stands(proposed_at: str, at: str) -> bool:
    """Whether what was proposed then still waits for a second person now (both entry times)."""
    age = datetime.fromisoformat(at) - datetime.fromisoformat(proposed_at)
    return age < timedelta(days=PROPOSAL_DAYS)


class GrantRole(HoldingOffice):
    """Give `holder` a role; the same role with the same term again records nothing.

    Where `policy:sensitive-roles` says "two", the first member of the committee only proposes it,
    and the same act of another one within 30 days grants it.
    """

    def __init__(
        self,
        *,
        act: Act,
        holder: str,
        role: str,
        scope: str | None = None,
        until: str | None = None,
    ) -> None:
        super().__init__(act)
        self.holder, self.role, self.scope, self.until = holder, role, scope, until
        self.proposed_by: str | None = None
        self.policies: dict[str, str] = {}

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([RoleProposed, RoleGranted, RoleRevoked], [self.holder]),
            Selector([PolicyAdopted], [SENSITIVE_ROLES_NEED.id]),
        ]

    @event(RoleProposed)
    def _(self, act: Act, role: str, scope: str | None, until: str | None) -> None:
        same = (role, scope, until) == (self.role, self.scope, self.until)
        if same and proposal_stands(act.at, self.act.at):
            self.proposed_by = act.by

    @event(RoleGranted)
    def _(self, holder: str, role: str, scope: str | None, until: str | None) -> None:
        self.offices = {**self.offices, (holder, role, scope): until}
        self._settled((holder, role, scope))

    @event(RoleRevoked)
    def _(self, holder: str, role: str, scope: str | None) -> None:
        ended = (holder, role, scope)
        self.offices = {each: until for each, until in self.offices.items() if each != ended}
        self._settled(ended)

    @event(PolicyAdopted)
    def _(self, policy: str, value: str) -> None:
        self.policies = {**self.policies, policy: value}

    def _settled(self, office: Office) -> None:
        """What was proposed before this office was given or ended is no proposal any more."""
        if office == (self.holder, self.role, self.scope):
            self.proposed_by = None

    def execute(self) -> None:
        if self.act.by != SYSTEM:
            self.must_hold(COMMITTEE_ROLES)
        if self.role not in (STAFF_ROLES if self.holder.startswith("staff:") else SERVICE_ROLES):
            raise NoSuchRole
        if self.holder == self.act.by:
            raise NobodyGrantsThemselves
        if self.until is not None and self.until <= self.act.at:
            raise TheTermIsOver
        office = (self.holder, self.role, self.scope)
        if office in self.offices and self.offices[office] == self.until:
            return
        kind = RoleGranted if self._is_enough() else RoleProposed
        if kind is RoleGranted or self.proposed_by is None:
            self.record(
                kind(
                    act=self.act,
                    holder=self.holder,
                    role=self.role,
                    scope=self.scope,
                    until=self.until,
                )
            )

    def _is_enough(self) -> bool:
        """Whether this act alone gives the role, or with that of somebody else before it."""
        needs_two = (
            SENSITIVE_ROLES_NEED.among(self.policies) == "two"
            and self.role in SENSITIVE_ROLES
            and self.act.by != SYSTEM
        )
        return not needs_two or self.proposed_by not in (None, self.act.by)
