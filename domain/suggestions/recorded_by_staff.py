"""代办 acting — what every act must know that concerns something recorded by staff for somebody."""

from __future__ import annotations

from typing import NamedTuple

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.standing import HoldingOffice
from domain.suggestions.events import (
    CommentMade,
    CommentWithdrawn,
    StanceTaken,
    StanceWithdrawn,
    SuggestionSubmitted,
    SuggestionWithdrawn,
    SupportCarried,
    What,
)


class Spoken(NamedTuple):
    """Something that was said under a name: on which suggestion, and by whose hand."""

    suggestion: str
    by: str


class NothingRecordedForYou(Refused):
    """Nothing of this kind stands here that the staff recorded for this person."""


class RecordedByStaff(HoldingOffice):
    """What stands under one name about one subject: a suggestion, a stance on it, or a comment."""

    def __init__(self, act: Act, subject: str) -> None:
        super().__init__(act)
        self.subject = subject
        self.standing: dict[What, Spoken] = {}

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector(
                [
                    StanceTaken,
                    SupportCarried,
                    StanceWithdrawn,
                    SuggestionSubmitted,
                    SuggestionWithdrawn,
                    CommentMade,
                    CommentWithdrawn,
                ],
                [self.subject, self.act.who],
            ),
        ]

    @event(StanceTaken)
    def _(self, act: Act, suggestion: str) -> None:
        self.standing = {**self.standing, "stance": Spoken(suggestion, act.by)}

    @event(SupportCarried)
    def _(self, act: Act, suggestion: str) -> None:
        self.standing = {**self.standing, "stance": Spoken(suggestion, act.by)}

    @event(SuggestionSubmitted)
    def _(self, act: Act, suggestion: str) -> None:
        self.standing = {**self.standing, "suggestion": Spoken(suggestion, act.by)}

    @event(CommentMade)
    def _(self, act: Act, suggestion: str, comment: str) -> None:
        # Comments of this name on the same suggestion bear its tag too.
        if comment == self.subject:
            self.standing = {**self.standing, "comment": Spoken(suggestion, act.by)}

    @event(StanceWithdrawn)
    def _(self) -> None:
        self._end("stance")

    @event(SuggestionWithdrawn)
    def _(self) -> None:
        self._end("suggestion")

    @event(CommentWithdrawn)
    def _(self, comment: str) -> None:
        if comment == self.subject:
            self._end("comment")

    def _end(self, what: What) -> None:
        self.standing = {kind: spoken for kind, spoken in self.standing.items() if kind != what}

    def recorded(self, what: What) -> Spoken:
        """What staff recorded, if it stands; refuse what the person said by their own hand."""
        spoken = self.standing.get(what)
        if spoken is None or not spoken.by.startswith("staff:"):
            raise NothingRecordedForYou
        return spoken
