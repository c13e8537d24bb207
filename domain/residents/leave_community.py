"""居民 residents — a member leaves the roll. What was said and decided stays."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector

from domain.kernel import SYSTEM, Act, Refused
from domain.residents.events import MemberLeft, RoleGranted, RoleRevoked
from domain.standing import NotAMember, TakingPart


class StillInOffice(Refused):
    """Please lay down your roles first: somebody else may have to take them over."""


class LeaveCommunity(TakingPart):
    """Leave, under the `member` name of the act; by the system on behalf of whoever is erased.

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
        if not self.joined:
            if by_the_system:
                return
            raise NotAMember
        if any(until is None or self.act.at < until for until in self.offices.values()):
            raise StillInOffice
        self.record(MemberLeft(act=self.act))
