"""居民 residents — a member leaves the roll. What was said and decided stays."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector

from domain.kernel import SYSTEM, Act, Refused
from domain.residents.events import MemberLeft, RoleGranted, RoleRevoked
from domain.standing import VERIFYING_ROLES, NotAMember, TakingPart


class StillInOffice(Refused):
    """Please lay down your roles first: somebody else may have to take them over."""


class LeaveCommunity(TakingPart):
    """Leave, under the `member` name of the act.

    Staff record it for somebody who came to the desk, the system for somebody who is erased.
    `holders` are the names under which the person serves: they are only read.
    """

    POLICIES = ()

    def __init__(self, *, act: Act, holders: tuple[str, ...]) -> None:
        super().__init__(act, act.who)
        self.holders = holders

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            *(Selector([RoleGranted, RoleRevoked], [holder]) for holder in self.holders),
        ]

    def execute(self) -> None:
        by_the_system = self.act.by == SYSTEM
        if self.act.on_behalf is not None and not by_the_system:
            self.must_hold(VERIFYING_ROLES)
        if not self.joined:
            if by_the_system:
                return
            raise NotAMember
        if any(self.is_held(office) for office in self.offices if office[0] in self.holders):
            raise StillInOffice
        self.record(MemberLeft(act=self.act))
