"""语法 — the grammar of the domain: what an event is, what a command is, and how one decides."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from inspect import signature
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, get_args

from eventsourcing.dcb.domain import (
    Decision,
    MetaPerspective,
    Selector,
    Slice,
    Tagged,
    decorated_funcs,
)
from eventsourcing.utils import register_topic
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ENTRY_TIME = "%Y-%m-%dT%H:%MZ"
"""Of fixed width, so that the order of texts is the order of times."""
SYSTEM = "system"
"""Who records what nobody decides, or what was decided before."""


@dataclass(frozen=True)
class Act:
    """Who records, for whom, and when: the envelope of every entry (entry format, section 1).

    `by` is a pseudonym, `staff:<handle>`, `system` or `import:<source>`; `on_behalf` is the person
    for whom somebody else records; `at` is UTC, to the hour where a person acts or is acted for.
    """

    by: str
    at: str
    on_behalf: str | None = None

    @classmethod
    def of(cls, by: str, now: datetime, on_behalf: str | None = None) -> Act:
        official = on_behalf is None and (by == SYSTEM or by.startswith("staff:"))
        moment = now.astimezone(UTC) if official else now.astimezone(UTC).replace(minute=0)
        return cls(by, moment.strftime(ENTRY_TIME), on_behalf)

    @property
    def who(self) -> str:
        return self.on_behalf or self.by

    @property
    def a_day_earlier(self) -> str:
        """24 hours before `at`: a day, wherever the community lies."""
        return (datetime.fromisoformat(self.at) - timedelta(days=1)).strftime(ENTRY_TIME)

    def to_the_hour(self) -> Act:
        """The same act told to the hour: for an official act at which a person stands beside."""
        hour = datetime.fromisoformat(self.at).replace(minute=0)
        return replace(self, at=hour.strftime(ENTRY_TIME))


@dataclass(frozen=True)
class Private:
    """Marks a field that is committed to, and lies in the vault: "public", "person" or "nobody"."""

    reader: str


PublicWords = Annotated[str | None, Private("public")]
PublicLabels = Annotated[tuple[str, ...] | None, Private("public")]
PersonalWords = Annotated[str | None, Private("person")]
Sealed = Annotated[tuple[int, ...] | None, Private("nobody")]
"""Option indexes that nobody reads before the opening."""


class Event(BaseModel, Decision):
    """Something that happened. Written once, read for decades, never edited."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    TOPIC: ClassVar[str]
    """Its name and version on disk, which outlive its class and its module."""
    about: ClassVar[tuple[str, ...]]
    """The fields that become its tags; `who` stands for the person who acts or is acted for."""
    PUBLIC: ClassVar[tuple[str, ...]] = ()
    PRIVATE: ClassVar[tuple[str, ...]] = ()
    READER: ClassVar[str | None] = None

    act: Act

    def __init_subclass__(cls, **_: object) -> None:
        """Let the keywords of a class pass through to pydantic, which knows the fields by then."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - pydantic's.
        """Every class of events says `topic=` (its pinned name) and `about=` (its tags)."""
        topic, about = kwargs["topic"], kwargs["about"]
        marks = {
            name: mark.reader
            for name, field in cls.model_fields.items()
            for mark in (*field.metadata, *get_args(field.annotation))
            if isinstance(mark, Private)
        }
        if len(set(marks.values())) > 1:
            message = f"{topic}: private fields with different readers do not share an event."
            raise TypeError(message)
        cls.TOPIC, cls.about, cls.PRIVATE = topic, about, tuple(sorted(marks))
        cls.PUBLIC = tuple(n for n in cls.model_fields if n != "act" and n not in marks)
        cls.READER = next(iter(marks.values()), None)
        register_topic(topic, cls)

    @property
    def tags(self) -> list[str]:
        """What it concerns: a pure function of its public fields."""
        found: list[str] = []
        fields = self.__dict__
        for name in self.about:
            value = self.act.who if name == "who" else fields[name]
            if isinstance(value, tuple):
                found.extend(value)
            elif value is not None:
                found.append(value)
        return found

    def mutate(self, obj: Any) -> Any:  # noqa: ANN401 - a command, or what the library hands over.
        """What the library does, by folds that are looked up once: this runs for every vote."""
        fold = fold_of(obj.__class__, type(self))
        if fold is not None:
            remember, names = fold
            fields = self.__dict__
            remember(obj, *[fields[name] for name in names])
        return obj


@cache
def fold_of(
    command: MetaPerspective, kind: type[Decision]
) -> tuple[Callable[..., None], tuple[str, ...]] | None:
    """The method by which a command remembers an event, and the fields that it asks for."""
    remember = decorated_funcs.get((command, kind))
    return None if remember is None else (remember, tuple(signature(remember).parameters)[1:])


class Command(Slice[Event]):
    """One intention of one person: what it must know, and what it decides.

    The constructor takes the intention, `consistency_boundary` selects the events that matter,
    methods marked `@event` only assign, and `execute` records events or raises a `Refused`.
    A selector has at least one tag; the log is searched by the rarest of them.
    """

    act: Act

    def __init_subclass__(cls, **kwargs: object) -> None:
        """A command that builds on another remembers what that one remembers.

        The library looks folds up by the exact class, so they are handed down here.
        """
        super().__init_subclass__(**kwargs)
        for base in reversed(cls.__mro__[1:]):
            for (owner, kind), fold in list(decorated_funcs.items()):
                if owner is base:
                    decorated_funcs[cls, kind] = fold

    @abstractmethod
    def consistency_boundary(self) -> list[Selector]: ...

    def record(self, happened: Event) -> None:
        happened.mutate(self)
        self.new_decisions.append(Tagged(happened.tags, happened))


class Refused(Exception):
    """A rule of the community said no: neither a bug nor a bad request."""


def concerns(happened: Event, boundary: Iterable[Selector]) -> bool:
    """Whether an event lies within a boundary."""
    tags = set(happened.tags)
    return any(type(happened) in s.types and tags.issuperset(s.tags) for s in boundary)


def decide(command: Command, history: Iterable[Event]) -> tuple[Event, ...]:
    """What follows from this command after this history: new events, or a `Refused`."""
    boundary = command.consistency_boundary()
    known = [happened for happened in history if concerns(happened, boundary)]
    return tuple(tagged.decision for tagged in decide_knowing(command, known))


def decide_knowing(command: Command, known: Iterable[Event]) -> list[Tagged[Event]]:
    """The same where exactly those events are given that lie within the boundary, in order.

    The caller keeps its command unused, so that it can be decided again. A shallow copy is enough:
    by the discipline of commands, remembering only assigns.
    """
    fresh = type(command).__new__(type(command))
    fresh.__dict__.update(command.__dict__)
    fresh.new_decisions = []
    for happened in known:
        happened.mutate(fresh)
    fresh.execute()
    return fresh.new_decisions
