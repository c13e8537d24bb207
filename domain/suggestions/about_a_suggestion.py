"""谈一条建议 — what a resident must fulfil to speak about one suggestion."""

from __future__ import annotations

from domain.kernel import Act
from domain.standing import TakingPart
from domain.suggestions.as_it_stands import SuggestionAsItStands


class AboutASuggestion(SuggestionAsItStands, TakingPart):
    """An act under the suggestion's scope, while the suggestion is there and shown."""

    def __init__(self, act: Act, member: str, suggestion: str) -> None:
        TakingPart.__init__(self, act, member)
        self.suggestion = suggestion
