"""评论 comments — a resident speaks for, against or neutrally about a suggestion."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.policies import COMMENTS, WHO_MAY_TAKE_PART
from domain.suggestions.about_a_suggestion import AboutASuggestion
from domain.suggestions.events import CommentMade, Side
from domain.suggestions.own_words import OwnWords
from domain.suggestions.withdraw_comment import NoSuchComment

COMMENTS_PER_DAY_MAX = 30


class CommentsAreClosed(Refused):
    """By the rules of this community, comments are closed for now."""


class EnoughCommentsForToday(Refused):
    """You have commented many times within a day: please come back later."""


class MakeComment(OwnWords, AboutASuggestion):
    """Comment under the suggestion's scope; `age_band` as in `SubmitSuggestion`, never recorded."""

    POLICIES = (WHO_MAY_TAKE_PART, COMMENTS)

    def __init__(  # noqa: PLR0913 - an intention has as many parts as it has.
        self, *, act: Act, member: str, suggestion: str, comment: str,
        side: Side, channel: str, text: str, age_band: str | None, reply_to: str | None = None,
    ) -> None:  # fmt: skip
        AboutASuggestion.__init__(self, act, member, suggestion)
        self.comment, self.side, self.channel = comment, side, channel
        self.text, self.age_band, self.reply_to = text, age_band, reply_to
        self.made_lately, self.found = 0, reply_to is None

    def consistency_boundary(self) -> list[Selector]:
        boundary = [*super().consistency_boundary(), Selector([CommentMade], [self.act.who])]
        if self.reply_to is not None:
            boundary.append(Selector([CommentMade], [self.reply_to, self.suggestion]))
        return boundary

    @event(CommentMade)
    def _(self, act: Act, comment: str) -> None:
        self.found = self.found or comment == self.reply_to
        self.made_lately += act.who == self.act.who and act.at > self.act.a_day_earlier

    def execute(self) -> None:
        self.must_take_part()
        self.must_be_free_to_publish(self.age_band)
        self.must_be_open()
        if COMMENTS.among(self.policies) == "closed":
            raise CommentsAreClosed
        if not self.found:
            raise NoSuchComment
        if self.made_lately >= COMMENTS_PER_DAY_MAX:
            raise EnoughCommentsForToday
        self.record(
            CommentMade(
                act=self.act,
                suggestion=self.suggestion,
                comment=self.comment,
                side=self.side,
                channel=self.channel,
                reply_to=self.reply_to,
                text=self.text,
            )
        )
