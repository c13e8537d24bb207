"""审核 moderation — words are hidden by a named rule, with a reason, in public. They are kept."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.community.events import PolicyAdopted
from domain.kernel import Act, Refused
from domain.policies import MODERATION
from domain.standing import MODERATING_ROLES
from domain.suggestions.events import (
    MODERATION_RULES,
    CommentModerated,
    SuggestionModerated,
)
from domain.suggestions.hidden_words import TheseWords


class NoRulesOfModeration(Refused):
    """This community has written no rules of moderation, so nothing can be hidden by them."""


class NotARuleOfModeration(Refused):
    """The rules of moderation know no such rule."""


class HidingNeedsAReason(Refused):
    """Whoever hides somebody's words says why."""


class HiddenAlready(Refused):
    """These words are not shown any more."""


class Moderate(TheseWords):
    """Hide a suggestion, or a comment on it, by one of `MODERATION_RULES`."""

    def __init__(self, *, act: Act, suggestion: str, subject: str, rule: str, reason: str) -> None:
        super().__init__(act)
        self.suggestion, self.subject, self.rule, self.reason = suggestion, subject, rule, reason
        self.policies: dict[str, str] = {}

    def consistency_boundary(self) -> list[Selector]:
        return [*super().consistency_boundary(), Selector([PolicyAdopted], [MODERATION.id])]

    @event(PolicyAdopted)
    def _(self, policy: str, value: str) -> None:
        self.policies = {policy: value}

    def execute(self) -> None:
        self.must_hold(MODERATING_ROLES)
        self.must_be_found()
        if MODERATION.among(self.policies) == "none":
            raise NoRulesOfModeration
        if self.rule not in MODERATION_RULES:
            raise NotARuleOfModeration
        if not self.reason.strip():
            raise HidingNeedsAReason
        taken_back = self.gone if self.is_a_comment else self.standing.withdrawn
        if taken_back or self.hidden_by is not None:
            raise HiddenAlready
        act, rule, reason = self.act, self.rule, self.reason
        if self.is_a_comment:
            self.record(
                CommentModerated(
                    act=act,
                    suggestion=self.suggestion,
                    comment=self.subject,
                    rule=rule,
                    reason=reason,
                )
            )
        else:
            self.record(
                SuggestionModerated(act=act, suggestion=self.suggestion, rule=rule, reason=reason)
            )
