"""监护 guardianship — what every act about a child's guardians must know.

The child is the person for whom is acted, by the `member` name. A guardian's name belongs to the
scope `guardian:<the child's 22 characters>`, so that it tells nothing about the guardian elsewhere.
"""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.residents.events import (
    GuardianConsented,
    GuardianConsentWithdrawn,
    GuardianNamed,
    MemberLeft,
    ResidentJoined,
)
from domain.standing import VERIFYING_ROLES, NotAMember, TakingPart


class NotAGuardian(Refused):
    """The service desk has not noted this person as a guardian of this child."""


class GuardianNotOnTheRoll(Refused):
    """A guardian is on the roll of this community: please let them join first."""


class AboutAChild(TakingPart):
    """An act of a guardian, or of the desk with the guardian standing before it."""

    POLICIES = ()

    def __init__(self, act: Act, guardian: str) -> None:
        super().__init__(act, act.who)
        self.guardian = guardian
        self.guardians: frozenset[str] = frozenset()
        self.consented_at: str | None = None
        self.text: str | None = None

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([GuardianNamed, GuardianConsented, GuardianConsentWithdrawn], [self.member]),
        ]

    @event(GuardianNamed)
    def _(self, guardian: str) -> None:
        self.guardians = self.guardians | {guardian}

    @event(GuardianConsented)
    def _(self, act: Act, text: str) -> None:
        self.consented_at, self.text = act.at, text

    @event(GuardianConsentWithdrawn)
    def _(self) -> None:
        self.consented_at = self.text = None

    @event(MemberLeft)
    def _(self) -> None:
        self.left()

    def left(self) -> None:
        """A child who left and comes back begins anew, with guardians to be noted again."""
        self.joined = self.verified = False
        self.guardians = frozenset()
        self.consented_at = self.text = None

    def must_be_by_a_guardian(self) -> None:
        """The guardian on their own screen, or staff who note what a guardian says."""
        if self.act.by != self.guardian:
            self.must_hold(VERIFYING_ROLES)
        if not self.joined:
            raise NotAMember
        if self.guardian not in self.guardians:
            raise NotAGuardian


class WithTheGuardian(AboutAChild):
    """An act that also asks whether the guardian is on the roll.

    `guardian_member` is the guardian's name there: it is only read, and never recorded.
    """

    def __init__(self, act: Act, guardian: str, guardian_member: str) -> None:
        super().__init__(act, guardian)
        self.guardian_member, self.guardian_joined = guardian_member, False

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([ResidentJoined, MemberLeft], [self.guardian_member]),
        ]

    @event(ResidentJoined)
    def _(self, act: Act) -> None:
        self.joined = self.joined or act.who == self.member
        self.guardian_joined = self.guardian_joined or act.who == self.guardian_member

    @event(MemberLeft)
    def _(self, act: Act) -> None:
        if act.who == self.guardian_member:
            self.guardian_joined = False
        if act.who == self.member:
            self.left()

    def must_be_on_the_roll(self) -> None:
        """Whoever has left speaks for nobody here any more."""
        if not self.guardian_joined:
            raise GuardianNotOnTheRoll
