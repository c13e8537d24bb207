"""异议 objections — a person objects to what was recorded for them, and it no longer counts."""

from __future__ import annotations

from domain.kernel import Act
from domain.standing import DESK_ROLES
from domain.suggestions.events import (
    CommentWithdrawn,
    ObjectionMade,
    StanceWithdrawn,
    SuggestionWithdrawn,
    What,
)
from domain.suggestions.recorded_by_staff import RecordedByStaff


class MakeObjection(RecordedByStaff):
    """Object to the stance, suggestion or comment that staff recorded under the name of the act.

    Whoever has left may object too: the roll is not asked. Staff note it for whoever tells them.
    """

    def __init__(self, *, act: Act, what: What, subject: str, channel: str) -> None:
        super().__init__(act, subject)
        self.what, self.channel = what, channel

    def execute(self) -> None:
        if self.act.on_behalf is not None:
            self.must_hold(DESK_ROLES)
        spoken = self.recorded(self.what)
        self.record(ObjectionMade(act=self.act, subject=self.subject, what=self.what))
        self.record(self._withdrawal(spoken.suggestion))

    def _withdrawal(
        self, suggestion: str
    ) -> StanceWithdrawn | SuggestionWithdrawn | CommentWithdrawn:
        act, channel = self.act, self.channel
        if self.what == "stance":
            return StanceWithdrawn(act=act, suggestion=suggestion, channel=channel)
        if self.what == "suggestion":
            return SuggestionWithdrawn(act=act, suggestion=suggestion, channel=channel)
        return CommentWithdrawn(
            act=act, suggestion=suggestion, comment=self.subject, channel=channel
        )
