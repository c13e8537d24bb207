"""评论 comments — whoever made a comment takes it back."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.suggestions.as_it_stands import NotYours
from domain.suggestions.events import CommentMade, CommentWithdrawn
from domain.suggestions.taking_back import TakingBack


class NoSuchComment(Refused):
    """There is no such comment on this suggestion."""


class WithdrawComment(TakingBack):
    """Take back one's own comment; taking it back again records nothing."""

    def __init__(self, *, act: Act, suggestion: str, comment: str, channel: str) -> None:
        super().__init__(act, suggestion, channel)
        self.comment = comment
        self.commenter: str | None = None
        self.gone = False

    def consistency_boundary(self) -> list[Selector]:
        spoken = Selector([CommentMade, CommentWithdrawn], [self.comment, self.suggestion])
        return [*super().consistency_boundary(), spoken]

    @event(CommentMade)
    def _(self, act: Act) -> None:
        self.commenter = act.who

    @event(CommentWithdrawn)
    def _(self) -> None:
        self.gone = True

    def execute(self) -> None:
        self.must_be_ones_own_to_take_back()
        if self.commenter is None:
            raise NoSuchComment
        if self.commenter != self.act.who:
            raise NotYours
        if not self.gone and not self.leaves_it:
            self.record(
                CommentWithdrawn(
                    act=self.act,
                    suggestion=self.suggestion,
                    comment=self.comment,
                    channel=self.channel,
                )
            )
