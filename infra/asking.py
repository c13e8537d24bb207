"""提问 — asks the views from a program without an event loop of its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from psycopg_pool import AsyncConnectionPool

from infra.record import PostgresViews

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from infra.installation import Installation
    from projections.views import Views

Answer = TypeVar("Answer")
READ_CONNECTIONS_MAX = 2


def ask(installation: Installation, question: Callable[[Views], Awaitable[Answer]]) -> Answer:
    """The answer to one question."""

    async def asked() -> Answer:
        pool = AsyncConnectionPool(
            installation.conninfo, min_size=1, max_size=READ_CONNECTIONS_MAX, open=False
        )
        async with pool:
            return await question(PostgresViews(pool))

    return asyncio.run(asked())
