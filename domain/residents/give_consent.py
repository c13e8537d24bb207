"""监护 guardianship — a guardian agrees that a child's own words are shown, for a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.consent import CONSENT_TEXTS, consent_stands
from domain.kernel import Act, Refused
from domain.residents.events import GuardianConsented
from domain.residents.guardianship import WithTheGuardian

RENEWED_AFTER_DAYS = 30


class NoSuchWording(Refused):
    """This is not the wording that guardians agree to today."""


class GiveConsent(WithTheGuardian):
    """Agree to today's wording; consent to it given within the last 30 days records nothing."""

    def __init__(self, *, act: Act, guardian: str, guardian_member: str, text: str) -> None:
        super().__init__(act, guardian, guardian_member)
        self.agreed = text

    def execute(self) -> None:
        self.must_be_by_a_guardian()
        self.must_be_on_the_roll()
        if self.agreed != CONSENT_TEXTS[-1]:
            raise NoSuchWording
        if not self._is_fresh():
            self.record(GuardianConsented(act=self.act, guardian=self.guardian, text=self.agreed))

    def _is_fresh(self) -> bool:
        if not consent_stands(self.consented_at, self.act.at) or self.text != self.agreed:
            return False
        since = datetime.fromisoformat(self.consented_at or self.act.at)
        return datetime.fromisoformat(self.act.at) - since < timedelta(days=RENEWED_AFTER_DAYS)
