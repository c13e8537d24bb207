"""附议 stances — a resident agrees, disagrees or passes on a suggestion, and may change it."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.suggestions.about_a_suggestion import AboutASuggestion
from domain.suggestions.events import CHOICES, Choice, StanceTaken, StanceWithdrawn

CHANGES_PER_DAY_MAX = 20


class NotAChoice(Refused):
    """A stance is one of: agree, disagree, pass."""


class EnoughChangesForToday(Refused):
    """You have changed your stance here many times within a day: please come back later."""


class TakeStance(AboutASuggestion):
    """Take a stance under the suggestion's scope; the same stance again records nothing."""

    def __init__(
        self, *, act: Act, member: str, suggestion: str, choice: Choice, channel: str
    ) -> None:
        super().__init__(act, member, suggestion)
        self.choice, self.channel = choice, channel
        self.stands: Choice | None = None
        self.taken_lately = 0

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([StanceTaken, StanceWithdrawn], [self.act.who, self.suggestion]),
        ]

    @event(StanceTaken)
    def _(self, act: Act, choice: Choice) -> None:
        self.stands = choice
        self.taken_lately += act.at > self.act.a_day_earlier

    @event(StanceWithdrawn)
    def _(self) -> None:
        self.stands = None

    def execute(self) -> None:
        self.must_take_part()
        self.must_be_open()
        if self.choice not in CHOICES:
            raise NotAChoice
        if self.choice == self.stands:
            return
        if self.taken_lately >= CHANGES_PER_DAY_MAX:
            raise EnoughChangesForToday
        self.record(
            StanceTaken(
                act=self.act,
                suggestion=self.suggestion,
                choice=self.choice,
                channel=self.channel,
            )
        )
