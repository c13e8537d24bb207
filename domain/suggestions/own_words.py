"""本人的话 own words — whose words may be published (entry format, section 3)."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.consent import consent_stands
from domain.kernel import Act, Refused
from domain.residents.events import (
    UNDER_14,
    GuardianConsented,
    GuardianConsentWithdrawn,
    MemberLeft,
)
from domain.standing import TakingPart


class ChildrensWordsNeedConsent(Refused):
    """The words of children under 14 are published only while a guardian's consent stands."""


class OwnWords(TakingPart):
    """An act by which somebody's own words are published.

    The age band is private: it comes in, and is never recorded. The consent is read from the log.
    """

    consented_at: str | None = None

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([GuardianConsented, GuardianConsentWithdrawn], [self.member]),
        ]

    @event(GuardianConsented)
    def _(self, act: Act) -> None:
        self.consented_at = act.at

    @event(GuardianConsentWithdrawn)
    def _(self) -> None:
        self.consented_at = None

    @event(MemberLeft)
    def _(self) -> None:
        self.joined = self.verified = False
        self.consented_at = None

    def must_be_free_to_publish(self, age_band: str | None) -> None:
        """Refuse a child's own words without a guardian's consent."""
        if age_band == UNDER_14 and not consent_stands(self.consented_at, self.act.at):
            raise ChildrensWordsNeedConsent
