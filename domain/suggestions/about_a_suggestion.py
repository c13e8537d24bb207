"""谈一条建议 — what every act about one suggestion must know of it."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.standing import TakingPart
from domain.suggestions.events import SuggestionModerated, SuggestionSubmitted


class NoSuchSuggestion(Refused):
    """There is no such suggestion in this community."""


class SuggestionIsHidden(Refused):
    """This suggestion is hidden under the moderation rules and takes no new stances or comments."""


class AboutASuggestion(TakingPart):
    """An act under the suggestion's scope, while the suggestion is there and shown."""

    def __init__(self, act: Act, member: str, suggestion: str) -> None:
        super().__init__(act, member)
        self.suggestion = suggestion
        self.submitted = self.hidden = False

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([SuggestionSubmitted, SuggestionModerated], [self.suggestion]),
        ]

    @event(SuggestionSubmitted)
    def _(self) -> None:
        self.submitted = True

    @event(SuggestionModerated)
    def _(self) -> None:
        self.hidden = True

    def must_be_open(self) -> None:
        if not self.submitted:
            raise NoSuchSuggestion
        if self.hidden:
            raise SuggestionIsHidden
