"""收回 taking back — what every act must know by which somebody takes back what they said.

Whoever has left may do so too; the roll is not asked. Staff may do it for a resident, and the
system for somebody who is erased.
"""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import SYSTEM, Act
from domain.standing import DESK_ROLES, HoldingOffice
from domain.suggestions.about_a_suggestion import NoSuchSuggestion
from domain.suggestions.events import (
    SuggestionModerated,
    SuggestionSubmitted,
    SuggestionWithdrawn,
)


class TakingBack(HoldingOffice):
    """An act about one suggestion that only takes back."""

    def __init__(self, act: Act, suggestion: str, channel: str) -> None:
        super().__init__(act)
        self.suggestion, self.channel = suggestion, channel
        self.author: str | None = None
        self.hidden = self.withdrawn = False

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector(
                [SuggestionSubmitted, SuggestionModerated, SuggestionWithdrawn], [self.suggestion]
            ),
        ]

    @event(SuggestionSubmitted)
    def _(self, act: Act) -> None:
        self.author = act.who

    @event(SuggestionModerated)
    def _(self) -> None:
        self.hidden = True

    @event(SuggestionWithdrawn)
    def _(self) -> None:
        self.withdrawn = True

    @property
    def leaves_it(self) -> bool:
        """Erasing somebody touches nothing that is closed (entry format, section 3)."""
        return self.act.by == SYSTEM and (self.hidden or self.withdrawn)

    def must_be_ones_own_to_take_back(self) -> None:
        """Refuse an act for somebody else without the office, and one about nothing."""
        if self.act.on_behalf is not None and self.act.by != SYSTEM:
            self.must_hold(DESK_ROLES)
        if self.author is None:
            raise NoSuchSuggestion
