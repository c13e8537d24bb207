"""申诉 appeals — whoever said what was hidden asks the committee to look at it again."""

from __future__ import annotations

from domain.kernel import Act, Refused
from domain.standing import DESK_ROLES
from domain.suggestions.as_it_stands import NotYours
from domain.suggestions.events import ModerationAppealed
from domain.suggestions.hidden_words import TheseWords


class NotHidden(Refused):
    """These words are not hidden."""


class AppealedAlready(Refused):
    """You have asked for this already: the committee will decide, or has decided."""


class AppealModeration(TheseWords):
    """Appeal once against each hiding of one's own words; whoever has left may do so too."""

    def __init__(self, *, act: Act, suggestion: str, subject: str, text: str) -> None:
        super().__init__(act)
        self.suggestion, self.subject, self.text = suggestion, subject, text

    def execute(self) -> None:
        if self.act.on_behalf is not None:
            self.must_hold(DESK_ROLES)
        self.must_be_found()
        if self.speaker != self.act.who:
            raise NotYours
        if self.hidden_by is None:
            raise NotHidden
        if self.appeal != "none":
            raise AppealedAlready
        self.record(
            ModerationAppealed(
                act=self.act, subject=self.subject, suggestion=self.suggestion, text=self.text
            )
        )
