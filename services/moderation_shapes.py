"""审核 moderation — what the API says and hears of what is hidden, appealed and decided."""

from dataclasses import asdict, dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from domain.suggestions.events import AppealOutcome
from projections.moderation import Moderation
from services.answers import documented
from services.suggestion_shapes import Assisted
from services.wording import Reason

NamedRule = Literal["personal-data", "insult", "advertising", "off-topic", "unlawful"]


class Hiding(BaseModel):
    """隐藏 · by which rule, and why; everybody can read both."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"rule": "personal-data", "reason": "写了门牌和手机号。"}]},
    )

    rule: NamedRule
    reason: Reason


class Appealing(Assisted):
    """申诉 · why one's own words should be shown again; the committee alone reads it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "那是我自己的号码。"}]}
    )

    text: Reason


class DecidingAnAppeal(BaseModel):
    """决定 · whether it stays hidden ("upheld") or is shown again ("restored"), and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"outcome": "restored", "reason": "号码是本人的。"}]},
    )

    outcome: AppealOutcome
    reason: Reason


@dataclass(frozen=True, slots=True)
class ModerationShown:
    """一次隐藏 · what was hidden by which rule, and what came after; never the words."""

    __pydantic_config__ = documented(
        position=90, at="2026-09-03T09:10Z", by="staff:chen",
        suggestion="suggestion:0123456789abcdefghijkl", subject="comment:0123456789abcdefghijkl",
        what="comment", rule="personal-data", reason="写了门牌和手机号。", appealed_position=95,
        appealed_at="2026-09-04T02:00Z", outcome="restored", decided_position=99,
        decided_at="2026-09-05T08:30Z", decided_by="staff:lin", decision="号码是本人的。",
    )  # fmt: skip

    position: int
    at: str
    by: str
    suggestion: str
    subject: str
    """The suggestion itself, or the comment on it."""
    what: str
    rule: str
    reason: str | None
    appealed_position: int | None
    appealed_at: str | None
    outcome: str | None
    """"upheld", or "restored": shown again; null while nobody has decided."""
    decided_position: int | None
    decided_at: str | None
    decided_by: str | None
    decision: str | None
    """The reason of the decision."""


@dataclass(frozen=True, slots=True)
class ModerationPage:
    """隐藏记录的一页 · newest first; pass `next` as `before`."""

    hidden: dict[str, int]
    """How many suggestions and comments each rule hides now."""
    items: list[ModerationShown]
    next: int | None


@dataclass(frozen=True, slots=True)
class AppealPage:
    """等待决定的申诉 · the longest waiting first; pass `next` as `before`."""

    items: list[ModerationShown]
    next: int | None


@dataclass(frozen=True, slots=True)
class HiddenWordsShown:
    """被隐藏的话 · for whoever said it, and for the committee while an appeal waits."""

    __pydantic_config__ = documented(
        title=None, text="请打 13800000000 找我。", appeal="那是我自己的号码。"
    )

    title: str | None
    text: str | None
    appeal: str
    """What the appeal says; empty where there is none."""


def moderation_shown(one: Moderation) -> ModerationShown:
    return ModerationShown(**asdict(one))
