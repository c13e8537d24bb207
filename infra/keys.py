"""钥匙 — the keys database: keys and secrets of people, and the names that they go by.

The only place that joins a person to a pseudonym. Everything is committed before the event that
needs it (transaction T1). Keys and secrets are wrapped by a master key that lies outside.
"""

from __future__ import annotations

import hmac
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.mapper import base64url
from infra.settings import OperatorError
from infra.signing import vkey_of
from services.identity import NobodyThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from psycopg import Connection
    from psycopg_pool import ConnectionPool

    from infra.chance import Chance

NAME_PREFIX = b"linli/name/v1\x00"
NAME_CHARS = 22
KEY_BYTES = 32
NONCE_BYTES = 12
DIGEST_KEY_AGE_MAX = timedelta(days=30)
DIGEST_KEY_RENEWED_AFTER = timedelta(days=10)
DIGEST_KEYS_KEPT = timedelta(minutes=1)

# A seeded draw meets the same person again when it is started a second time.
INSERT_PERSON = "INSERT INTO person (id, key, secret) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


class MasterKeyLost(OperatorError):
    """The keys in the keys database were wrapped by a master key that is not here any more."""


class NoKey(LookupError):
    """There is no such key."""


class KeyDestroyed(NoKey, NobodyThere):
    """The key of this name was destroyed when the person was erased."""


def seal(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """AES-256-GCM with a fresh nonce in front."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)


def name_in_scope(secret: bytes, origin: str, scope: str) -> str:
    """`<scope>:<22>` as the entry format defines it in section 3."""
    message = NAME_PREFIX + origin.encode() + b"\x00" + scope.encode()
    return f"{scope}:{base64url(hmac.digest(secret, message, 'sha256'))[:NAME_CHARS]}"


def master_key(path: Path) -> bytes:
    """The key that wraps all others; made on first use, readable by its owner alone.

    It appears whole or not at all: processes that start together all end with the same one.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        with NamedTemporaryFile(dir=path.parent) as draft:
            draft.write(os.urandom(KEY_BYTES))
            draft.flush()
            os.fsync(draft.fileno())
            with suppress(FileExistsError):
                path.hardlink_to(draft.name)
    return path.read_bytes()


def must_not_be_lost(path: Path, pool: ConnectionPool) -> None:
    """A second master key would only hide that nothing can be opened any more."""
    with pool.connection() as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM community_key)").fetchone()
    if row == (True,) and not path.exists():
        raise MasterKeyLost(
            f"{path} is missing, and without it nothing in the keys database can be opened:"
            f" put it back from its own backup. 主密钥文件 {path} 不见了，请从备份恢复。"
        )


@dataclass(frozen=True)
class CommunityKeys:
    """A community's own key for official prose, and its signing key with the public half."""

    key: bytes
    signing: bytes
    vkey: str


