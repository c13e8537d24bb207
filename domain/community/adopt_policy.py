"""社区 community — the committee gives a rule another value, in public."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.community.events import PolicyAdopted
from domain.kernel import Act, Command, Refused
from domain.policies import POLICIES
from domain.residents.events import RoleGranted
from domain.standing import COMMITTEE, must_hold


class NoSuchPolicy(Refused):
    """This community has no rule of that name."""


class NotAValueOfThePolicy(Refused):
    """This rule cannot take that value."""


class AdoptPolicy(Command):
    """Give a policy a value; the value that it already has records nothing."""

    def __init__(self, *, act: Act, policy: str, value: str) -> None:
        self.act, self.policy, self.value = act, policy, value
        self.role: str | None = None
        self.today: str | None = None

    def consistency_boundary(self) -> list[Selector]:
        return [
            Selector([PolicyAdopted], [self.policy]),
            Selector([RoleGranted], [self.act.by]),
        ]

    @event(PolicyAdopted)
    def _(self, value: str) -> None:
        self.today = value

    @event(RoleGranted)
    def _(self, role: str) -> None:
        self.role = role

    def execute(self) -> None:
        must_hold(self.role, frozenset({COMMITTEE}))
        if self.policy not in POLICIES:
            raise NoSuchPolicy
        if self.value not in POLICIES[self.policy].values:
            raise NotAValueOfThePolicy
        if self.value != self.today:
            self.record(PolicyAdopted(act=self.act, policy=self.policy, value=self.value))
