"""收件箱 inbox — how far accounts have looked, in the keys database (`services.inbox.Inbox`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.reaching import in_thread

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

    from services.identity import Account

# Two windows may say so at once, and the older one last: whoever has seen more keeps it.
SEEN = """
    INSERT INTO inbox_seen (account, position) VALUES (%s, %s)
    ON CONFLICT (account) DO UPDATE
    SET position = greatest(inbox_seen.position, excluded.position)
"""


class KeptInbox:
    """Implements `services.inbox.Inbox`."""

    def __init__(self, pool: ConnectionPool) -> None:
        self.pool = pool

    async def seen(self, account: Account) -> int:
        return await in_thread(self._seen, account)

    async def mark_seen(self, account: Account, position: int) -> None:
        await in_thread(self._mark_seen, account, position)

    def _seen(self, account: Account) -> int:
        with self.pool.connection() as connection:
            row = connection.execute(
                "SELECT position FROM inbox_seen WHERE account = %s", (account.id,)
            ).fetchone()
        return row[0] if row else 0

    def _mark_seen(self, account: Account, position: int) -> None:
        with self.pool.connection() as connection:
            connection.execute(SEEN, (account.id, position))