class Keys:
    """Reads and writes the keys database; every write is one committed transaction."""

    def __init__(self, pool: ConnectionPool, master: bytes, chance: Chance) -> None:
        self.pool, self.master, self.chance = pool, master, chance
        self._digest_keys: tuple[dict[int, bytes], datetime | None] = {}, None

    def new_person(self, purpose: str) -> UUID:
        """A person with a fresh key and secret."""
        return self.new_people([purpose])[0]

    def add_person(self, connection: Connection, purpose: str, person: UUID | None = None) -> UUID:
        """The same within a transaction of the caller's, under an id that may be given."""
        row = self._drawn(purpose, person)
        connection.execute(INSERT_PERSON, row)
        return row[0]

    def participants(self, origin: str, source: str, ids: Sequence[str]) -> dict[str, UUID]:
        """The people behind an import, the same ones however often it is started."""
        known = self._known_participants(origin, source)
        missing = [each for each in ids if each not in known]
        people = self.new_people([f"{origin}/{source}/{each}" for each in missing])
        with self.pool.connection() as connection, connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO import_participant VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [(origin, source, each, p) for each, p in zip(missing, people, strict=True)],
            )
        return self._known_participants(origin, source) if missing else known

    def participant_names(self, origin: str) -> dict[str, str]:
        """From name to the participant's id at the source, for exports with source ids."""
        with self.pool.connection() as connection:
            return dict(
                connection.execute(
                    "SELECT n.name, i.participant FROM import_participant i"
                    " JOIN name n USING (person) WHERE i.origin = %s",
                    (origin,),
                ).fetchall()
            )

    def names(self, people: Iterable[UUID], origin: str, scope: str) -> dict[UUID, str]:
        """The names of people in one scope, stored before first use; of those still here."""
        with self.pool.connection() as connection:
            # Whoever is erased in this moment stays until the name is stored, or is gone here.
            secrets = connection.execute(
                "SELECT id, secret FROM person WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",
                (list(people),),
            ).fetchall()
            names = {
                person: name_in_scope(self._unwrap(person, sealed), origin, scope)
                for person, sealed in secrets
            }
            connection.execute(
                "INSERT INTO name SELECT * FROM unnest(%s::text[], %s::uuid[])"
                " ON CONFLICT DO NOTHING",
                (list(names.values()), list(names)),
            )
        return names

    def person_of(self, name: str) -> UUID | None:
        with self.pool.connection() as connection:
            row = connection.execute("SELECT person FROM name WHERE name = %s", (name,)).fetchone()
        return row[0] if row else None

    def keys_of(self, names: Iterable[str]) -> dict[str, bytes]:
        """The keys of the people behind these names; erased ones are missing."""
        with self.pool.connection() as connection:
            rows = connection.execute(
                "SELECT n.name, p.id, p.key FROM name n JOIN person p ON p.id = n.person"
                " WHERE n.name = ANY(%s)",
                (list(names),),
            ).fetchall()
        return {name: self._unwrap(person, sealed) for name, person, sealed in rows}

    def found(self, origin: str) -> CommunityKeys:
        """The keys of a community, made when they do not exist yet."""
        signing = self.chance.draw(f"signing/{origin}")
        public = Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw()
        key, bound_to = self.chance.draw(f"community/{origin}"), origin.encode()
        with self.pool.connection() as connection:
            connection.execute(
                "INSERT INTO community_key VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (origin, seal(self.master, key, bound_to), seal(self.master, signing, bound_to),
                 vkey_of(origin, public)),
            )  # fmt: skip
        return self.community(origin)

    def community(self, origin: str) -> CommunityKeys:
        with self.pool.connection() as connection:
            row = connection.execute(
                "SELECT key, signing, vkey FROM community_key WHERE origin = %s", (origin,)
            ).fetchone()
        if row is None:
            raise NoKey(origin)
        key, signing = (unseal(self.master, sealed, origin.encode()) for sealed in row[:2])
        return CommunityKeys(key, signing, row[2])

    def digest_keys(self, now: datetime, *, anew: bool = False) -> dict[int, bytes]:
        """Secrets for digests of requests, newest last; those over 30 days old are destroyed.

        They are looked up again once they were known for a minute: not for every batch.
        """
        known, read_at = self._digest_keys
        if anew or read_at is None or not read_at <= now < read_at + DIGEST_KEYS_KEPT:
            known = self._read_digest_keys(now)
            self._digest_keys = known, now
        return known

    def _read_digest_keys(self, now: datetime) -> dict[int, bytes]:
        with self.pool.connection() as connection:
            connection.execute(
                "DELETE FROM digest_key WHERE made_at < %s", (now - DIGEST_KEY_AGE_MAX,)
            )
            connection.execute(
                "INSERT INTO digest_key (secret, made_at) SELECT %s, %s"
                " WHERE NOT EXISTS (SELECT FROM digest_key WHERE made_at > %s)",
                (os.urandom(32), now, now - DIGEST_KEY_RENEWED_AFTER),
            )
            return dict(
                connection.execute("SELECT id, secret FROM digest_key ORDER BY id").fetchall()
            )

    def new_people(self, purposes: Sequence[str]) -> list[UUID]:
        rows = [self._drawn(purpose) for purpose in purposes]
        with self.pool.connection() as connection, connection.cursor() as cursor:
            cursor.executemany(INSERT_PERSON, rows)
        return [person for person, _, _ in rows]

    def _drawn(self, purpose: str, person: UUID | None = None) -> tuple[UUID, bytes, bytes]:
        person = person or UUID(bytes=self.chance.draw(f"person/{purpose}", 16), version=4)
        return (
            person,
            self._wrap(person, self.chance.draw(f"key/{purpose}")),
            self._wrap(person, self.chance.draw(f"secret/{purpose}")),
        )

    def _known_participants(self, origin: str, source: str) -> dict[str, UUID]:
        with self.pool.connection() as connection:
            return dict(
                connection.execute(
                    "SELECT participant, person FROM import_participant"
                    " WHERE origin = %s AND source = %s",
                    (origin, source),
                ).fetchall()
            )

    def _wrap(self, person: UUID, plain: bytes) -> bytes:
        return seal(self.master, plain, person.bytes)

    def _unwrap(self, person: UUID, sealed: bytes) -> bytes:
        return unseal(self.master, sealed, person.bytes)
