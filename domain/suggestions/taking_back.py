"""收回 taking back — what every act must know by which somebody takes back what they said.

Whoever has left may do so too; the roll is not asked. Staff may do it for a resident, and the
system for somebody who is erased.
"""

from __future__ import annotations

from domain.kernel import SYSTEM, Act
from domain.standing import DESK_ROLES
from domain.suggestions.as_it_stands import SuggestionAsItStands


class TakingBack(SuggestionAsItStands):
    """An act about one suggestion that only takes back."""

    def __init__(self, act: Act, suggestion: str, channel: str) -> None:
        super().__init__(act)
        self.suggestion, self.channel = suggestion, channel

    def must_be_ones_own_to_take_back(self) -> None:
        """Refuse an act for somebody else without the office, and one about nothing."""
        if self.act.on_behalf is not None and self.act.by != SYSTEM:
            self.must_hold(DESK_ROLES)
        self.must_be_there()
