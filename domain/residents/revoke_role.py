"""居民 residents — a role ends: taken back by the committee, or laid down by its holder."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector

from domain.kernel import SYSTEM, Act, Refused
from domain.residents.events import RoleGranted, RoleRevoked
from domain.standing import COMMITTEE, COMMITTEE_ROLES, HoldingOffice


class AnotherMemberEndsThis(Refused):
    """A seat in the committee is ended by another member of it, so that it never stands empty."""


class OnlyAnOpenSeatEndsAnOpenSeat(Refused):
    """A seat in the committee without a term is ended only from another seat without a term."""


class RevokeRole(HoldingOffice):
    """End a role of `holder`; a role that is not held records nothing."""

    def __init__(self, *, act: Act, holder: str, role: str, scope: str | None = None) -> None:
        super().__init__(act)
        self.holder, self.role, self.scope = holder, role, scope

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([RoleGranted, RoleRevoked], [self.holder]),
        ]

    def execute(self) -> None:
        oneself = self.act.by == self.holder
        if self.act.by != SYSTEM and not oneself:
            self.must_hold(COMMITTEE_ROLES)
        if oneself and self.role == COMMITTEE:
            raise AnotherMemberEndsThis
        if self._ends_an_open_seat() and not self.is_open((self.act.by, COMMITTEE, None)):
            raise OnlyAnOpenSeatEndsAnOpenSeat
        if (self.holder, self.role, self.scope) in self.offices:
            self.record(
                RoleRevoked(act=self.act, holder=self.holder, role=self.role, scope=self.scope)
            )

    def _ends_an_open_seat(self) -> bool:
        """One open seat always stays, so that terms which end never leave the committee empty."""
        seat = (self.holder, COMMITTEE, None)
        this = (self.holder, self.role, self.scope) == seat
        return this and self.act.by != SYSTEM and self.is_open(seat)
