"""附议 stances — a resident takes a stance back."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Event
from domain.suggestions.events import StanceTaken, StanceWithdrawn, SupportCarried
from domain.suggestions.taking_back import TakingBack


class WithdrawStance(TakingBack):
    """Take back the stance that stands under this name; where none stands, nothing is recorded."""

    def __init__(self, *, act: Act, suggestion: str, channel: str) -> None:
        super().__init__(act, suggestion, channel)
        self.stands = False

    def consistency_boundary(self) -> list[Selector]:
        spoken: list[type[Event]] = [StanceTaken, SupportCarried, StanceWithdrawn]
        own = Selector(spoken, [self.act.who, self.suggestion])
        return [*super().consistency_boundary(), own]

    @event(StanceTaken)
    def _(self) -> None:
        self.stands = True

    @event(SupportCarried)
    def _(self) -> None:
        self.stands = True

    @event(StanceWithdrawn)
    def _(self) -> None:
        self.stands = False

    def execute(self) -> None:
        self.must_be_ones_own_to_take_back()
        if self.stands and not self.leaves_it:
            self.record(
                StanceWithdrawn(act=self.act, suggestion=self.suggestion, channel=self.channel)
            )
