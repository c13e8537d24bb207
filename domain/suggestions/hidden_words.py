"""审核 moderation — what every act must know of the words that are, or may be, hidden."""

from __future__ import annotations

from typing import Literal

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Event
from domain.suggestions.as_it_stands import NoSuchSuggestion, SuggestionAsItStands
from domain.suggestions.events import (
    AppealDecided,
    AppealOutcome,
    CommentMade,
    CommentModerated,
    CommentWithdrawn,
    ModerationAppealed,
    SuggestionModerated,
)
from domain.suggestions.withdraw_comment import NoSuchComment


class TheseWords(SuggestionAsItStands):
    """The words of a suggestion or of one of its comments (`subject`), and who hid them."""

    subject: str
    commenter: str | None = None
    comment_hidden_by: str | None = None
    gone: bool = False
    appeal: Literal["none", "waiting", "decided"] = "none"
    """Whether the hiding that stands was appealed against."""

    def consistency_boundary(self) -> list[Selector]:
        spoken: list[type[Event]] = [CommentMade, CommentWithdrawn, CommentModerated]
        return [
            *super().consistency_boundary(),
            Selector(spoken, [self.subject, self.suggestion]),
            Selector([ModerationAppealed, AppealDecided], [self.subject]),
        ]

    @event(CommentMade)
    def _(self, act: Act, comment: str) -> None:
        # All comments bear the tag of their suggestion, which may be the subject.
        if comment == self.subject:
            self.commenter = act.who

    @event(CommentWithdrawn)
    def _(self, comment: str) -> None:
        self.gone = self.gone or comment == self.subject

    @event(CommentModerated)
    def _(self, act: Act, comment: str) -> None:
        if comment == self.subject:
            self.comment_hidden_by, self.appeal = act.by, "none"

    @event(SuggestionModerated)
    def _(self, act: Act, suggestion: str) -> None:
        self._now(suggestion, hidden_by=act.by)
        if suggestion == self.subject:
            self.appeal = "none"

    @event(ModerationAppealed)
    def _(self) -> None:
        self.appeal = "waiting"

    @event(AppealDecided)
    def _(self, subject: str, outcome: AppealOutcome) -> None:
        if subject == self.subject:
            self.appeal = "decided"
        if outcome == "restored" and subject == self.suggestion:
            self._now(subject, hidden_by=None)
        elif outcome == "restored":
            self.comment_hidden_by = None

    @property
    def is_a_comment(self) -> bool:
        return self.subject != self.suggestion

    @property
    def hidden_by(self) -> str | None:
        """Which member of staff hid these words; None while they are shown."""
        return self.comment_hidden_by if self.is_a_comment else self.standing.hidden_by

    @property
    def speaker(self) -> str | None:
        return self.commenter if self.is_a_comment else self.standing.author

    def must_be_found(self) -> None:
        if self.is_a_comment and self.commenter is None:
            raise NoSuchComment
        if self.standing.author is None:
            raise NoSuchSuggestion
