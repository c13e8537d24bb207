"""评论 comments — a resident speaks for, against or neutrally about a suggestion."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.policies import COMMENTS, WHO_MAY_TAKE_PART
from domain.suggestions.about_a_suggestion import AboutASuggestion
from domain.suggestions.events import CommentMade, Side
from domain.suggestions.own_words import OwnWords

COMMENTS_PER_DAY_MAX = 30


class CommentsAreClosed(Refused):
    """By the rules of this community, comments are closed for now."""


class EnoughCommentsForToday(Refused):
    """You have commented many times within a day: please come back later."""


class MakeComment(OwnWords, AboutASuggestion):
    """Comment under the suggestion's scope; `age_band` as in `SubmitSuggestion`, never recorded."""

    POLICIES = (WHO_MAY_TAKE_PART, COMMENTS)

    def __init__(
        self, *, act: Act, member: str, suggestion: str, comment: str,
        side: Side, channel: str, text: str, age_band: str | None,
    ) -> None:  # fmt: skip
        AboutASuggestion.__init__(self, act, member, suggestion)
        self.comment, self.side, self.channel = comment, side, channel
        self.text, self.age_band = text, age_band
        self.made_lately = 0

    def consistency_boundary(self) -> list[Selector]:
        return [*super().consistency_boundary(), Selector([CommentMade], [self.act.who])]

    @event(CommentMade)
    def _(self, act: Act) -> None:
        self.made_lately += act.at > self.act.a_day_earlier

    def execute(self) -> None:
        self.must_take_part()
        self.must_be_free_to_publish(self.age_band)
        self.must_be_open()
        if COMMENTS.among(self.policies) == "closed":
            raise CommentsAreClosed
        if self.made_lately >= COMMENTS_PER_DAY_MAX:
            raise EnoughCommentsForToday
        self.record(
            CommentMade(
                act=self.act,
                suggestion=self.suggestion,
                comment=self.comment,
                side=self.side,
                channel=self.channel,
                text=self.text,
            )
        )
