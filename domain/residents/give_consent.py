"""监护 guardianship — a guardian agrees that a child's own words are shown, for a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.consent import CONSENT_TEXTS, consent_stands
from domain.kernel import Act, Refused
from domain.residents.events import GuardianConsented, MemberLeft, ResidentJoined
from domain.residents.guardianship import AboutAChild, GuardianNotOnTheRoll

RENEWED_AFTER_DAYS = 30


class NoSuchWording(Refused):
    """This is not the wording that guardians agree to today."""


class GiveConsent(AboutAChild):
    """Agree to today's wording; consent to it given within the last 30 days records nothing.

    `guardian_member` is the guardian's name on the roll, which is only read: whoever has left
    speaks for nobody here any more.
    """

    def __init__(self, *, act: Act, guardian: str, guardian_member: str, text: str) -> None:
        super().__init__(act, guardian)
        self.guardian_member, self.agreed = guardian_member, text
        self.guardian_joined = False

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

    def execute(self) -> None:
        self.must_be_by_a_guardian()
        if not self.guardian_joined:
            raise GuardianNotOnTheRoll
        if self.agreed != CONSENT_TEXTS[-1]:
            raise NoSuchWording
        if not self._is_fresh():
            self.record(GuardianConsented(act=self.act, guardian=self.guardian, text=self.agreed))

    def _is_fresh(self) -> bool:
        if not consent_stands(self.consented_at, self.act.at) or self.text != self.agreed:
            return False
        since = datetime.fromisoformat(self.consented_at or self.act.at)
        return datetime.fromisoformat(self.act.at) - since < timedelta(days=RENEWED_AFTER_DAYS)
