"""评论 comments — a resident speaks for, against or neutrally about a suggestion."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.community.events import PolicyAdopted
from domain.kernel import Act, Command, Refused
from domain.policies import COMMENTS, WHO_MAY_TAKE_PART
from domain.residents.events import ResidenceVerified, ResidentJoined, RoleGranted
from domain.standing import DESK_ROLES, must_hold, must_take_part
from domain.suggestions.events import (
    CommentMade,
    Side,
    SuggestionModerated,
    SuggestionSubmitted,
)
from domain.suggestions.take_stance import NoSuchSuggestion, SuggestionIsHidden


class CommentsAreClosed(Refused):
    """By the rules of this community, comments are closed for now."""


class MakeComment(Command):
    """Comment under the suggestion's scope."""

    def __init__(
        self, *, act: Act, member: str, suggestion: str, comment: str,
        side: Side, channel: str, text: str,
    ) -> None:  # fmt: skip
        self.act, self.member, self.suggestion, self.comment = act, member, suggestion, comment
        self.side, self.channel, self.text = side, channel, text
        self.role: str | None = None
        self.submitted = self.hidden = self.joined = self.verified = False
        self.policies: dict[str, str] = {}

    def consistency_boundary(self) -> list[Selector]:
        return [
            Selector([SuggestionSubmitted, SuggestionModerated], [self.suggestion]),
            Selector([ResidentJoined, ResidenceVerified], [self.member]),
            Selector([RoleGranted], [self.act.by]),
            Selector([PolicyAdopted], [WHO_MAY_TAKE_PART.id]),
            Selector([PolicyAdopted], [COMMENTS.id]),
        ]

    @event(SuggestionSubmitted)
    def _(self) -> None:
        self.submitted = True

    @event(SuggestionModerated)
    def _(self) -> None:
        self.hidden = True

    @event(ResidentJoined)
    def _(self) -> None:
        self.joined = True

    @event(ResidenceVerified)
    def _(self) -> None:
        self.verified = True

    @event(RoleGranted)
    def _(self, role: str) -> None:
        self.role = role

    @event(PolicyAdopted)
    def _(self, policy: str, value: str) -> None:
        self.policies = {**self.policies, policy: value}

    def execute(self) -> None:
        if self.act.on_behalf is not None:
            must_hold(self.role, DESK_ROLES)
        must_take_part(
            joined=self.joined,
            verified=self.verified,
            who_may=WHO_MAY_TAKE_PART.among(self.policies),
        )
        if not self.submitted:
            raise NoSuchSuggestion
        if self.hidden:
            raise SuggestionIsHidden
        if COMMENTS.among(self.policies) == "closed":
            raise CommentsAreClosed
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
