"""附议 stances — a stance from an earlier conversation is taken over; the last one counts."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Command, Refused
from domain.suggestions.events import IMPORTED_CHANNEL, Choice, StanceTaken, SuggestionSubmitted


class StatementNotImported(Refused):
    """The statement that this stance is about has not been imported."""


class ImportStance(Command):
    """Record a stance of the past, unless it is not later than the last one recorded.

    `occurred_at` is RFC 3339 in UTC with fixed width, so that text order is time order.
    """

    def __init__(self, *, act: Act, suggestion: str, choice: Choice, occurred_at: str) -> None:
        self.act, self.suggestion = act, suggestion
        self.choice, self.occurred_at = choice, occurred_at
        self.submitted = False
        self.last: tuple[str, str] = ("", "")

    def consistency_boundary(self) -> list[Selector]:
        return [
            Selector([SuggestionSubmitted], [self.suggestion]),
            Selector([StanceTaken], [self.act.who, self.suggestion]),
        ]

    @event(SuggestionSubmitted)
    def _(self) -> None:
        self.submitted = True

    @event(StanceTaken)
    def _(self, occurred_at: str | None, choice: Choice) -> None:
        self.last = (occurred_at or "", choice)

    def execute(self) -> None:
        if not self.submitted:
            raise StatementNotImported
        later = (self.occurred_at, self.choice) > self.last
        if later and self.choice != self.last[1]:
            self.record(
                StanceTaken(
                    act=self.act,
                    suggestion=self.suggestion,
                    choice=self.choice,
                    channel=IMPORTED_CHANNEL,
                    occurred_at=self.occurred_at,
                )
            )
