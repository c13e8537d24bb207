"""建议 suggestions — whoever made a suggestion takes it back. It is kept, with its stances."""

from __future__ import annotations

from domain.kernel import Act
from domain.suggestions.events import SuggestionWithdrawn
from domain.suggestions.taking_back import TakingBack


class WithdrawSuggestion(TakingBack):
    """Take back one's own suggestion; taking it back again records nothing."""

    def __init__(self, *, act: Act, suggestion: str, channel: str) -> None:
        super().__init__(act, suggestion, channel)

    def execute(self) -> None:
        self.must_be_ones_own_to_take_back()
        self.must_be_the_author()
        if not self.standing.withdrawn and not self.leaves_it:
            self.record(
                SuggestionWithdrawn(act=self.act, suggestion=self.suggestion, channel=self.channel)
            )
