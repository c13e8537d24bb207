"""我的权利 — what the API says about one's own acts and one's erasure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from services.answers import documented
from services.contacts import Details
from services.http import POSITION_MAX
from services.own_acts import OwnAct
from services.wording import Password


@dataclass(frozen=True, slots=True)
class Assisted:
    """代办 · who recorded something for me, and how I reached them."""

    __pydantic_config__ = documented(by="staff:lin", channel="desk")

    by: str
    channel: str


@dataclass(frozen=True, slots=True)
class MyAct:
    """我的一次行动 · one entry under my names, with my words in it."""

    __pydantic_config__ = documented(
        position=41, event="suggestions.StanceTaken.1", at="2026-09-02T12:00Z",
        who="voice:2026:0123456789abcdefghijkl", promise="recorded",
        entry={"e": "suggestions.StanceTaken.1"}, words={}, recorded_for_me=None, counts=True,
        can_be_withdrawn=True, can_be_objected_to=False, withdrawn=None, objected=None,
    )  # fmt: skip

    position: int
    event: str
    at: str
    who: str
    """Under which of my names."""
    promise: str
    """"recorded": it stands in the log."""
    entry: dict[str, object]
    words: dict[str, str]
    """The private fields, as long as they are kept."""
    recorded_for_me: Assisted | None
    counts: bool
    """Whether it counts and is shown today."""
    can_be_withdrawn: bool
    can_be_objected_to: bool
    withdrawn: int | None
    """The entry by which it was taken back."""
    objected: int | None
    """The entry by which I objected to it."""


@dataclass(frozen=True, slots=True)
class MyActs:
    """我的行动的一页 · a page of my acts, newest first; pass `next` as `before`."""

    items: list[MyAct]
    next: int | None


@dataclass(frozen=True, slots=True)
class ErasureShown:
    """抹除 · what I asked for: when, until when I can take it back, and by when it is done."""

    __pydantic_config__ = documented(
        asked_at="2026-09-02T12:00:00Z", begins_at="2026-09-05T12:00:00Z",
        due_at="2026-09-09T12:00:00Z", can_be_taken_back=True,
    )  # fmt: skip

    asked_at: datetime
    begins_at: datetime
    due_at: datetime
    can_be_taken_back: bool


@dataclass(frozen=True, slots=True)
class MyErasure:
    """我的抹除 · null as long as I have not asked for it."""

    erasure: ErasureShown | None


class AskingForErasure(BaseModel):
    """要求抹除 · the password once more, of a program too."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"password": "four words make one"}]},
    )

    password: Password


class Objecting(BaseModel):
    """提出异议 · the entry that the staff recorded for me, and that is not what I wanted."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"position": 41}]})

    position: int = Field(ge=0, le=POSITION_MAX)


def acts_shown(acts: Sequence[OwnAct], words: Mapping[int, Details], limit: int) -> MyActs:
    """A page out of one act more than it shows."""
    items = [_act_shown(act, words.get(act.entry.position, {})) for act in acts[:limit]]
    return MyActs(items, items[-1].position if len(acts) > limit else None)


def _act_shown(act: OwnAct, words: Details) -> MyAct:
    entry = act.entry
    return MyAct(
        position=entry.position,
        event=entry.event,
        at=entry.at,
        who=entry.who,
        promise="recorded",
        entry=dict(entry.entry),
        words=words,
        recorded_for_me=Assisted(act.recorded_by, act.channel) if act.recorded_by else None,
        counts=act.stands,
        can_be_withdrawn=act.may_be_withdrawn,
        can_be_objected_to=act.may_be_objected_to,
        withdrawn=act.afterwards.withdrawn,
        objected=act.afterwards.objected,
    )
