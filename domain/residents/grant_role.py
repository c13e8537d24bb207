"""居民 residents — a member of staff is given a role, at the founding or by the committee."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Command, Refused
from domain.residents.events import RoleGranted
from domain.standing import COMMITTEE, DESK_ROLES, must_hold


class NoSuchRole(Refused):
    """There is no role of that name."""


class GrantRole(Command):
    """Give `holder` a role; the role already held records nothing."""

    def __init__(self, *, act: Act, holder: str, role: str) -> None:
        self.act, self.holder, self.role = act, holder, role
        self.roles: dict[str, str] = {}

    def consistency_boundary(self) -> list[Selector]:
        return [Selector([RoleGranted], [name]) for name in sorted({self.holder, self.act.by})]

    @event(RoleGranted)
    def _(self, holder: str, role: str) -> None:
        self.roles = {**self.roles, holder: role}

    def execute(self) -> None:
        if self.act.by != "system":
            must_hold(self.roles.get(self.act.by), frozenset({COMMITTEE}))
        if self.role not in DESK_ROLES:
            raise NoSuchRole
        if self.roles.get(self.holder) != self.role:
            self.record(RoleGranted(act=self.act, holder=self.holder, role=self.role))
