"""数组 — columns of a batch as PostgreSQL takes them in binary, packed in one go.

psycopg writes an array element by element, which costs more than all the rest of a batch. So a
column is packed here and handed over whole: `%b::bigint[]` takes a `Bigints`.
Format: `array_send` of PostgreSQL: dimensions, nulls, element type, length, lower bound; then each
element with its length in front, all numbers big-endian.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from struct import Struct, pack
from typing import TYPE_CHECKING, Any, ClassVar

from psycopg import adapters, postgres
from psycopg.adapt import Dumper
from psycopg.pq import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LENGTH = Struct("!I").pack
NULL = b"\xff\xff\xff\xff"
FIRST_DATE = date(2000, 1, 1).toordinal()
ONE_DIMENSION, NO_NULLS, FROM_ONE = 1, 0, 1


class Packed(bytes):
    """A whole array; its class says of what."""

    element: ClassVar[str]
    __slots__ = ()

    @classmethod
    def of(cls, count: int, elements: bytes) -> Packed:
        kind = postgres.types[cls.element].oid
        return cls(pack("!5I", ONE_DIMENSION, NO_NULLS, kind, count, FROM_ONE) + elements)


class Bigints(Packed):
    element = "int8"
    __slots__ = ()


class Ints(Packed):
    element = "int4"
    __slots__ = ()


class Texts(Packed):
    element = "text"
    __slots__ = ()


class Byteas(Packed):
    element = "bytea"
    __slots__ = ()


class Dates(Packed):
    element = "date"
    __slots__ = ()


class Booleans(Packed):
    element = "bool"
    __slots__ = ()


class Uuids(Packed):
    element = "uuid"
    __slots__ = ()


def bigints(values: Sequence[int]) -> Packed:
    put = Struct("!Iq").pack
    return Bigints.of(len(values), b"".join([put(8, value) for value in values]))


def ints(values: Sequence[int]) -> Packed:
    put = Struct("!Ii").pack
    return Ints.of(len(values), b"".join([put(4, value) for value in values]))


def byteas(values: Sequence[bytes]) -> Packed:
    return Byteas.of(len(values), _joined(values))


def uuids(values: Sequence[bytes]) -> Packed:
    """Each as its sixteen bytes."""
    return Uuids.of(len(values), _joined(values))


def texts(values: Sequence[str]) -> Packed:
    return Texts.of(len(values), _joined([value.encode() for value in values]))


def column(kind: str, values: Sequence[Any]) -> Packed:
    """A column of a table by its type; None is NULL."""
    packed, element = COLUMNS[kind]
    return packed.of(
        len(values), b"".join([NULL if value is None else element(value) for value in values])
    )


def _text(value: str) -> bytes:
    written = value.encode()
    return LENGTH(len(written)) + written


def _date(value: date) -> bytes:
    return pack("!Ii", 4, value.toordinal() - FIRST_DATE)


COLUMNS: dict[str, tuple[type[Packed], Callable[[Any], bytes]]] = {
    "text": (Texts, _text),
    "bigint": (Bigints, partial(Struct("!Iq").pack, 8)),
    "boolean": (Booleans, partial(Struct("!I?").pack, 1)),
    "date": (Dates, _date),
}


def _joined(values: Iterable[bytes]) -> bytes:
    return b"".join([part for value in values for part in (LENGTH(len(value)), value)])


class _PackedDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return obj


for _kind in (Bigints, Ints, Texts, Byteas, Uuids, Dates, Booleans):
    _oid = postgres.types[_kind.element].array_oid
    adapters.register_dumper(_kind, type(_kind.__name__, (_PackedDumper,), {"oid": _oid}))
