"""够得着 — calls to PostgreSQL from the event loop; who cannot reach it is told so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from psycopg import InterfaceError, OperationalError
from psycopg.errors import ForeignKeyViolation
from psycopg_pool import PoolTimeout

from services.identity import NobodyThere
from services.record import Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class reaching:  # noqa: N801 - read as a word: `with reaching():`.
    """A lost connection and a pool without any become the port's own word for it.

    So does a person who was erased between a look and what was to hang on them. A class, as it
    surrounds every vote: a generator would cost ten times as much.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, reason: BaseException | None, _where: object) -> None:
        if isinstance(reason, (OperationalError, InterfaceError, PoolTimeout)):
            raise Unreachable from reason
        if isinstance(reason, ForeignKeyViolation):
            raise NobodyThere from None


async def in_thread(
    call: Callable[Asked, Answer], *given: Asked.args, **named: Asked.kwargs
) -> Answer:
    """Run a blocking call beside the event loop."""
    with reaching():
        return await asyncio.to_thread(call, *given, **named)
