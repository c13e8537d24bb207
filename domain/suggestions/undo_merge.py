"""合并 merging — the committee takes a merge back: the suggestion stands by itself again."""

from __future__ import annotations

from domain.kernel import Act, Refused
from domain.standing import COMMITTEE_ROLES
from domain.suggestions.as_it_stands import SuggestionAsItStands
from domain.suggestions.events import MergeUndone
from domain.suggestions.merge_suggestion import MergesNeedAReason


class NotMerged(Refused):
    """This suggestion is not merged into that other one."""


class UndoMerge(SuggestionAsItStands):
    """Take a merge back; support that was carried stays where its people carried it."""

    def __init__(self, *, act: Act, suggestion: str, reason: str) -> None:
        super().__init__(act)
        self.suggestion, self.reason = suggestion, reason

    def execute(self) -> None:
        self.must_hold(COMMITTEE_ROLES)
        self.must_be_there()
        if self.standing.merged_into is None:
            raise NotMerged
        if not self.reason.strip():
            raise MergesNeedAReason
        self.record(
            MergeUndone(
                act=self.act,
                suggestion=self.suggestion,
                into=self.standing.merged_into,
                reason=self.reason,
            )
        )
