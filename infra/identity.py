"""身份 — accounts, sessions and tokens in the keys database (`services.identity.Identity`).

Passwords are kept as argon2id, cookies and tokens as SHA-256: a stolen dump signs nobody in.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from psycopg.errors import UniqueViolation

from infra.children import Sheltering
from infra.hashing import HASHER, Hashing, fits
from infra.own_account import SESSION_AGE_MAX, TOKEN_AGE_MAX, OwnAccount, digest
from infra.reaching import in_thread
from infra.recognising import Bearing, Named, Recognising
from infra.staff_handles import StaffHandles, bind
from services.identity import Account, LoginTaken, NobodyThere, Session, TooManyTokens
from services.log_ins import folded

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg_pool import ConnectionPool

    from infra.chance import Clock
    from infra.keys import Keys
    from projections.views import Community, Views

TOKENS_PER_ACCOUNT_MAX = 10
TOKEN_BYTES = 32
NAMES_REMEMBERED_MAX = 50_000
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
    WHERE t.digest = %s AND a.origin = %s AND t.made_at > %s
"""


class Accounts:
    """The same for programs without an event loop: the verbs of `linli`, and the sample.

    No connection is held while a password is hashed.
    """

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
        return self.add(community, login, HASHER.hash(password), person=person, staff=staff)

    def add(
        self,
        community: Community,
        login: str,
        hashed: str,
        *,
        person: UUID | None = None,
        staff: str | None = None,
    ) -> Account:
        """Person and account in one transaction: neither is there without the other."""
        login = folded(login)
        try:
            with self.pool.connection() as connection:
                purpose = f"account/{community.origin}/{login}"
                person = person or self.keys.add_person(connection, purpose)
                account = Account(uuid4(), login, person, staff)
                connection.execute(
                    "INSERT INTO account (id, origin, login, password, person, staff)"
                    " VALUES (%s, %s, %s, %s, %s, %s)",
                    (account.id, community.origin, login, hashed, person, staff),
                )
                if staff is not None:
                    bind(connection, community, staff, person)
        except UniqueViolation:
            raise LoginTaken from None
        return account

    def account(self, community: Community, login: str) -> Account | None:
        account, _ = self.stored(community, login)
        return account

    def stored(self, community: Community, login: str) -> tuple[Account | None, str | None]:
        """An account and the hash of its password."""
        with self.pool.connection() as connection:
            row = connection.execute(BY_LOGIN, (community.origin, folded(login))).fetchone()
        return (Account(*row[:4]), row[4]) if row else (None, None)

    def set_password(self, account: Account, hashed: str, *, but: str = "") -> None:
        """From now on this password opens the account; all sessions end `but` that of a token."""
        with self.pool.connection() as connection:
            connection.execute(
                "UPDATE account SET password = %s WHERE id = %s", (hashed, account.id)
            )
            connection.execute(
                "DELETE FROM session WHERE account = %s AND digest <> %s",
                (account.id, digest(but)),
            )

    def people_by_login(self, community: Community, part: str, limit: int) -> dict[UUID, str]:
        with self.pool.connection() as connection:
            return dict(
                connection.execute(
                    "SELECT person, login FROM account"
                    " WHERE origin = %s AND strpos(login, %s) > 0 ORDER BY login LIMIT %s",
                    (community.origin, folded(part), limit),
                ).fetchall()
            )

    def has_staff(self, community: Community) -> bool:
        """Whether anybody can sign in here with an office."""
        with self.pool.connection() as connection:
            row = connection.execute(
                "SELECT EXISTS (SELECT FROM account WHERE origin = %s AND staff IS NOT NULL)",
                (community.origin,),
            ).fetchone()
        return row == (True,)

    def begin_session(self, account: Account) -> Session:
        token, csrf = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_urlsafe(TOKEN_BYTES)
        with self.pool.connection() as connection:
            connection.execute("DELETE FROM session WHERE expires_at < %s", (self.clock(),))
            connection.execute(
                "INSERT INTO session (digest, csrf, account, expires_at) VALUES (%s, %s, %s, %s)",
                (digest(token), csrf, account.id, self.clock() + SESSION_AGE_MAX),
            )
        return Session(token, csrf, account)

    def session(self, community: Community, token: str) -> Session | None:
        with self.pool.connection() as connection:
            row = connection.execute(
                BY_SESSION, (digest(token), community.origin, self.clock())
            ).fetchone()
        return Session(token, row[4], Account(*row[:4])) if row else None

    def sign_out(self, token: str) -> None:
        with self.pool.connection() as connection:
            connection.execute("DELETE FROM session WHERE digest = %s", (digest(token),))

    def make_api_token(self, account: Account) -> str:
        """Raises `TooManyTokens`."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self.pool.connection() as connection:
            # Whoever asks twice at once is counted one after the other.
            connection.execute("SELECT FROM account WHERE id = %s FOR UPDATE", (account.id,))
            connection.execute("DELETE FROM api_token WHERE made_at <= %s", (self._tokens_since(),))
            row = connection.execute(
                "INSERT INTO api_token (digest, account, made_at) SELECT %s, %s, %s"
                " WHERE (SELECT count(*) FROM api_token WHERE account = %s) < %s RETURNING true",
                (digest(token), account.id, self.clock(), account.id, TOKENS_PER_ACCOUNT_MAX),
            ).fetchone()
        if row is None:
            raise TooManyTokens
        return token

    def api_tokens(self, account: Account) -> int:
        with self.pool.connection() as connection:
            row = connection.execute(
                "SELECT count(*) FROM api_token WHERE account = %s AND made_at > %s",
                (account.id, self._tokens_since()),
            ).fetchone()
        return row[0] if row else 0

    def revoke_api_tokens(self, account: Account) -> None:
        with self.pool.connection() as connection:
            connection.execute("DELETE FROM api_token WHERE account = %s", (account.id,))

    def by_api_token(self, community: Community, token: str) -> Account | None:
        with self.pool.connection() as connection:
            row = connection.execute(
                OF_BEARER, (digest(token), community.origin, self._tokens_since())
            ).fetchone()
        return Account(*row) if row else None

    def new_person(self, request: UUID | None) -> UUID:
        """Somebody without a log-in; the same request, asked again, gets the same person."""
        known = uuid5(request, "person") if request else None
        with self.pool.connection() as connection:
            return self.keys.add_person(connection, f"desk/{known or uuid4()}", known)

    def _tokens_since(self) -> datetime:
        return self.clock() - TOKEN_AGE_MAX


class PersonalIdentity(OwnAccount, StaffHandles, Sheltering):
    """Implements `services.identity.Identity` over `Accounts`, off the event loop."""

    def __init__(self, accounts: Accounts, reader: Views) -> None:
        """`reader` asks the keys database, each question a transaction of its own."""
        self.accounts, self.keys = accounts, accounts.keys
        self.recognising = Recognising(reader, accounts.keys, accounts.clock)
        self.hashing = Hashing()
        self._names: dict[tuple[UUID, str, str], str] = {}

    async def register(self, community: Community, login: str, password: str) -> Account:
        hashed = await self.hashing.run(HASHER.hash, password)
        return await in_thread(self.accounts.add, community, login, hashed)

    async def sign_in(self, community: Community, login: str, password: str) -> Session | None:
        account, hashed = await in_thread(self.accounts.stored, community, login)
        if not await self.hashing.run(fits, hashed, password) or account is None:
            return None
        try:
            return await in_thread(self.accounts.begin_session, account)
        except NobodyThere:
            return None

    async def change_password(self, community: Community, token: str, old: str, new: str) -> bool:
        session = await in_thread(self.accounts.session, community, token)
        if session is None:
            return False
        _, hashed = await in_thread(self.accounts.stored, community, session.account.login)
        if not await self.hashing.run(fits, hashed, old):
            return False
        fresh = await self.hashing.run(HASHER.hash, new)
        await in_thread(self.accounts.set_password, session.account, fresh, but=token)
        return True

    async def people_by_login(self, community: Community, part: str, limit: int) -> dict[UUID, str]:
        return await in_thread(self.accounts.people_by_login, community, part, limit)

    async def session(self, community: Community, token: str) -> Session | None:
        return await self.recognising.sessions.ask(Bearing(community.origin, token))

    async def sign_out(self, token: str) -> None:
        await in_thread(self.accounts.sign_out, token)

    async def make_api_token(self, account: Account) -> str:
        return await in_thread(self.accounts.make_api_token, account)

    async def api_tokens(self, account: Account) -> int:
        return await in_thread(self.accounts.api_tokens, account)

    async def revoke_api_tokens(self, account: Account) -> None:
        await in_thread(self.accounts.revoke_api_tokens, account)

    async def by_api_token(self, community: Community, token: str) -> Account | None:
        return await self.recognising.bearers.ask(Bearing(community.origin, token))

    async def account(self, community: Community, login: str) -> Account | None:
        return await in_thread(self.accounts.account, community, login)

    async def name(self, person: UUID, community: Community, scope: str) -> str:
        known = (person, community.origin, scope)
        if known not in self._names:
            names = await in_thread(self.keys.names, [person], community.origin, scope)
            if person not in names:
                raise NobodyThere
            if len(self._names) >= NAMES_REMEMBERED_MAX:
                self._names.clear()
            self._names[known] = names[person]
        return self._names[known]

    async def names(self, person: UUID, community: Community, *scopes: str) -> list[str]:
        """Asked anew each time: a name that was given out once may have gone with its person."""
        found = await self.recognising.names.ask(Named(person, community.origin, scopes))
        if found is None:
            raise NobodyThere
        return found

    async def new_person(self, request: UUID | None = None) -> UUID:
        return await in_thread(self.accounts.new_person, request)

    async def person_of(self, name: str) -> UUID | None:
        return await in_thread(self.keys.person_of, name)
