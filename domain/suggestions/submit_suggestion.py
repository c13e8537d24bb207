"""建议 suggestions — a resident makes a suggestion, on the web or through a clerk at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.community.events import PolicyAdopted
from domain.kernel import ENTRY_TIME, Act, Command, Refused
from domain.policies import SUGGESTIONS_PER_DAY, WHO_MAY_TAKE_PART
from domain.residents.events import ResidenceVerified, ResidentJoined, RoleGranted
from domain.standing import DESK_ROLES, must_hold, must_take_part
from domain.suggestions.events import CATEGORIES, SuggestionSubmitted


class NoSuchCategory(Refused):
    """There is no area of that name."""


class EnoughForToday(Refused):
    """You have made as many suggestions within a day as the rules allow: please come back later."""


class SuggestionAlreadyMade(Refused):
    """This suggestion has already been made."""


class SubmitSuggestion(Command):
    """Submit under a `voice` name; `member` names the same person on the roll, and is only read."""

    def __init__(
        self, *, act: Act, member: str, suggestion: str, scope: str,
        category: str, channel: str, title: str, text: str,
    ) -> None:  # fmt: skip
        self.act, self.member, self.suggestion, self.scope = act, member, suggestion, scope
        self.category, self.channel, self.title, self.text = category, channel, title, text
        self.role: str | None = None
        self.joined = self.verified = self.made = False
        self.policies: dict[str, str] = {}
        # Entries tell the hour of an act; a day is 24 of them, wherever the community lies.
        self.a_day_ago = (datetime.fromisoformat(act.at) - timedelta(days=1)).strftime(ENTRY_TIME)
        self.made_lately = 0

    def consistency_boundary(self) -> list[Selector]:
        return [
            Selector([SuggestionSubmitted], [self.suggestion]),
            Selector([SuggestionSubmitted], [self.act.who]),
            Selector([ResidentJoined, ResidenceVerified], [self.member]),
            Selector([RoleGranted], [self.act.by]),
            Selector([PolicyAdopted], [WHO_MAY_TAKE_PART.id]),
            Selector([PolicyAdopted], [SUGGESTIONS_PER_DAY.id]),
        ]

    @event(SuggestionSubmitted)
    def _(self, act: Act, suggestion: str) -> None:
        self.made = self.made or suggestion == self.suggestion
        self.made_lately += act.who == self.act.who and act.at > self.a_day_ago

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
        if self.made:
            raise SuggestionAlreadyMade
        if self.category not in CATEGORIES:
            raise NoSuchCategory
        if self.made_lately >= int(SUGGESTIONS_PER_DAY.among(self.policies)):
            raise EnoughForToday
        self.record(
            SuggestionSubmitted(
                act=self.act,
                suggestion=self.suggestion,
                scope=self.scope,
                category=self.category,
                channel=self.channel,
                title=self.title,
                text=self.text,
            )
        )
