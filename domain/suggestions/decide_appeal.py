"""申诉 appeals — the committee decides: somebody else than who hid the words looks again."""

from __future__ import annotations

from domain.kernel import Act, Refused
from domain.standing import COMMITTEE_ROLES
from domain.suggestions.events import AppealDecided, AppealOutcome
from domain.suggestions.hidden_words import TheseWords


class NoAppealWaits(Refused):
    """No appeal waits to be decided here."""


class SomebodyElseDecides(Refused):
    """An appeal is decided by somebody else than who hid the words."""


class DecidingNeedsAReason(Refused):
    """Whoever decides an appeal says why."""


class DecideAppeal(TheseWords):
    """Uphold the hiding of `subject`, or show it again ("restored")."""

    def __init__(
        self, *, act: Act, suggestion: str, subject: str, outcome: AppealOutcome, reason: str
    ) -> None:
        super().__init__(act)
        self.suggestion, self.subject = suggestion, subject
        self.outcome, self.reason = outcome, reason

    def execute(self) -> None:
        self.must_hold(COMMITTEE_ROLES)
        self.must_be_found()
        if self.appeal != "waiting":
            raise NoAppealWaits
        if self.act.by == self.hidden_by:
            raise SomebodyElseDecides
        if not self.reason.strip():
            raise DecidingNeedsAReason
        self.record(
            AppealDecided(
                act=self.act,
                subject=self.subject,
                suggestion=self.suggestion,
                outcome=self.outcome,
                reason=self.reason,
            )
        )
