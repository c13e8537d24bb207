"""经过 course — what the API says and hears of what becomes of a suggestion."""

from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from domain.suggestions.amend_suggestion import VERSIONS_MAX
from domain.suggestions.events import Status
from projections.chain import StepName, StepState
from services.answers import documented
from services.suggestion_shapes import Assisted
from services.wording import AnswerText, Day, Reason, Text, Title, Word

SUGGESTION = "suggestion:0123456789abcdefghijkl"
ANOTHER = "suggestion:lkjihgfedcba9876543210"


class Amending(Assisted):
    """修改 · another wording of one's own suggestion; `version` is the one that was changed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"version": 1, "title": "给排练室加两层隔音", "text": "晚上九点以后。"}]
        },
    )

    version: int = Field(ge=1, le=VERSIONS_MAX)
    title: Title
    text: Text = ""


class Answering(BaseModel):
    """答复 · the next status, in words; a plan with the day by which it is promised."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"status": "planned", "text": "下个月动工。", "due": "2026-12-20"}]
        },
    )

    status: Status
    text: AnswerText
    due: Day | None = None


class Merging(BaseModel):
    """合并 · into which suggestion this one goes on, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"into": ANOTHER, "reason": "说的是同一件事。"}]},
    )

    into: Word
    reason: Reason


class UndoingAMerge(BaseModel):
    """撤销合并 · why this suggestion is to stand by itself again."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "说的是两件事。"}]}
    )

    reason: Reason


class Carrying(Assisted):
    """转移附议 · to which suggestion: the one into which this was merged."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"into": ANOTHER}]})

    into: Word
    version: int | None = Field(
        default=None,
        ge=1,
        le=VERSIONS_MAX,
        description="所读的版本 · The wording of the other one that was read.",
    )


@dataclass(frozen=True, slots=True)
class VersionShown:
    """版本 · one wording, and how many agree with it today."""

    __pydantic_config__ = documented(
        version=2, position=60, at="2026-09-05T10:00Z", title="给排练室加两层隔音",
        text="晚上九点以后。", agree=12,
    )  # fmt: skip

    version: int
    position: int
    at: str
    title: str | None
    """Null when withdrawn, erased or hidden."""
    text: str | None
    agree: int
    """Supporters whose last word was about this wording."""


@dataclass(frozen=True, slots=True)
class VersionList:
    """所有版本 · every wording, the first one first."""

    items: list[VersionShown]


@dataclass(frozen=True, slots=True)
class Differences:
    """差异 · what changed from one wording to another, as unified differences by sentence."""

    __pydantic_config__ = documented(
        older=1, newer=2, title=["@@ -1 +1 @@", "-给排练室加隔音", "+给排练室加两层隔音"], text=[],
    )  # fmt: skip

    older: int
    newer: int
    title: list[str]
    text: list[str]


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """一次答复 · one step of the official answer."""

    __pydantic_config__ = documented(
        position=80, at="2026-09-20T08:30Z", by="staff:chen", status="planned", due="2026-12-20",
        text="下个月动工。",
    )  # fmt: skip

    position: int
    at: str
    by: str
    status: str
    due: date | None
    """The local day by which it is promised."""
    text: str | None


@dataclass(frozen=True, slots=True)
class AnswerList:
    """所有答复 · every answer, newest first."""

    items: list[AnswerShown]


@dataclass(frozen=True, slots=True)
class SourceShown:
    """合并来的建议 · a suggestion that was merged into this one, and what its supporters say."""

    __pydantic_config__ = documented(
        suggestion=SUGGESTION, title="排练室太吵", position=70, at="2026-09-10T02:10Z",
        reason="说的是同一件事。", supporters=8, carried=5,
    )  # fmt: skip

    suggestion: str
    title: str | None
    position: int
    at: str
    reason: str | None
    supporters: int
    """How many agree with it there; they were not moved."""
    carried: int
    """How many of them carried their support over themselves."""


@dataclass(frozen=True, slots=True)
class SourceList:
    """合并来的建议 · whatever was merged into this suggestion."""

    items: list[SourceShown]


@dataclass(frozen=True, slots=True)
class FollowedShown:
    """关注 · a suggestion that I follow, by the entry that says so."""

    __pydantic_config__ = documented(suggestion=SUGGESTION, position=90)

    suggestion: str
    position: int


@dataclass(frozen=True, slots=True)
class FollowedPage:
    """我的关注的一页 · a page of what I follow, newest first; pass `next` as `before`."""

    items: list[FollowedShown]
    next: int | None


@dataclass(frozen=True, slots=True)
class MomentShown:
    """一件事 · something that happened on the way."""

    __pydantic_config__ = documented(
        kind="answered", position=80, at="2026-09-20T08:30Z", by="staff:chen", status="planned",
        due="2026-12-20", text="下个月动工。", subject=None, title=None,
    )  # fmt: skip

    kind: str
    """submitted, amended, commented, supported (enough to be owed an answer), answered, merged,
    merge-undone, merged-from, poll-opened, poll-closed or poll-counted."""
    position: int
    at: str
    by: str | None
    """Null where a child spoke, and where nobody in particular did it."""
    status: str | None
    due: date | None
    text: str | None
    """What the committee said."""
    subject: str | None
    """The poll, comment or other suggestion that it is about."""
    title: str | None
    """The name of that."""


@dataclass(frozen=True, slots=True)
class StepShown:
    """一步 · one of the five steps, and whether it is done, now, ahead or was left out."""

    step: StepName
    state: StepState
    moments: list[MomentShown]
    polls: list[str]


@dataclass(frozen=True, slots=True)
class ChainShown:
    """闭环 · from suggestion to result: 提议、议事、表决、执行、反馈."""

    steps: list[StepShown]
