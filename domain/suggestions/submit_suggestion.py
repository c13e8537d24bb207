"""建议 suggestions — a resident makes a suggestion, on the web or through a clerk at the desk."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.policies import SUGGESTIONS_PER_DAY, WHO_MAY_SUGGEST, WHO_MAY_TAKE_PART
from domain.standing import NotVerified
from domain.suggestions.events import CATEGORIES, SuggestionSubmitted
from domain.suggestions.own_words import OwnWords


class NoSuchCategory(Refused):
    """There is no area of that name."""


class EnoughForToday(Refused):
    """You have made as many suggestions within a day as the rules allow: please come back later."""


class SuggestionAlreadyMade(Refused):
    """This suggestion has already been made."""


class SubmitSuggestion(OwnWords):
    """Submit under a `voice` name; `member` names the same person on the roll, and is only read.

    `age_band` is what the person told when joining: private, asked for, never recorded.
    """

    POLICIES = (WHO_MAY_TAKE_PART, WHO_MAY_SUGGEST, SUGGESTIONS_PER_DAY)

    def __init__(  # noqa: PLR0913 - an intention has as many parts as it has.
        self, *, act: Act, member: str, suggestion: str, scope: str,
        category: str, channel: str, title: str, text: str, age_band: str | None,
    ) -> None:  # fmt: skip
        super().__init__(act, member)
        self.suggestion, self.scope, self.age_band = suggestion, scope, age_band
        self.category, self.channel, self.title, self.text = category, channel, title, text
        self.made = False
        self.made_lately = 0

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([SuggestionSubmitted], [self.suggestion]),
            Selector([SuggestionSubmitted], [self.act.who]),
        ]

    @event(SuggestionSubmitted)
    def _(self, act: Act, suggestion: str) -> None:
        self.made = self.made or suggestion == self.suggestion
        self.made_lately += act.who == self.act.who and act.at > self.act.a_day_earlier

    def execute(self) -> None:
        self.must_take_part()
        if WHO_MAY_SUGGEST.among(self.policies) == "verified" and not self.verified:
            raise NotVerified
        self.must_be_free_to_publish(self.age_band)
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
