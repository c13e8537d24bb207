"""存证 — the record as the server reads it (`services.record.Record`), and its reader of views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, LiteralString

from psycopg import InterfaceError, OperationalError
from psycopg.errors import QueryCanceled
from psycopg.rows import dict_row
from psycopg_pool import PoolTimeout, TooManyRequests

from domain.residents.events import DetailsTold, ResidentJoined
from infra.reaching import in_thread, reaching
from infra.runner import lags_on
from infra.vault import opened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psycopg_pool import AsyncConnectionPool, ConnectionPool

    from infra.communities import Communities
    from infra.keys import Keys
    from infra.runner import Runner
    from projections.views import Community
    from services.record import Lag

ENTRIES_MAX = 1_000
TOLD_TO_THE_ROLL = [ResidentJoined.TOPIC, DetailsTold.TOPIC]


class PostgresViews:
    """Implements `projections.views.Views`: one read, one snapshot, rows as dicts.

    No connection is tried out beforehand: a read changes nothing, so that one whose connection
    was lost is asked once more.
    """

    def __init__(self, pool: AsyncConnectionPool) -> None:
        self.pool = pool

    async def rows(
        self, sql: LiteralString, parameters: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        with reaching():
            try:
                return await self._rows(sql, parameters)
            except (QueryCanceled, PoolTimeout, TooManyRequests):
                # Too much is asked: to ask again would only add to it.
                raise
            except (OperationalError, InterfaceError):
                # What else lies in the pool was lost with it, or is good: whichever is sorted out.
                await self.pool.check()
                return await self._rows(sql, parameters)

    async def _rows(
        self, sql: LiteralString, parameters: Mapping[str, Any] | None
    ) -> list[dict[str, Any]]:
        async with self.pool.connection() as connection:
            cursor = connection.cursor(row_factory=dict_row, binary=True)
            await cursor.execute(sql, parameters)
            return await cursor.fetchall()


class PostgresRecord:
    """Reads of the log and the vault that need no view."""

    def __init__(
        self, pool: ConnectionPool, keys: Keys, communities: Communities, runner: Runner
    ) -> None:
        self.pool, self.keys, self._communities, self.runner = pool, keys, communities, runner

    async def communities(self) -> list[Community]:
        return await in_thread(self._communities.all)

    async def community(self, slug: str) -> Community | None:
        return self._communities.known(slug) or await in_thread(self._communities.named, slug)

    async def head(self, community: Community) -> int:
        return await in_thread(self._head, community)

    async def opening(self, community: Community) -> bytes:
        [opening] = await self.entries(community, 0, 1)
        return opening

    async def entries(self, community: Community, first: int, count: int) -> list[bytes]:
        return await in_thread(self._entries, community, first, count)

    async def private(
        self, community: Community, positions: Sequence[int]
    ) -> dict[int, dict[str, str]]:
        return await in_thread(self._private, community, positions, of_the_roll=False)

    async def details(
        self, community: Community, positions: Sequence[int]
    ) -> dict[int, dict[str, str]]:
        return await in_thread(self._private, community, positions, of_the_roll=True)

    async def wait(self, community: Community, after: int) -> None:
        await self.runner.wait(community.log, after)

    async def lags(self) -> list[Lag]:
        return await in_thread(self._lags)

    def _lags(self) -> list[Lag]:
        # Anybody may ask: a connection of the pool, and not one more for each who asks.
        with self.pool.connection() as connection:
            return lags_on(connection, self.runner.projections)

    def _head(self, community: Community) -> int:
        with self.pool.connection() as connection:
            row = connection.execute(
                "SELECT position FROM log_head WHERE log = %s", (community.log,)
            ).fetchone()
        return row[0] if row else 0

    def _entries(self, community: Community, first: int, count: int) -> list[bytes]:
        with self.pool.connection() as connection:
            rows = connection.execute(
                "SELECT 0 AS position, opening AS data FROM log_head WHERE log = %(log)s"
                " AND %(first)s = 0 UNION ALL SELECT position, data FROM event"
                " WHERE log = %(log)s AND position >= %(first)s ORDER BY position LIMIT %(count)s",
                {"log": community.log, "first": first, "count": min(count, ENTRIES_MAX)},
            ).fetchall()
        return [bytes(data) for _, data in rows]

    def _private(
        self, community: Community, positions: Sequence[int], *, of_the_roll: bool
    ) -> dict[int, dict[str, str]]:
        with self.pool.connection() as connection:
            asked = connection.execute(
                "SELECT position FROM event WHERE log = %s AND position = ANY(%s)"
                " AND (type = ANY(%s)) = %s",
                (community.log, list(positions), TOLD_TO_THE_ROLL, of_the_roll),
            ).fetchall()
            wanted = [position for (position,) in asked]
            found = opened(connection, self.keys, community.log, community.origin, wanted)
        return {
            position: {name: said for name, said in fields.items() if isinstance(said, str)}
            for position, (_, fields) in found.items()
        }
