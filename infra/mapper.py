"""条目 — events to the bytes of an entry, and back (entry format, sections 1 and 2).

The same bytes are stored, hashed, shown and sent: RFC 8785 restricted to strings, integers,
booleans and arrays of these, for which orjson with sorted keys gives the canonical form.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, get_origin

import orjson

from domain.catalogue import CATALOGUE
from domain.kernel import Act, Event

ENTRY_BYTES_MAX = 65_535
COMMITMENT_PREFIX = b"linli/commit/v1\x00"
Private = str | Sequence[str] | Sequence[int]
"""A private value: words, several of them, or the indexes that a ballot chooses."""
Fields = Mapping[str, Private]


class EntryTooLarge(ValueError):
    """An entry would be longer than 65,535 bytes, the most that a log tile can hold."""


def canonical(value: Mapping[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def base64url(value: bytes) -> str:
    """Unpadded, as every binary value in an entry."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def private_fields(event: Event) -> Fields:
    fields = event.__dict__
    return {name: fields[name] for name in event.PRIVATE if fields[name] is not None}


def commitment(salt: bytes, private: Fields) -> str:
    """SHA-256 over prefix, salt (32 bytes) and the canonical private fields, as base64url."""
    return base64url(sha256(COMMITMENT_PREFIX + salt + canonical(private)).digest())


def entry_of(event: Event, committed: str | None = None) -> bytes:
    """The entry of an event; `committed` is its commitment if it has private fields."""
    fields = event.__dict__
    data = {name: fields[name] for name in event.PUBLIC if fields[name] is not None}
    if event.act.on_behalf is not None:
        data["for"] = event.act.on_behalf
    entry: dict[str, Any] = {
        "at": event.act.at, "by": event.act.by, "data": data, "e": event.TOPIC,
    }  # fmt: skip
    if committed is not None:
        entry["c"] = committed
    written = canonical(entry)
    if len(written) > ENTRY_BYTES_MAX:
        raise EntryTooLarge
    return written


def event_of(written: bytes) -> Event:
    """The event of an entry of our own; its private fields are absent, as on every replay.

    Its values were validated when it was written, so it is put together without asking again: a
    million entries are read for one rebuild. Fields that do not fit are still refused.
    """
    entry = orjson.loads(written)
    data: dict[str, Any] = entry["data"]
    act = _NEW(Act)
    _SET(act, "__dict__", {
        "by": entry["by"], "at": entry["at"], "on_behalf": data.pop("for", None)
    })  # fmt: skip
    data["act"] = act
    shape = SHAPES[entry["e"]]
    for name in shape.tuples:
        if name in data:
            data[name] = _as_tuple(data[name])
    fields = {**shape.defaults, **data}
    if len(fields) != shape.size:
        return shape.kind.model_validate(data)
    event = _NEW(shape.kind)
    _SET(event, "__dict__", fields)
    _SET(event, "__pydantic_fields_set__", shape.names)
    _SET(event, "__pydantic_extra__", None)
    _SET(event, "__pydantic_private__", None)
    return event


def _as_tuple(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds.
    return tuple(map(_as_tuple, value)) if isinstance(value, list) else value


class Shape:
    """What an event of one kind is put together from."""

    def __init__(self, kind: type[Event]) -> None:
        fields = kind.model_fields
        self.kind, self.size, self.names = kind, len(fields), set(fields)
        self.defaults = {
            name: field.default for name, field in fields.items() if not field.is_required()
        }
        self.tuples = [name for name in kind.PUBLIC if get_origin(fields[name].annotation) is tuple]


SHAPES = {topic: Shape(kind) for topic, kind in CATALOGUE.items()}
# Events and acts are frozen: only so can they be filled without their constructors.
_NEW, _SET = object.__new__, object.__setattr__
