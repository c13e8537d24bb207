"""谈一条建议 — what every act about one suggestion must know of it."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.standing import TakingPart
from domain.suggestions.events import (
    SuggestionModerated,
    SuggestionSubmitted,
    SuggestionWithdrawn,
)


class NoSuchSuggestion(Refused):
    """There is no such suggestion in this community."""


class SuggestionIsHidden(Refused):
    """This suggestion is hidden under the moderation rules and takes no new stances or comments."""


class SuggestionWasWithdrawn(Refused):
    """This suggestion was withdrawn by its author and takes no new stances or comments."""


class AboutASuggestion(TakingPart):
    """An act under the suggestion's scope, while the suggestion is there and shown."""

    def __init__(self, act: Act, member: str, suggestion: str) -> None:
        super().__init__(act, member)
        self.suggestion = suggestion
        self.submitted = self.hidden = self.withdrawn = False

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector(
                [SuggestionSubmitted, SuggestionModerated, SuggestionWithdrawn], [self.suggestion]
            ),
        ]

    @event(SuggestionSubmitted)
    def _(self) -> None:
        self.submitted = True

    @event(SuggestionModerated)
    def _(self) -> None:
        self.hidden = True

    @event(SuggestionWithdrawn)
    def _(self) -> None:
        self.withdrawn = True

    def must_be_open(self) -> None:
        if not self.submitted:
            raise NoSuchSuggestion
        if self.withdrawn:
            raise SuggestionWasWithdrawn
        if self.hidden:
            raise SuggestionIsHidden
