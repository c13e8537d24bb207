"""认人 recognising — who asks, and under which names: for all who ask at this moment together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from infra.keys import name_in_scope, unseal
from infra.own_account import TOKEN_AGE_MAX, digest
from infra.together import Together
from services.identity import Account, Session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from infra.chance import Clock
    from infra.keys import Keys
    from infra.settings import Settings
    from projections.views import Views

SESSIONS = """
    SELECT s.digest, s.csrf, a.origin, a.id, a.login, a.person, a.staff, p.secret
    FROM session s JOIN account a ON a.id = s.account JOIN person p ON p.id = a.person
    WHERE s.digest = ANY(%(digests)s) AND s.expires_at > %(now)s
"""
BEARERS = """
    SELECT t.digest, a.origin, a.id, a.login, a.person, a.staff, p.secret
    FROM api_token t JOIN account a ON a.id = t.account JOIN person p ON p.id = a.person
    WHERE t.digest = ANY(%(digests)s) AND t.made_at > %(since)s
"""
SECRETS = "SELECT id AS person, secret FROM person WHERE id = ANY(%(people)s)"
# Whoever is erased in this moment stays until the name is stored, or is gone here.
NAMES = """
    WITH asked AS (
        SELECT * FROM unnest(%(names)s::text[], %(people)s::uuid[]) AS u (name, person)
    ), fresh AS (
        SELECT * FROM asked WHERE NOT EXISTS (SELECT FROM name n WHERE n.name = asked.name)
    ), here AS (
        SELECT id FROM person WHERE id IN (SELECT person FROM fresh) ORDER BY id FOR KEY SHARE
    ), stored AS (
        INSERT INTO name SELECT f.name, f.person FROM fresh f JOIN here ON here.id = f.person
        ON CONFLICT DO NOTHING
    )
    SELECT name FROM asked WHERE person IN (SELECT id FROM here)
    UNION SELECT name FROM asked JOIN name USING (name)
"""
SECRETS_KEPT_MAX = 50_000


def as_lasting(settings: Settings) -> str:
    """How PostgreSQL is to keep a name that is stored before its first use.

    In our own server keys and record share one journal, in which the name stands before the entry
    that uses it: nothing can last that long without it, and the name itself need not be waited for.
    Two servers of an operator know nothing of each other.
    """
    return "-c synchronous_commit=off" if settings.database_url is None else ""


class Bearing(NamedTuple):
    """A cookie or a token, at the community for which it was given."""

    origin: str
    token: str


class Named(NamedTuple):
    """A person in some scopes of one community."""

    person: UUID
    origin: str
    scopes: tuple[str, ...]


class Recognising:
    """Every answer is of this moment: who signed out or was erased just now is not known here."""

    def __init__(self, reader: Views, keys: Keys, clock: Clock) -> None:
        """`reader` asks the keys database, each question a transaction of its own."""
        self.reader, self.keys, self.clock = reader, keys, clock
        self.sessions = Together(self._sessions)
        self.bearers = Together(self._bearers)
        self.names = Together(self._names)
        self.secrets: dict[UUID, bytes] = {}
        """By person, sealed as they are stored."""

    async def _sessions(self, asked: Sequence[Bearing]) -> dict[Bearing, Session]:
        tokens = {digest(each.token): each.token for each in asked}
        rows = await self.reader.rows(SESSIONS, {"digests": list(tokens), "now": self.clock()})
        self._keep(rows)
        found = {}
        for row in rows:
            token = tokens[bytes(row["digest"])]
            session = Session(token, row["csrf"], _account(row))
            found[Bearing(row["origin"], token)] = session
        return found

    async def _bearers(self, asked: Sequence[Bearing]) -> dict[Bearing, Account]:
        tokens = {digest(each.token): each.token for each in asked}
        since = self.clock() - TOKEN_AGE_MAX
        rows = await self.reader.rows(BEARERS, {"digests": list(tokens), "since": since})
        self._keep(rows)
        return {Bearing(row["origin"], tokens[bytes(row["digest"])]): _account(row) for row in rows}

    async def _names(self, asked: Sequence[Named]) -> dict[Named, list[str]]:
        """Each name is stored before it is given out; of those who are still here."""
        kept = self.secrets
        secrets = {each.person: kept[each.person] for each in asked if each.person in kept}
        missing = [each.person for each in asked if each.person not in secrets]
        if missing:
            # What is kept may be forgotten meanwhile: this question goes on with what it has.
            rows = await self.reader.rows(SECRETS, {"people": missing})
            secrets |= {row["person"]: bytes(row["secret"]) for row in rows}
            self._keep(rows)
        theirs = {
            each: self._made(each, secrets[each.person]) for each in asked if each.person in secrets
        }
        people = {name: each.person for each, names in theirs.items() for name in names}
        rows = await self.reader.rows(
            NAMES, {"names": list(people), "people": list(people.values())}
        )
        standing = {row["name"] for row in rows}
        return {each: names for each, names in theirs.items() if standing.issuperset(names)}

    def _made(self, asked: Named, sealed: bytes) -> list[str]:
        secret = unseal(self.keys.master, sealed, asked.person.bytes)
        return [name_in_scope(secret, asked.origin, scope) for scope in asked.scopes]

    def _keep(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """What makes somebody's names never changes; whether they are here is asked each time."""
        if len(self.secrets) + len(rows) > SECRETS_KEPT_MAX:
            self.secrets.clear()
        self.secrets |= {row["person"]: bytes(row["secret"]) for row in rows}


def _account(row: Mapping[str, Any]) -> Account:
    return Account(row["id"], row["login"], row["person"], row["staff"])
