"""身份 — accounts, sessions and tokens in the keys database (`services.identity.Identity`).

Passwords are kept as argon2id, cookies and tokens as SHA-256: a stolen dump signs nobody in.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from psycopg.errors import UniqueViolation

from infra.reaching import in_thread
from services.identity import Account, LoginTaken, Session

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

    from infra.chance import Clock
    from infra.keys import Keys
    from projections.views import Community

SESSION_AGE_MAX = timedelta(days=14)
TOKEN_BYTES = 32
NAMES_REMEMBERED_MAX = 50_000
# argon2id with 19 MiB and two passes: the least that OWASP's password storage sheet names.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
BY_LOGIN = """
    SELECT a.id, a.login, a.person, a.staff, a.password FROM account a
    WHERE a.origin = %s AND a.login = %s
"""
BY_SESSION = """
    SELECT a.id, a.login, a.person, a.staff, s.csrf
    FROM session s JOIN account a ON a.id = s.account
    WHERE s.digest = %s AND a.origin = %s AND s.expires_at > %s
"""
OF_BEARER = """
    SELECT a.id, a.login, a.person, a.staff FROM api_token t JOIN account a ON a.id = t.account
    WHERE t.digest = %s AND a.origin = %s
"""


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """Checked when a log-in does not exist, so that the time of the answer tells nothing."""
    return HASHER.hash(secrets.token_urlsafe(TOKEN_BYTES))


def _fits(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except VerificationError:
        return False


class Accounts:
    """The same for programs without an event loop: the verbs of `linli`, and the sample."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self.keys, self.clock = keys, clock

    @property
    def pool(self) -> ConnectionPool:
        return self.keys.pool

    def register(
        self,
        community: Community,
        login: str,
        password: str,
        *,
        person: UUID | None = None,
        staff: str | None = None,
    ) -> Account:
        """An account, with a new person unless one is given. Raises `LoginTaken`."""
        person = person or self.keys.new_person(f"account/{community.origin}/{login}")
        account = Account(uuid4(), login, person, staff)
        try:
            with self.pool.connection() as connection:
                connection.execute(
                    "INSERT INTO account (id, origin, login, password, person, staff)"
                    " VALUES (%s, %s, %s, %s, %s, %s)",
                    (account.id, community.origin, login, HASHER.hash(password), person, staff),
                )
        except UniqueViolation:
            raise LoginTaken from None
        return account

    def account(self, community: Community, login: str) -> Account | None:
        with self.pool.connection() as connection:
            row = connection.execute(BY_LOGIN, (community.origin, login)).fetchone()
        return Account(*row[:4]) if row else None

    def sign_in(self, community: Community, login: str, password: str) -> Session | None:
        with self.pool.connection() as connection:
            row = connection.execute(BY_LOGIN, (community.origin, login)).fetchone()
        if not _fits(row[4] if row else _nobodys_hash(), password) or row is None:
            return None
        account = Account(*row[:4])
        token, csrf = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_urlsafe(TOKEN_BYTES)
        with self.pool.connection() as connection:
            connection.execute("DELETE FROM session WHERE expires_at < %s", (self.clock(),))
            connection.execute(
                "INSERT INTO session (digest, csrf, account, expires_at) VALUES (%s, %s, %s, %s)",
                (_digest(token), csrf, account.id, self.clock() + SESSION_AGE_MAX),
            )
        return Session(token, csrf, account)

    def session(self, community: Community, token: str) -> Session | None:
        with self.pool.connection() as connection:
            row = connection.execute(
                BY_SESSION, (_digest(token), community.origin, self.clock())
            ).fetchone()
        return Session(token, row[4], Account(*row[:4])) if row else None

    def sign_out(self, token: str) -> None:
        with self.pool.connection() as connection:
            connection.execute("DELETE FROM session WHERE digest = %s", (_digest(token),))

    def make_api_token(self, account: Account) -> str:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self.pool.connection() as connection:
            connection.execute(
                "INSERT INTO api_token (digest, account) VALUES (%s, %s)",
                (_digest(token), account.id),
            )
        return token

    def by_api_token(self, community: Community, token: str) -> Account | None:
        with self.pool.connection() as connection:
            row = connection.execute(OF_BEARER, (_digest(token), community.origin)).fetchone()
        return Account(*row) if row else None


class PersonalIdentity:
    """Implements `services.identity.Identity` over `Accounts`, off the event loop."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts, self.keys = accounts, accounts.keys
        self._names: dict[tuple[UUID, str, str], str] = {}

    async def register(self, community: Community, login: str, password: str) -> Account:
        return await in_thread(self.accounts.register, community, login, password)

    async def sign_in(self, community: Community, login: str, password: str) -> Session | None:
        return await in_thread(self.accounts.sign_in, community, login, password)

    async def session(self, community: Community, token: str) -> Session | None:
        return await in_thread(self.accounts.session, community, token)

    async def sign_out(self, token: str) -> None:
        await in_thread(self.accounts.sign_out, token)

    async def make_api_token(self, account: Account) -> str:
        return await in_thread(self.accounts.make_api_token, account)

    async def by_api_token(self, community: Community, token: str) -> Account | None:
        return await in_thread(self.accounts.by_api_token, community, token)

    async def account(self, community: Community, login: str) -> Account | None:
        return await in_thread(self.accounts.account, community, login)

    async def name(self, person: UUID, community: Community, scope: str) -> str:
        known = (person, community.origin, scope)
        if known not in self._names:
            names = await in_thread(self.keys.names, [person], community.origin, scope)
            if len(self._names) >= NAMES_REMEMBERED_MAX:
                self._names.clear()
            self._names[known] = names[person]
        return self._names[known]

    async def new_person(self) -> UUID:
        return await in_thread(self.keys.new_person, f"desk/{uuid4()}")

    async def person_of(self, name: str) -> UUID | None:
        return await in_thread(self.keys.person_of, name)
