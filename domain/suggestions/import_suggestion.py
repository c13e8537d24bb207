"""建议 suggestions — a statement from an earlier conversation is taken over, once.

A later export may say that it was moderated meanwhile: that is taken over too, and nothing else.
"""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Command
from domain.suggestions.events import IMPORTED_CHANNEL, SuggestionModerated, SuggestionSubmitted

HIDDEN_AT_THE_SOURCE = "hidden-at-the-source"


class ImportSuggestion(Command):
    """Record a statement of the past; what was moderated there is hidden here, but tallied."""

    def __init__(  # noqa: PLR0913 - one parameter for each thing that the event says.
        self, *, act: Act, suggestion: str, scope: str, category: str,
        source_id: str, occurred_at: str, title: str, text: str, hidden: bool,
    ) -> None:  # fmt: skip
        self.act, self.suggestion, self.scope, self.category = act, suggestion, scope, category
        self.source_id, self.occurred_at = source_id, occurred_at
        self.title, self.text, self.hidden = title, text, hidden
        self.made = self.moderated = False

    def consistency_boundary(self) -> list[Selector]:
        return [Selector([SuggestionSubmitted, SuggestionModerated], [self.suggestion])]

    @event(SuggestionSubmitted)
    def _(self) -> None:
        self.made = True

    @event(SuggestionModerated)
    def _(self) -> None:
        self.moderated = True

    def execute(self) -> None:
        if not self.made:
            self.record(
                SuggestionSubmitted(
                    act=self.act,
                    suggestion=self.suggestion,
                    scope=self.scope,
                    category=self.category,
                    channel=IMPORTED_CHANNEL,
                    source_id=self.source_id,
                    occurred_at=self.occurred_at,
                    title=self.title,
                    text=self.text or None,
                )
            )
        if self.hidden and not self.moderated:
            self.record(
                SuggestionModerated(
                    act=Act(self.act.by, self.act.at),
                    suggestion=self.suggestion,
                    rule=HIDDEN_AT_THE_SOURCE,
                )
            )
