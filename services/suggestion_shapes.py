"""建议 suggestions — what the API says and hears about suggestions: the shapes of its bodies."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from domain.suggestions.amend_suggestion import VERSIONS_MAX
from domain.suggestions.events import CATEGORIES, Choice, Side
from projections import suggestions as views
from projections.comments import Comment
from services.answers import documented
from services.wording import CommentText, Resident, Text, Title, Word

Channel = Literal["desk", "phone", "paper"]
FOR = Field(
    default=None,
    alias="for",
    description="代录：登录名或成员化名 · At the desk: the resident's log-in or `member:` name.",
)


class Assisted(BaseModel):
    """For whom the desk records, and how this resident reached it."""

    model_config = ConfigDict(extra="forbid")

    resident: Resident | None = FOR
    channel: Channel | None = Field(
        default=None,
        description="代录方式：到场、电话、书面 · At the desk: how the resident reached it.",
    )

    @field_validator("channel")
    @classmethod
    def _only_at_the_desk(cls, channel: Channel | None, told: ValidationInfo) -> Channel | None:
        if channel is not None and told.data.get("resident") is None:
            raise PydanticCustomError("unusable", "a channel without a resident")
        return channel


class Suggesting(Assisted):
    """新建议 · a new suggestion."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": "给排练室加一层隔音",
                    "text": "晚上九点以后，楼上的孩子要睡觉。",
                    "category": "making-together",
                }
            ]
        },
    )

    title: Title
    text: Text = ""
    category: Word = Field(description="、".join(CATEGORIES))


class Choosing(Assisted):
    """附议 · a stance."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"choice": "agree"}]})

    choice: Choice
    version: int | None = Field(
        default=None,
        ge=1,
        le=VERSIONS_MAX,
        description="读到的版本 · The wording that was read: refused when there is another by now.",
    )


class Commenting(Assisted):
    """评论 · a comment for, against or neutral."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"side": "for", "text": "我愿意帮忙安装。"}]},
    )

    side: Side
    text: CommentText
    reply_to: Word | None = Field(
        default=None, description="回复 · The id of the comment that this one answers."
    )


@dataclass(frozen=True, slots=True)
class SuggestionShown:
    """建议 · a suggestion, with its figures of now."""

    __pydantic_config__ = documented(
        id="suggestion:0123456789abcdefghijkl", position=40, at="2026-09-02T11:00Z",
        occurred_at=None, scope="voice:2026", category="making-together", channel="web",
        source_id=None, who="voice:2026:0123456789abcdefghijkl", title="给排练室加一层隔音",
        text="晚上九点以后，楼上的孩子要睡觉。", agree=31, disagree=2, passed=4, comments=3,
        hidden=None, last_position=320, version=2, reaffirmed=12, followers=5, merged_into=None,
        status="planned", status_position=300, due="2026-12-20", owed_on="2026-09-05",
        owed_until="2026-10-05", answered_on="2026-09-20",
    )  # fmt: skip

    id: str
    position: int
    at: str
    occurred_at: str | None
    scope: str
    """Under which names people speak about it."""
    category: str
    channel: str
    source_id: str | None
    who: str | None
    """The pseudonym of its author; null where a child speaks, whose words carry no sign."""
    title: str | None
    """Null when withdrawn, erased or hidden."""
    text: str | None
    agree: int
    disagree: int
    passed: int
    comments: int
    hidden: str | None
    """The rule under which it is hidden; its stances still count."""
    last_position: int
    version: int
    """Which wording it has today; the first one is 1."""
    reaffirmed: int
    """How many of those who agree agree with the wording of today."""
    followers: int
    merged_into: str | None
    """The suggestion in which it goes on; it takes no new stances then."""
    status: str | None
    """The last official answer; null as long as there is none."""
    status_position: int | None
    """The entry of that answer."""
    due: date | None
    """The local day of a promise that is not kept yet."""
    owed_on: date | None
    """The local day on which enough people agreed to be owed an answer."""
    owed_until: date | None
    """The local day by which that answer is owed."""
    answered_on: date | None
    """The local day of the answer to them; null and past `owed_until` means overdue."""


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """建议的一页 · a page of suggestions; pass `next` as `cursor`."""

    items: list[SuggestionShown]
    next: str | None


@dataclass(frozen=True, slots=True)
class SuggestionList:
    """建议列表 · suggestions."""

    items: list[SuggestionShown]


@dataclass(frozen=True, slots=True)
class NextStatement:
    """下一条 · one suggestion that you have not answered yet, or null when you have seen all."""

    suggestion: SuggestionShown | None


@dataclass(frozen=True, slots=True)
class CommentShown:
    """评论 · a comment."""

    __pydantic_config__ = documented(
        id="comment:0123456789abcdefghijkl", suggestion="suggestion:0123456789abcdefghijkl",
        position=77, at="2026-09-03T09:00Z", who="voice:2026:0123456789abcdefghijkl",
        side="for", hidden=None, text="我愿意帮忙安装。", reply_to=None, supports=3,
    )  # fmt: skip

    id: str
    suggestion: str
    position: int
    at: str
    who: str | None
    """The pseudonym of who said it; null where a child speaks, whose words carry no sign."""
    side: str
    hidden: str | None
    """Why it is not shown: "withdrawn" by its author, or "objected" to after staff recorded it."""
    text: str | None
    reply_to: str | None
    """The comment that this one answers."""
    supports: int
    """How many others find it right."""


@dataclass(frozen=True, slots=True)
class CommentPage:
    """评论的一页 · a page of comments, oldest first; pass `next` as `cursor`."""

    items: list[CommentShown]
    next: int | None


def suggestion_shown(one: views.Suggestion) -> SuggestionShown:
    return SuggestionShown(
        id=one.suggestion,
        position=one.position,
        at=one.at,
        occurred_at=one.occurred_at,
        scope=one.scope,
        category=one.category,
        channel=one.channel,
        source_id=one.source_id,
        who=None if one.unsigned else one.who,
        title=one.title,
        text=one.text,
        agree=one.agree,
        disagree=one.disagree,
        passed=one.passed,
        comments=one.comments,
        hidden=one.hidden,
        last_position=one.last_position,
        version=one.version,
        reaffirmed=one.reaffirmed,
        followers=one.followers,
        merged_into=one.merged_into,
        status=one.status,
        status_position=one.status_position,
        due=one.due,
        owed_on=one.owed_on,
        owed_until=one.owed_until,
        answered_on=one.answered_on,
    )


def comment_shown(one: Comment) -> CommentShown:
    return CommentShown(
        one.comment,
        one.suggestion,
        one.position,
        one.at,
        None if one.unsigned else one.who,
        one.side,
        one.hidden,
        one.text,
        one.reply_to,
        one.supports,
    )
