"""查看记录 — looks at private details, in the keys database (`services.contacts.ContactLog`)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from infra.reaching import in_thread
from services.contacts import LOOKS_DAYS_MAX, LOOKS_SHOWN_MAX, Look, LooksOfADay

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from psycopg_pool import ConnectionPool

    from infra.chance import Clock
    from projections.views import Community

# Of somebody who is being erased in this moment nothing can be opened, and nothing is noted.
NOTED = """
    WITH there AS (
        SELECT id FROM person WHERE id IN (SELECT person FROM name WHERE name = ANY(%s))
        ORDER BY id FOR KEY SHARE
    )
    INSERT INTO contact_look (origin, person, staff, place, at)
    SELECT %s, id, %s, %s, %s::timestamptz FROM there ON CONFLICT DO NOTHING
"""


class PostgresContactLog:
    """Implements `services.contacts.ContactLog`: a look that cannot be noted raises."""

    def __init__(self, pool: ConnectionPool, clock: Clock) -> None:
        self.pool, self.clock = pool, clock

    async def note(
        self, community: Community, staff: str, place: str, members: Sequence[str]
    ) -> None:
        await in_thread(self._note, community, staff, place, members)

    async def looks_at(
        self, community: Community, person: UUID, limit: int | None = LOOKS_SHOWN_MAX
    ) -> list[Look]:
        return await in_thread(self._looks_at, community, person, limit)

    async def looks_by_day(
        self, community: Community, before: date | None, limit: int
    ) -> list[LooksOfADay]:
        return await in_thread(self._looks_by_day, community, before, limit)

    def _note(self, community: Community, staff: str, place: str, members: Sequence[str]) -> None:
        hour = self.clock().replace(minute=0, second=0, microsecond=0)
        with self.pool.connection() as connection:
            connection.execute("DELETE FROM contact_look WHERE at < %s", (self._since(),))
            # In a transaction of its own: whoever destroys a person takes both in the other order.
            connection.commit()
            connection.execute(NOTED, (list(members), community.origin, staff, place, hour))

    def _looks_at(self, community: Community, person: UUID, limit: int | None) -> list[Look]:
        with self.pool.connection() as connection:
            rows = connection.execute(
                "SELECT staff, place, at FROM contact_look"
                " WHERE origin = %s AND person = %s AND at >= %s"
                " ORDER BY at DESC, staff, place LIMIT %s",
                (community.origin, person, self._since(), limit),
            ).fetchall()
        return [Look(*row) for row in rows]

    def _looks_by_day(
        self, community: Community, before: date | None, limit: int
    ) -> list[LooksOfADay]:
        with self.pool.connection() as connection:
            rows = connection.execute(
                "SELECT day, staff, place, count(DISTINCT person) FROM ("
                " SELECT (at AT TIME ZONE %(zone)s)::date AS day, staff, place, person"
                " FROM contact_look WHERE origin = %(origin)s AND at >= %(since)s) AS looks"
                " WHERE %(before)s::date IS NULL OR day < %(before)s"
                " GROUP BY day, staff, place ORDER BY day DESC, staff, place LIMIT %(limit)s",
                {
                    "zone": community.time_zone,
                    "origin": community.origin,
                    "since": self._since(),
                    "before": before,
                    "limit": limit,
                },
            ).fetchall()
        return [LooksOfADay(*row) for row in rows]

    def _since(self) -> datetime:
        return self.clock() - timedelta(days=LOOKS_DAYS_MAX)
