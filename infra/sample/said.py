"""样本议论 — what the story has told so far: a look at it for those who add to it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from domain.suggestions.make_comment import MakeComment
from domain.suggestions.submit_suggestion import SubmitSuggestion
from domain.suggestions.take_stance import TakeStance
from domain.suggestions.withdraw_comment import WithdrawComment
from domain.suggestions.withdraw_suggestion import WithdrawSuggestion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from infra.sample.setting import Setting, Timed


class Said:
    """Suggestions, stances and comments that nobody has taken back."""

    def __init__(self, setting: Setting, told: Sequence[Timed]) -> None:
        self.setting = setting
        gone = {c.suggestion for _, c in told if isinstance(c, WithdrawSuggestion)}
        gone |= {c.comment for _, c in told if isinstance(c, WithdrawComment)}
        self.made = {
            c.suggestion: (m, c)
            for m, c in told
            if isinstance(c, SubmitSuggestion) and c.suggestion not in gone
        }
        self.comments = [
            (m, c)
            for m, c in told
            if isinstance(c, MakeComment) and not {c.comment, c.suggestion} & gone
        ]
        self.stances: defaultdict[str, list[tuple[datetime, TakeStance]]] = defaultdict(list)
        for moment, command in told:
            if isinstance(command, TakeStance) and command.suggestion not in gone:
                self.stances[command.suggestion].append((moment, command))
        self.ranked = sorted(self.made, key=lambda s: (-len(self.agreeing(s)), s))

    def by_support(self) -> list[tuple[datetime, str]]:
        """When each was made, the best supported first."""
        return [(self.made[suggestion][0], suggestion) for suggestion in self.ranked]

    def agreeing(self, suggestion: str) -> list[tuple[datetime, TakeStance]]:
        return [each for each in self.stances[suggestion] if each[1].choice == "agree"]

    def some(
        self, among: list[tuple[datetime, TakeStance]], percent: int
    ) -> list[tuple[datetime, TakeStance]]:
        """Those of them who act by their own hand, and feel like it."""
        return [
            each for each in among
            if each[1].act.on_behalf is None and self.setting.random.randrange(100) < percent
        ]  # fmt: skip

    def all_said(self, *suggestions: str) -> datetime:
        return max([*(self.made[s][0] for s in suggestions),
                    *(m for s in suggestions for m, _ in self.agreeing(s))])  # fmt: skip

    def in_office(self, moment: datetime) -> datetime:
        day = (moment.astimezone(self.setting.rhythm.zone).date() - self.setting.rhythm.first).days
        return max(self.setting.rhythm.on(day, at_the_desk=True), moment)

    def soon(self, moment: datetime, within_days: int) -> datetime:
        return self.setting.rhythm.soon_after(moment, within_days=within_days, at_the_desk=False)
