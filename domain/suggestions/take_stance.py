"""附议 stances — a resident agrees, disagrees or passes on a suggestion, and may change it."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.suggestions.about_a_suggestion import AboutASuggestion
from domain.suggestions.events import (
    CHOICES,
    Choice,
    StanceTaken,
    StanceWithdrawn,
    SupportCarried,
)

CHANGES_PER_DAY_MAX = 20


class NotAChoice(Refused):
    """A stance is one of: agree, disagree, pass."""


class EnoughChangesForToday(Refused):
    """You have changed your stance here many times within a day: please come back later."""


class TextHasChanged(Refused):
    """This suggestion has another wording by now: please read it again first."""


class TakeStance(AboutASuggestion):
    """Take a stance under the suggestion's scope; the same stance on the same wording is nothing.

    `seen` is the version that the person has read; None where nobody could say.
    """

    def __init__(
        self, *, act: Act, member: str, suggestion: str, choice: Choice, channel: str,
        seen: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(act, member, suggestion)
        self.choice, self.channel, self.seen = choice, channel, seen
        self.stands: tuple[Choice, int] | None = None
        self.taken_lately = 0

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector(
                [StanceTaken, SupportCarried, StanceWithdrawn], [self.act.who, self.suggestion]
            ),
        ]

    @event(StanceTaken)
    def _(self, act: Act, choice: Choice, version: int | None) -> None:
        self.stands = choice, version or 1
        self.taken_lately += act.at > self.act.a_day_earlier

    @event(SupportCarried)
    def _(self, act: Act, version: int | None) -> None:
        self.stands = "agree", version or 1
        self.taken_lately += act.at > self.act.a_day_earlier

    @event(StanceWithdrawn)
    def _(self) -> None:
        self.stands = None

    def execute(self) -> None:
        self.must_take_part()
        self.must_be_open()
        if self.choice not in CHOICES:
            raise NotAChoice
        if self.seen is not None and self.seen != self.standing.version:
            raise TextHasChanged
        if (self.choice, self.standing.version) == self.stands:
            return
        if self.taken_lately >= CHANGES_PER_DAY_MAX:
            raise EnoughChangesForToday
        self.record(
            StanceTaken(
                act=self.act,
                suggestion=self.suggestion,
                choice=self.choice,
                channel=self.channel,
                version=self.standing.version if self.standing.version > 1 else None,
            )
        )
