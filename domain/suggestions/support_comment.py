"""评论 comments — a resident finds somebody else's comment right, or no longer."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.suggestions.about_a_suggestion import AboutASuggestion
from domain.suggestions.events import (
    CommentSupported,
    CommentSupportWithdrawn,
)
from domain.suggestions.hidden_words import TheseWords
from domain.suggestions.withdraw_comment import NoSuchComment

SUPPORTS_PER_DAY_MAX = 100


class EnoughSupportsForToday(Refused):
    """You have supported many comments within a day: please come back later."""


class NotYourOwnComment(Refused):
    """A comment is supported by others than whoever made it."""


class SupportComment(TheseWords, AboutASuggestion):
    """Support a comment, or take that back; what is so already records nothing."""

    def __init__(
        self, *, act: Act, member: str, suggestion: str, comment: str, support: bool
    ) -> None:
        AboutASuggestion.__init__(self, act, member, suggestion)
        self.subject, self.support, self.supports = comment, support, False
        self.supported_lately = 0

    def consistency_boundary(self) -> list[Selector]:
        own = Selector([CommentSupported, CommentSupportWithdrawn], [self.act.who, self.subject])
        any_other = Selector([CommentSupported], [self.act.who])
        return [*super().consistency_boundary(), own, any_other]

    @event(CommentSupported)
    def _(self, act: Act, comment: str) -> None:
        self.supports = self.supports or comment == self.subject
        self.supported_lately += act.at > self.act.a_day_earlier

    @event(CommentSupportWithdrawn)
    def _(self) -> None:
        self.supports = False

    def execute(self) -> None:
        self.must_be_there()
        if self.commenter is None:
            raise NoSuchComment
        if self.support == self.supports or self.leaves_it:
            return
        if not self.support:
            self.record(
                CommentSupportWithdrawn(
                    act=self.act, suggestion=self.suggestion, comment=self.subject
                )
            )
            return
        self.must_take_part()
        self.must_be_open()
        if self.gone or self.hidden_by is not None:
            raise NoSuchComment
        if self.commenter == self.act.who:
            raise NotYourOwnComment
        if self.supported_lately >= SUPPORTS_PER_DAY_MAX:
            raise EnoughSupportsForToday
        self.record(
            CommentSupported(act=self.act, suggestion=self.suggestion, comment=self.subject)
        )
