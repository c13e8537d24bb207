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
    COMMITTEE,
    COMMITTEE_ROLES,
    SENSITIVE_ROLES,
    SERVICE_ROLES,
    STAFF_ROLES,
    HoldingOffice,
    Office,
)

PROPOSAL_DAYS = 30
LIFTED_AFTER_DAYS = 7
"""A rule that asks for two is lifted by one, so the others have a week to see it and say no."""


class NoSuchRole(Refused):
    """There is no role of that name."""


class NobodyGrantsThemselves(Refused):
    """Nobody can give a role to themselves: please ask a colleague."""


class AnOpenSeatTakesNoTerm(Refused):
    """A seat in the committee without a term is ended, and not cut short by a term."""


class TheTermIsOver(Refused):
    """The end of the term lies in the past."""


def proposal_stands(proposed_at: str, at: str) -> bool:
    """Whether what was proposed then still waits for a second person now (both entry times)."""
    return is_recent(proposed_at, at, PROPOSAL_DAYS)


def is_recent(then: str, at: str, days: int) -> bool:
    """Whether fewer than so many days lie between two entry times; an empty one never was."""
    return bool(then) and (
        datetime.fromisoformat(at) - datetime.fromisoformat(then) < timedelta(days=days)
    )


class GrantRole(HoldingOffice):
    """Give `holder` a role; the same role with the same term again records nothing.

    Where `policy:sensitive-roles` says "two", the first member of the committee only proposes it,
    and the same act of another one within 30 days grants it. `proposer` is whose proposal is
    confirmed, and is only read: whoever lost the seat meanwhile proposes nothing any more.
    """

    def __init__(
        self,
        *,
        act: Act,
        holder: str,
        role: str,
        scope: str | None = None,
        until: str | None = None,
        proposer: str | None = None,
    ) -> None:
        super().__init__(act)
        self.holder, self.role, self.scope, self.until = holder, role, scope, until
        self.proposer = proposer
        self.proposed_by: frozenset[str] = frozenset()
        self.needs, self.lifted_at = SENSITIVE_ROLES_NEED.at_founding, ""

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([RoleProposed, RoleGranted, RoleRevoked], [self.holder]),
            *(Selector([RoleGranted, RoleRevoked], [name]) for name in [self.proposer] if name),
            Selector([PolicyAdopted], [SENSITIVE_ROLES_NEED.id]),
        ]

    @event(RoleProposed)
    def _(self, act: Act, role: str, scope: str | None, until: str | None) -> None:
        same = (role, scope, until) == (self.role, self.scope, self.until)
        if same and proposal_stands(act.at, self.act.at):
            self.proposed_by = self.proposed_by | {act.by}

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
    def _(self, act: Act, value: str) -> None:
        if (self.needs, value) == ("two", "one"):
            self.lifted_at = act.at
        self.needs = value

    def _settled(self, office: Office) -> None:
        """What was proposed before this office was given or ended is no proposal any more."""
        if office == (self.holder, self.role, self.scope):
            self.proposed_by = frozenset()

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
        if self.role == COMMITTEE and self.act.by != SYSTEM and self.is_open(office):
            raise AnOpenSeatTakesNoTerm
        kind = RoleGranted if self._is_enough() else RoleProposed
        if kind is RoleGranted or self.act.by not in self.proposed_by:
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
            (self.needs == "two" or is_recent(self.lifted_at, self.act.at, LIFTED_AFTER_DAYS))
            and self.role in SENSITIVE_ROLES
            and self.act.by != SYSTEM
        )
        return not needs_two or self._is_confirmed()

    def _is_confirmed(self) -> bool:
        """Whether somebody else, who still has a seat, proposed just this."""
        if self.proposer is None or self.proposer == self.act.by:
            return False
        has_a_seat = COMMITTEE in self.roles_of(self.proposer)
        return has_a_seat and self.proposer in self.proposed_by
