"""样本对话 — neighbours follow suggestions, and answer and support each other's comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.kernel import Act
from domain.suggestions.follow_suggestion import FollowSuggestion
from domain.suggestions.make_comment import MakeComment
from domain.suggestions.support_comment import SupportComment
from infra.chance import fresh_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from domain.suggestions.take_stance import TakeStance
    from infra.sample.said import Said
    from infra.sample.setting import Timed

FOLLOW_PERCENT, SUPPORT_PERCENT = 3, 12
THINK_AGAIN_EVERY = 50
"""So many follow or support, and one of them no longer does."""
REPLIES = (
    "同意，周末我可以来帮忙搬东西。",
    "我家老人腿脚不便，最好留一条不带台阶的路。",
    "要不要先在一个单元试一个月？",
    "上次街道来量过，可以请他们把图给大家看看。",
)


class Conversation:
    """Adds to what was said."""

    def __init__(self, said: Said) -> None:
        self.said, self.setting = said, said.setting

    def all(self) -> Iterator[Timed]:
        yield from self._following()
        yield from self._conversation()

    def _following(self) -> Iterator[Timed]:
        everything = [each for stances in self.said.stances.values() for each in stances]
        following = self.said.some(everything, FOLLOW_PERCENT)
        for number, (moment, stance) in enumerate(following):
            for follow in (True, False) if number % THINK_AGAIN_EVERY == 0 else (True,):
                moment = self.said.soon(moment, 2)  # noqa: PLW2901 - one after the other.
                yield (
                    moment,
                    FollowSuggestion(
                        act=Act.of(stance.act.who, moment),
                        member=stance.member,
                        suggestion=stance.suggestion,
                        follow=follow,
                    ),
                )

    def _conversation(self) -> Iterator[Timed]:
        """Comments are answered and supported by people who also took a stance there."""
        for number, (moment, said) in enumerate(self.said.comments):
            neighbours = self.said.some(self.said.stances[said.suggestion], SUPPORT_PERCENT)
            for since, stance in neighbours:
                if stance.act.who == said.act.who:
                    continue
                when = self.said.soon(max(moment, since), 5)
                yield self._support(said, stance, when, support=True)
                if number % THINK_AGAIN_EVERY == 1:
                    when = self.said.soon(when, 2)
                    yield self._support(said, stance, when, support=False)
            if number % 12 == 0:
                yield from self._reply(moment, said, REPLIES[number // 12 % len(REPLIES)])

    @staticmethod
    def _support(said: MakeComment, stance: TakeStance, when: datetime, *, support: bool) -> Timed:
        return when, SupportComment(
            act=Act.of(stance.act.who, when),
            member=stance.member,
            suggestion=said.suggestion,
            comment=said.comment,
            support=support,
        )

    def _reply(self, moment: datetime, said: MakeComment, text: str) -> Iterator[Timed]:
        for since, stance in self.said.stances[said.suggestion][:1]:
            when = self.said.soon(max(moment, since), 3)
            comment = fresh_id(self.setting.chance, f"sample/reply/{said.comment}")
            yield (
                when,
                MakeComment(
                    act=Act.of(stance.act.who, when),
                    member=stance.member,
                    suggestion=said.suggestion,
                    comment=f"comment:{comment}",
                    side="neutral",
                    channel="web",
                    text=text,
                    age_band="18-and-over",
                    reply_to=said.comment,
                ),
            )
