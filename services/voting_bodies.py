"""表决 voting — what the API hears about polls: their terms, votes, and what the committee does."""

from datetime import datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)
from pydantic_core import PydanticCustomError

from domain.kernel import ENTRY_TIME
from domain.voting.draw_lot import DRAW
from domain.voting.events import Audience, Kind, Mode, TieRule, Unit
from domain.voting.terms import (
    ANSWERS,
    HOLD_HOURS_MAX,
    HOLD_HOURS_MIN,
    OPTIONS_MAX,
    QUORUM_MAX,
    STATEMENTS_MIN,
    SUGGESTIONS_MAX,
    THRESHOLD_PERCENT_MAX,
    Terms,
    choices_and_seats,
)
from services.wording import (
    LABEL_CHARACTERS_MAX,
    OneLine,
    Reason,
    Resident,
    Text,
    Title,
    Word,
)

HOLD_HOURS_USUAL = 48


def an_entry_time(text: str) -> str:
    """A minute of UTC as the log writes it, and one that there is."""
    try:
        known = datetime.strptime(text, ENTRY_TIME).strftime(ENTRY_TIME)  # noqa: DTZ007 - an entry time is UTC by its last letter.
    except ValueError:
        known = ""
    if known != text:
        raise PydanticCustomError("wrong_form", "no such minute")
    return text


EntryTime = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z$"),
    AfterValidator(an_entry_time),
]
Label = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LABEL_CHARACTERS_MAX),
    OneLine,
]
Drawn = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=f"^{DRAW.pattern}$"),
]
Index = Annotated[int, Field(strict=True, ge=0, lt=len(ANSWERS) * OPTIONS_MAX)]
Choice = Annotated[
    list[Index],
    Field(
        max_length=OPTIONS_MAX,
        description=(
            "选项编号，从 0 起；空为空白票 · Indexes of options, from 0 on; none: a blank ballot."
            " Ascending, but where options are ranked: first the one wanted most. Of a statement"
            " it is three times its index, plus 0 agree, 1 disagree, 2 pass."
        ),
    ),
]


def _number(least: int, most: int, usual: int) -> int:
    return Field(default=usual, strict=True, ge=least, le=most)


class Opening(BaseModel):
    """新表决 · a poll; all of it is fixed once it is open, and only its close can move later."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": "大门口的长椅选哪一种？",
                    "labels": ["木的", "石的"],
                    "kind": "one",
                    "mode": "sealed",
                    "closes_at": "2026-12-24T12:00Z",
                    "quorum": 20,
                }
            ]
        },
    )

    title: Title
    text: Text = ""
    labels: Annotated[list[Label], Field(min_length=STATEMENTS_MIN, max_length=OPTIONS_MAX)]
    kind: Kind
    mode: Mode
    closes_at: EntryTime
    choices_max: int = _number(1, OPTIONS_MAX, 1)
    seats: int = _number(1, OPTIONS_MAX, 1)
    audience: Audience = "residents"
    unit: Unit = "person"
    quorum: int = _number(0, QUORUM_MAX, 0)
    threshold: int = _number(0, THRESHOLD_PERCENT_MAX, 0)
    tie_rule: TieRule = "stays"
    hold_hours: int = _number(HOLD_HOURS_MIN, HOLD_HOURS_MAX, HOLD_HOURS_USUAL)
    suggestions: Annotated[list[Word], Field(max_length=SUGGESTIONS_MAX)] = []

    @field_validator("labels")
    @classmethod
    def _each_once(cls, labels: list[str]) -> list[str]:
        """Nobody can choose between two options that read the same."""
        if len(set(labels)) < len(labels):
            raise PydanticCustomError("unusable", "the same label twice")
        return labels

    @property
    def terms(self) -> Terms:
        """What is to be fixed; what the kind itself decides is as it must be."""
        options = len(self.labels)
        choices_max, seats = choices_and_seats(self.kind, options, self.choices_max, self.seats)
        return Terms(
            self.kind, options, choices_max, seats, self.audience, self.unit, self.mode,
            self.quorum, self.threshold, self.tie_rule, self.closes_at, self.hold_hours,
            tuple(dict.fromkeys(self.suggestions)),
        )  # fmt: skip


class Voting(BaseModel):
    """投票 · a vote; until the close a later one replaces it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"choice": [1]}]})

    choice: Choice


class VotingOnPaper(Voting):
    """纸质选票 · what the desk read from a sheet of paper; a second person confirms it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"for": "xiaoming", "choice": [1]}]}
    )

    resident: Resident = Field(
        alias="for", description="登录名或成员化名 · The resident's log-in or `member:` name."
    )


class Extending(BaseModel):
    """延期 · a later close."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"closes_at": "2026-12-31T12:00Z", "reason": "下雨，很多人没来得及。"}]
        },
    )

    closes_at: EntryTime
    reason: Reason


class Cancelling(BaseModel):
    """取消 · a poll ends without a result."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "选项写错了。"}]}
    )

    reason: Reason


class Drawing(BaseModel):
    """抽签 · what was drawn in public."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"drawn": "7 8 11 23 29 31"}]}
    )

    drawn: Drawn
