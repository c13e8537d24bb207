"""附议 stances — a resident agrees, disagrees or passes on a suggestion, and may change it."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.community.events import PolicyAdopted
from domain.kernel import Act, Command, Refused
from domain.policies import WHO_MAY_TAKE_PART
from domain.residents.events import ResidenceVerified, ResidentJoined, RoleGranted
from domain.standing import DESK_ROLES, must_hold, must_take_part
from domain.suggestions.events import (
    CHOICES,
    Choice,
    StanceTaken,
    SuggestionModerated,
    SuggestionSubmitted,
)


class NoSuchSuggestion(Refused):
    """There is no such suggestion in this community."""


class SuggestionIsHidden(Refused):
    """This suggestion is hidden under the moderation rules and takes no new stances or comments."""


class NotAChoice(Refused):
    """A stance is one of: agree, disagree, pass."""


class TakeStance(Command):
    """Take a stance under the suggestion's scope; the same stance again records nothing."""

    def __init__(
        self, *, act: Act, member: str, suggestion: str, choice: Choice, channel: str
    ) -> None:
        self.act, self.member, self.suggestion = act, member, suggestion
        self.choice, self.channel = choice, channel
        self.role: str | None = None
        self.submitted = self.hidden = self.joined = self.verified = False
        self.who_may = WHO_MAY_TAKE_PART.at_founding
        self.stands: Choice | None = None

    def consistency_boundary(self) -> list[Selector]:
        return [
            Selector([SuggestionSubmitted, SuggestionModerated], [self.suggestion]),
            Selector([StanceTaken], [self.act.who, self.suggestion]),
            Selector([ResidentJoined, ResidenceVerified], [self.member]),
            Selector([RoleGranted], [self.act.by]),
            Selector([PolicyAdopted], [WHO_MAY_TAKE_PART.id]),
        ]

    @event(SuggestionSubmitted)
    def _(self) -> None:
        self.submitted = True

    @event(SuggestionModerated)
    def _(self) -> None:
        self.hidden = True

    @event(StanceTaken)
    def _(self, choice: Choice) -> None:
        self.stands = choice

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
    def _(self, value: str) -> None:
        self.who_may = value

    def execute(self) -> None:
        if self.act.on_behalf is not None:
            must_hold(self.role, DESK_ROLES)
        must_take_part(joined=self.joined, verified=self.verified, who_may=self.who_may)
        if not self.submitted:
            raise NoSuchSuggestion
        if self.hidden:
            raise SuggestionIsHidden
        if self.choice not in CHOICES:
            raise NotAChoice
        if self.choice != self.stands:
            self.record(
                StanceTaken(
                    act=self.act,
                    suggestion=self.suggestion,
                    choice=self.choice,
                    channel=self.channel,
                )
            )
