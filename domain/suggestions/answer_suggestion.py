"""答复 answers — the committee answers a suggestion, step by step, in public."""

from __future__ import annotations

from datetime import date, datetime

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.standing import COMMITTEE_ROLES
from domain.suggestions.as_it_stands import SuggestionAsItStands
from domain.suggestions.events import Status, SuggestionAnswered

NEXT_STATUSES: dict[str | None, tuple[Status, ...]] = {
    None: ("under-review", "accepted", "declined", "planned"),
    "under-review": ("accepted", "declined", "planned"),
    "accepted": ("planned", "under-way", "done", "declined"),
    "planned": ("planned", "under-way", "done", "declined"),
    "under-way": ("under-way", "done", "declined"),
    "declined": ("under-review",),
    "done": ("under-review",),
}
"""From each status where to. A plan may be planned anew, and work reported again, in public."""


class NotTheNextStep(Refused):
    """After its present status this suggestion cannot take that one."""


class AnswersNeedWords(Refused):
    """An answer needs words: the reason, the plan, or what was done and where it can be seen."""


class APlanNeedsItsDay(Refused):
    """A plan needs the day by which it is promised, and that day lies ahead."""


class AnswerSuggestion(SuggestionAsItStands):
    """Give a suggestion its next status; `due` (YYYY-MM-DD) is the day of the promise.

    A merged one is answered too: nobody gets rid of an answer that is owed by a merge.
    """

    def __init__(
        self, *, act: Act, suggestion: str, status: Status, due: str | None, text: str
    ) -> None:
        super().__init__(act)
        self.suggestion, self.status, self.due, self.text = suggestion, status, due, text
        self.today: Status | None = None

    def consistency_boundary(self) -> list[Selector]:
        return [*super().consistency_boundary(), Selector([SuggestionAnswered], [self.suggestion])]

    @event(SuggestionAnswered)
    def _(self, status: Status) -> None:
        self.today = status

    def execute(self) -> None:
        self.must_hold(COMMITTEE_ROLES)
        self.must_be_shown()
        if self.status not in NEXT_STATUSES[self.today]:
            raise NotTheNextStep
        if not self.text.strip():
            raise AnswersNeedWords
        if self.status == "planned" and not self._lies_ahead():
            raise APlanNeedsItsDay
        self.record(
            SuggestionAnswered(
                act=self.act,
                suggestion=self.suggestion,
                status=self.status,
                due=self.due if self.status == "planned" else None,
                text=self.text,
            )
        )

    @property
    def _day(self) -> date:
        """The day of the act in UTC, where locally it may be the next one already."""
        return datetime.fromisoformat(self.act.at).date()

    def _lies_ahead(self) -> bool:
        try:
            promised = date.fromisoformat(self.due or "")
        except ValueError:
            return False
        return promised.isoformat() == self.due and promised >= self._day
