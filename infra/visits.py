"""来访 visits — session, names and last notice seen, in one question (`services.visits.Visits`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString

from infra.own_account import digest
from infra.record import PostgresViews
from services.identity import Account, Session
from services.visits import Visit

if TYPE_CHECKING:
    from psycopg_pool import AsyncConnectionPool

    from infra.chance import Clock
    from projections.views import Community

VISIT: LiteralString = """
    SELECT a.id, a.login, a.person, a.staff, s.csrf,
           ARRAY(SELECT name FROM name WHERE person = a.person ORDER BY name) AS names,
           coalesce((SELECT position FROM inbox_seen WHERE account = a.id), 0) AS seen
    FROM session s JOIN account a ON a.id = s.account
    WHERE s.digest = %(digest)s AND a.origin = %(origin)s AND s.expires_at > %(now)s
"""


class KeptVisits:
    """Implements `services.visits.Visits`."""

    def __init__(self, pool: AsyncConnectionPool, clock: Clock) -> None:
        """`pool` reads the keys database, off no thread."""
        self.keys, self.clock = PostgresViews(pool), clock

    async def of(self, community: Community, token: str) -> Visit | None:
        rows = await self.keys.rows(
            VISIT, {"digest": digest(token), "origin": community.origin, "now": self.clock()}
        )
        if not rows:
            return None
        [row] = rows
        account = Account(row["id"], row["login"], row["person"], row["staff"])
        names = [*row["names"], account.staff] if account.staff else row["names"]
        return Visit(Session(token, row["csrf"], account), names, row["seen"])
