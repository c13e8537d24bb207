"""合并 merging — a suggestion that says the same as another one goes on there.

Nobody's support moves by itself: each supporter is asked (`carry_support`).
"""

from __future__ import annotations

from domain.kernel import Act, Refused
from domain.standing import COMMITTEE_ROLES
from domain.suggestions.as_it_stands import SuggestionAsItStands
from domain.suggestions.events import SuggestionMerged


class NotIntoItself(Refused):
    """A suggestion cannot be merged into itself."""


class TheOtherIsNotOpen(Refused):
    """The other suggestion is not there, or takes nothing new."""


class ScopesDiffer(Refused):
    """These two are spoken about under different names of people, so support cannot be carried."""


class OthersWereMergedHere(Refused):
    """Others were merged into this one: merge the other way round, or take that back first."""


class MergesNeedAReason(Refused):
    """Merging, and taking it back, needs a reason."""


class MergeSuggestion(SuggestionAsItStands):
    """Merge one suggestion into another of the same scope (entry format, section 3)."""

    def __init__(self, *, act: Act, suggestion: str, into: str, reason: str) -> None:
        super().__init__(act)
        self.suggestion, self.other, self.into, self.reason = suggestion, into, into, reason

    def execute(self) -> None:
        self.must_hold(COMMITTEE_ROLES)
        self.must_be_open()
        if self.into == self.suggestion:
            raise NotIntoItself
        if any(each.merged_into == self.suggestion for each in self.standings.values()):
            raise OthersWereMergedHere
        goal = self.standing_of(self.into)
        try:
            goal.must_be_open()
        except Refused:
            raise TheOtherIsNotOpen from None
        if goal.scope != self.standing.scope:
            raise ScopesDiffer
        if not self.reason.strip():
            raise MergesNeedAReason
        self.record(
            SuggestionMerged(
                act=self.act, suggestion=self.suggestion, into=self.into, reason=self.reason
            )
        )
