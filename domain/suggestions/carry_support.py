"""合并 merging — a supporter agrees that the support goes on with the other suggestion."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Event, Refused
from domain.suggestions.about_a_suggestion import AboutASuggestion
from domain.suggestions.events import (
    Choice,
    StanceTaken,
    StanceWithdrawn,
    SupportCarried,
)
from domain.suggestions.take_stance import (
    CHANGES_PER_DAY_MAX,
    EnoughChangesForToday,
    TextHasChanged,
)
from domain.suggestions.undo_merge import NotMerged

Stance = tuple[Choice, int]


class NothingToCarry(Refused):
    """You have not supported the suggestion that was merged."""


class CarrySupport(AboutASuggestion):
    """Carry one's support of `source` to `suggestion`, into which it was merged, as it reads now.

    `seen` is the version that the person has read; None where nobody could say. Whoever agrees
    there already has nothing recorded; whoever disagreed there agrees from now on.
    """

    def __init__(
        self, *, act: Act, member: str, source: str, suggestion: str, channel: str,
        seen: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(act, member, suggestion)
        self.seen, self.taken_lately = seen, 0
        self.source, self.other, self.channel = source, source, channel
        self.stances: dict[str, Stance | None] = {}

    def consistency_boundary(self) -> list[Selector]:
        spoken: list[type[Event]] = [StanceTaken, SupportCarried, StanceWithdrawn]
        return [
            *super().consistency_boundary(),
            Selector(spoken, [self.act.who, self.source]),
            Selector(spoken, [self.act.who, self.suggestion]),
        ]

    @event(StanceTaken)
    def _(self, act: Act, suggestion: str, choice: Choice, version: int | None) -> None:
        self._counts(act, suggestion)
        self.stances = {**self.stances, suggestion: (choice, version or 1)}

    @event(SupportCarried)
    def _(self, act: Act, suggestion: str, version: int | None) -> None:
        self._counts(act, suggestion)
        self.stances = {**self.stances, suggestion: ("agree", version or 1)}

    def _counts(self, act: Act, suggestion: str) -> None:
        there = suggestion == self.suggestion
        self.taken_lately += there and act.at > self.act.a_day_earlier

    @event(StanceWithdrawn)
    def _(self, suggestion: str) -> None:
        self.stances = {**self.stances, suggestion: None}

    def execute(self) -> None:
        self.must_take_part()
        self.must_be_open()
        if self.standing_of(self.source).merged_into != self.suggestion:
            raise NotMerged
        carried = self.stances.get(self.source)
        if carried is None or carried[0] != "agree":
            raise NothingToCarry
        if self.seen is not None and self.seen != self.standing.version:
            raise TextHasChanged
        if self.stances.get(self.suggestion) == ("agree", self.standing.version):
            return
        if self.taken_lately >= CHANGES_PER_DAY_MAX:
            raise EnoughChangesForToday
        self.record(
            SupportCarried(
                act=self.act,
                suggestion=self.suggestion,
                source=self.source,
                channel=self.channel,
                version=self.standing.version if self.standing.version > 1 else None,
            )
        )
