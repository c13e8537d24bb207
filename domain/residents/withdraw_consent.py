"""监护 guardianship — a guardian takes the consent back, whichever of them had given it."""

from __future__ import annotations

from domain.kernel import Act
from domain.residents.events import GuardianConsentWithdrawn
from domain.residents.guardianship import AboutAChild


class WithdrawConsent(AboutAChild):
    """Take consent back; where none was given, nothing is recorded. The last word counts."""

    def __init__(self, *, act: Act, guardian: str) -> None:
        super().__init__(act, guardian)

    def execute(self) -> None:
        self.must_be_by_a_guardian()
        if self.consented_at is not None:
            self.record(GuardianConsentWithdrawn(act=self.act, guardian=self.guardian))
