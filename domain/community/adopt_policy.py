"""社区 community — the committee gives a rule another value, or another wording, in public."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.community.events import PolicyAdopted
from domain.kernel import Act, Refused
from domain.policies import AS_WRITTEN, POLICIES
from domain.standing import COMMITTEE_ROLES, HoldingOffice


class NoSuchPolicy(Refused):
    """This community has no rule of that name."""


class NotAValueOfThePolicy(Refused):
    """This rule cannot take that value."""


class TheRuleNeedsItsWording(Refused):
    """A rule that holds as written needs its wording."""


class AdoptPolicy(HoldingOffice):
    """Give a policy a value, with its wording if it has one.

    The value that it already has records nothing, unless it comes with a wording: whether that is
    the same one cannot be known here, since words never enter the log.
    """

    def __init__(self, *, act: Act, policy: str, value: str, text: str | None = None) -> None:
        super().__init__(act)
        self.policy, self.value, self.text = policy, value, text
        self.today: str | None = None

    def consistency_boundary(self) -> list[Selector]:
        return [*super().consistency_boundary(), Selector([PolicyAdopted], [self.policy])]

    @event(PolicyAdopted)
    def _(self, value: str) -> None:
        self.today = value

    def execute(self) -> None:
        self.must_hold(COMMITTEE_ROLES)
        if self.policy not in POLICIES:
            raise NoSuchPolicy
        if self.value not in POLICIES[self.policy].values:
            raise NotAValueOfThePolicy
        if self.value == AS_WRITTEN and not self.text:
            raise TheRuleNeedsItsWording
        if self.value != self.today or self.text:
            self.record(
                PolicyAdopted(
                    act=self.act, policy=self.policy, value=self.value, text=self.text or None
                )
            )
