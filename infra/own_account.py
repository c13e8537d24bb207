"""自己的账户 — what an account may see and end of itself: names, sessions, tokens."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, LiteralString

from infra.hashing import fits
from infra.reaching import in_thread
from services.identity import SESSIONS_SHOWN_MAX, OpenSession

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from infra.hashing import Hashing
    from infra.identity import Accounts
    from projections.views import Community
    from services.identity import Account

SESSION_AGE_MAX = timedelta(days=14)
TOKEN_AGE_MAX = timedelta(days=90)
KEY_BYTES = 8
"""So much of a digest tells the sessions of one account apart; none of it opens anything."""


def digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


class OwnAccount:
    """The part of `services.identity.Identity` that concerns one's own account."""

    accounts: Accounts
    hashing: Hashing

    async def password_fits(self, community: Community, login: str, password: str) -> bool:
        _, hashed = await in_thread(self.accounts.stored, community, login)
        return await self.hashing.run(fits, hashed, password)

    async def names_known(self, person: UUID) -> list[str]:
        return await in_thread(self._names_known, person)

    async def sessions_of(
        self, account: Account, here: str = "", limit: int | None = SESSIONS_SHOWN_MAX
    ) -> list[OpenSession]:
        return await in_thread(self._sessions_of, account, here, limit)

    async def end_sessions(self, account: Account, but: str) -> None:
        await in_thread(
            self._delete,
            "DELETE FROM session WHERE account = %s AND digest <> %s",
            (account.id, digest(but)),
        )

    async def end_session(self, account: Account, key: str) -> None:
        await in_thread(
            self._delete,
            "DELETE FROM session WHERE account = %s AND encode(substr(digest, 1, %s), 'hex') = %s",
            (account.id, KEY_BYTES, key),
        )

    async def tokens_of(self, account: Account) -> list[datetime]:
        return await in_thread(self._tokens_of, account)

    def _names_known(self, person: UUID) -> list[str]:
        with self.accounts.pool.connection() as connection:
            rows = connection.execute(
                "SELECT name FROM name WHERE person = %s ORDER BY name", (person,)
            ).fetchall()
        return [name for (name,) in rows]

    def _sessions_of(self, account: Account, here: str, limit: int | None) -> list[OpenSession]:
        with self.accounts.pool.connection() as connection:
            rows = connection.execute(
                "SELECT digest, expires_at FROM session WHERE account = %s AND expires_at > %s"
                " ORDER BY expires_at DESC LIMIT %s",
                (account.id, self.accounts.clock(), limit),
            ).fetchall()
        return [
            OpenSession(
                key=bytes(known)[:KEY_BYTES].hex(),
                began_at=ends_at - SESSION_AGE_MAX,
                ends_at=ends_at,
                is_here=bytes(known) == digest(here),
            )
            for known, ends_at in rows
        ]

    def _tokens_of(self, account: Account) -> list[datetime]:
        with self.accounts.pool.connection() as connection:
            rows = connection.execute(
                "SELECT made_at FROM api_token WHERE account = %s AND made_at > %s"
                " ORDER BY made_at DESC",
                (account.id, self.accounts.clock() - TOKEN_AGE_MAX),
            ).fetchall()
        return [made_at + TOKEN_AGE_MAX for (made_at,) in rows]

    def _delete(self, statement: LiteralString, parameters: tuple[object, ...]) -> None:
        with self.accounts.pool.connection() as connection:
            connection.execute(statement, parameters)
