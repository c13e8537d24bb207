"""关注 following — a resident wants to hear what becomes of a suggestion, or no longer."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.suggestions.about_a_suggestion import AboutASuggestion
from domain.suggestions.events import SuggestionFollowed, SuggestionUnfollowed

FOLLOWS_PER_DAY_MAX = 50


class EnoughFollowedForToday(Refused):
    """You have followed many suggestions within a day: please come back later."""


class FollowSuggestion(AboutASuggestion):
    """Follow, or follow no longer; what is so already records nothing."""

    def __init__(self, *, act: Act, member: str, suggestion: str, follow: bool) -> None:
        super().__init__(act, member, suggestion)
        self.follow, self.follows, self.followed_lately = follow, False, 0

    def consistency_boundary(self) -> list[Selector]:
        own = Selector([SuggestionFollowed, SuggestionUnfollowed], [self.act.who, self.suggestion])
        any_other = Selector([SuggestionFollowed], [self.act.who])
        return [*super().consistency_boundary(), own, any_other]

    @event(SuggestionFollowed)
    def _(self, act: Act, suggestion: str) -> None:
        self.follows = self.follows or suggestion == self.suggestion
        self.followed_lately += act.at > self.act.a_day_earlier

    @event(SuggestionUnfollowed)
    def _(self) -> None:
        self.follows = False

    def execute(self) -> None:
        self.must_be_there()
        if self.follow == self.follows or self.leaves_it:
            return
        if self.follow:
            self.must_take_part()
            if self.followed_lately >= FOLLOWS_PER_DAY_MAX:
                raise EnoughFollowedForToday
            self.record(SuggestionFollowed(act=self.act, suggestion=self.suggestion))
        else:
            self.record(SuggestionUnfollowed(act=self.act, suggestion=self.suggestion))
