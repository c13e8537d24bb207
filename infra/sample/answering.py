"""样本答复 — what becomes of suggestions: amended, answered, merged, followed, hidden, shown again.

Everything here looks at what the story has told so far, and adds to it.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Final

from domain.kernel import Act
from domain.suggestions.amend_suggestion import AmendSuggestion
from domain.suggestions.answer_suggestion import AnswerSuggestion
from domain.suggestions.appeal_moderation import AppealModeration
from domain.suggestions.carry_support import CarrySupport
from domain.suggestions.decide_appeal import DecideAppeal
from domain.suggestions.merge_suggestion import MergeSuggestion
from domain.suggestions.moderate import Moderate
from domain.suggestions.take_stance import TakeStance
from domain.suggestions.undo_merge import UndoMerge
from infra.sample.conversing import Conversation
from infra.sample.logins import CLERK, COLLEAGUE, COMMITTEE
from infra.sample.rhythm import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from domain.suggestions.events import AppealOutcome, Status
    from infra.sample.said import Said
    from infra.sample.setting import Timed

THRESHOLD = 30
ANSWERED, AMENDED, MERGED_AGREE_MIN = 56, 2, 8
REAFFIRM_PERCENT, CARRY_PERCENT = 60, 55
APPEAL_AFTER, DECIDE_AFTER = timedelta(days=1), timedelta(days=3)
WORDS: Final[dict[Status, str]] = {
    "under-review": "收到了，正在核实场地和费用，核实完在这里答复。",
    "accepted": "采纳。楼栋座谈会上大家没有不同意见，接下来商量怎么办、谁来管。",
    "declined": "这件事社区办不了：要动消防通道。我们已把意见转给街道，有回音会贴在这里。",
    "planned": "列入计划：先量尺寸、报预算，到承诺日之前办好，有变化也在这里说明。",
    "under-way": "已经开工，每周五在公告栏更新进度，有问题随时到服务台说。",
    "done": "办好了。现场照片贴在一楼公告栏，欢迎来看；哪里不合适，请在下面留言。",
}
PATHS: Final[tuple[tuple[tuple[int, Status], ...], ...]] = (
    ((4, "under-review"), (9, "accepted"), (14, "planned"), (24, "under-way"), (34, "done")),
    ((12, "declined"),),
    ((5, "under-review"),),
    ((8, "accepted"), (15, "planned")),
    ((3, "under-review"), (20, "planned"), (30, "under-way")),
    ((2, "accepted"), (10, "under-way"), (16, "done")),
    (),
)
"""Days after the threshold, and what is answered then; the empty path is the overdue one."""
PROMISED_DAYS = (12, 60)


class Answers:
    """Adds to what was said."""

    def __init__(self, said: Said) -> None:
        self.said, self.setting, self.promised = said, said.setting, cycle(PROMISED_DAYS)

    def all(self) -> Iterator[Timed]:
        """Nothing comes after the last day: whatever would is left to the future."""
        end = self.setting.rhythm.at_opening_of(DAYS - 1) + timedelta(hours=14)
        modest = [
            s for s in self.said.ranked[ANSWERED:] if len(self.said.agreeing(s)) >= MERGED_AGREE_MIN
        ]
        early = sorted(modest, key=self.said.all_said)
        for told in (
            self._answers(),
            self._merge(*early[:2]),
            self._merge(*early[2:4], undone=True),
            self._amendments(),
            Conversation(self.said).all(),
            self._moderation(),
        ):
            yield from (each for each in told if each[0] < end)

    def _answers(self) -> Iterator[Timed]:
        for suggestion, path in zip(self.said.ranked[:ANSWERED], cycle(PATHS), strict=False):
            agreeing = self.said.agreeing(suggestion)
            reached = agreeing[THRESHOLD - 1 : THRESHOLD] or agreeing[-1:]
            since = reached[0][0] if reached else self.said.made[suggestion][0]
            for days, status in path:
                moment = self.said.in_office(since + timedelta(days=days))
                promised = moment + timedelta(days=next(self.promised))
                answer = AnswerSuggestion(
                    act=Act.of(COMMITTEE, moment),
                    suggestion=suggestion,
                    status=status,
                    due=f"{promised:%Y-%m-%d}" if status == "planned" else None,
                    text=WORDS[status],
                )
                yield moment, answer

    def _merge(self, into: str, suggestion: str, *, undone: bool = False) -> Iterator[Timed]:
        moment = self.said.in_office(self.said.all_said(into, suggestion) + timedelta(days=2))
        reason = "两条说的是同一件事，合在一起更容易办。附议由每个人自己决定转不转。"
        yield (
            moment,
            MergeSuggestion(
                act=Act.of(COLLEAGUE, moment), suggestion=suggestion, into=into, reason=reason
            ),
        )
        if undone:
            when, reason = (
                self.said.in_office(moment + timedelta(days=1)),
                "作者说明了：不是一件事。",
            )
            yield when, UndoMerge(act=Act.of(COLLEAGUE, when), suggestion=suggestion, reason=reason)
            return
        for _, stance in self.said.some(self.said.agreeing(suggestion), CARRY_PERCENT):
            when = self.said.soon(moment, 5)
            yield (
                when,
                CarrySupport(
                    act=Act.of(stance.act.who, when),
                    member=stance.member,
                    source=suggestion,
                    suggestion=into,
                    channel="web",
                ),
            )

    def _amendments(self) -> Iterator[Timed]:
        """Of those that were not answered, and that somebody made on the web."""
        unanswered = [
            s for s in self.said.ranked[ANSWERED:] if self.said.made[s][1].channel == "web"
        ]
        for suggestion in unanswered[-AMENDED:]:
            since, made = self.said.made[suggestion]
            moment = self.said.soon(since + timedelta(days=6), 4)
            yield (
                moment,
                AmendSuggestion(
                    act=Act.of(made.act.who, moment),
                    member=made.member,
                    suggestion=suggestion,
                    seen=1,
                    channel="web",
                    title=made.title,
                    text=f"{made.text}\n补充：先试三个月，试完再请大家说一次。",
                    age_band=made.age_band,
                ),
            )
            for _, stance in self.said.some(self.said.agreeing(suggestion), REAFFIRM_PERCENT):
                when = self.said.soon(moment, 6)
                yield (
                    when,
                    TakeStance(
                        act=Act.of(stance.act.who, when),
                        member=stance.member,
                        suggestion=suggestion,
                        choice="agree",
                        channel="web",
                        seen=2,
                    ),
                )

    def _moderation(self) -> Iterator[Timed]:
        moment, said = next((m, c) for m, c in self.said.comments if c.act.on_behalf is None)
        yield from self._hidden(
            moment, said.suggestion, said.comment, said.act.who, "personal-data", "upheld",
            "评论里写出了邻居的门牌号。", "申诉看过了：门牌号确实在里面，改掉以后可以重发。",
        )  # fmt: skip
        suggestion = self.said.ranked[len(self.said.ranked) // 2]
        since, made = self.said.made[suggestion]
        yield from self._hidden(
            since, suggestion, suggestion, made.act.who, "advertising", "restored",
            "看上去像是给一家店做广告。", "本人说明了情况，不是广告，恢复显示。",
        )  # fmt: skip

    def _hidden(
        self, since: datetime, suggestion: str, subject: str, speaker: str, rule: str,
        outcome: AppealOutcome, reason: str, decision: str,
    ) -> Iterator[Timed]:  # fmt: skip
        moment = self.said.in_office(since + timedelta(days=1))
        hiding = Moderate(
            act=Act.of(CLERK, moment), suggestion=suggestion, subject=subject, rule=rule,
            reason=reason,
        )  # fmt: skip
        yield moment, hiding
        appeal = moment + APPEAL_AFTER
        text = "我没有这个意思，请再看一看。"
        yield (
            appeal,
            AppealModeration(
                act=Act.of(speaker, appeal), suggestion=suggestion, subject=subject, text=text
            ),
        )
        decided = moment + DECIDE_AFTER
        yield (
            decided,
            DecideAppeal(
                act=Act.of(COLLEAGUE, decided), suggestion=suggestion, subject=subject,
                outcome=outcome, reason=decision,
            ),
        )  # fmt: skip
