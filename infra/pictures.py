"""纸面照片 — pictures of papers in the record, encrypted (`services.pictures.Pictures`)."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from infra.keys import KeyDestroyed, seal, unseal
from infra.reaching import in_thread
from services.pictures import Picture

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

    from infra.keys import Keys
    from projections.views import Community

DIGEST_PREFIX = b"linli/picture/v1\x00"


class PostgresPictures:
    """Implements `services.pictures.Pictures`; a ciphertext opens only where it was stored."""

    def __init__(self, pool: ConnectionPool, keys: Keys) -> None:
        self.pool, self.keys = pool, keys

    async def keep(self, community: Community, owner: str, picture: Picture) -> None:
        await in_thread(self._keep, community, owner, picture)

    async def kept(self, community: Community, owner: str, digest: str) -> Picture | None:
        return await in_thread(self._kept, community, owner, digest)

    def _keep(self, community: Community, owner: str, picture: Picture) -> None:
        with self.pool.connection() as connection, connection.transaction():
            # Whoever erases waits for this, and then finds the picture; or is done before, and
            # then the key is gone.
            connection.execute("LOCK TABLE picture IN ROW EXCLUSIVE MODE")
            key = self._key(owner)
            if key is None:
                raise KeyDestroyed(owner)
            known = _known_by(key, picture.digest)
            sealed = seal(key, picture.content, _bound_to(community, owner, known, picture.type))
            connection.execute(
                "INSERT INTO picture (log, owner, digest, type, ciphertext)"
                " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (community.log, owner, known, picture.type, sealed),
            )

    def _kept(self, community: Community, owner: str, digest: str) -> Picture | None:
        key = self._key(owner)
        if key is None:
            return None
        known = _known_by(key, digest)
        with self.pool.connection() as connection:
            row = connection.execute(
                "SELECT type, ciphertext FROM picture"
                " WHERE log = %s AND owner = %s AND digest = %s",
                (community.log, owner, known),
                binary=True,
            ).fetchone()
        if row is None:
            return None
        kind, sealed = row
        return Picture(kind, unseal(key, sealed, _bound_to(community, owner, known, kind)))

    def _key(self, owner: str) -> bytes | None:
        return self.keys.keys_of([owner]).get(owner)


def forget_unopenable(pool: ConnectionPool, keys: Keys) -> int:
    """Pictures whose owners are gone go too; how many.

    A keys database that does not even know the community has been put back too early or too late:
    it takes nothing away.
    """
    with keys.pool.connection() as connection:
        rows = connection.execute("SELECT origin FROM community_key").fetchall()
    with pool.connection() as connection, connection.transaction():
        connection.execute("LOCK TABLE picture IN SHARE ROW EXCLUSIVE MODE")
        owners = connection.execute(
            "SELECT DISTINCT owner FROM picture JOIN log_head USING (log) WHERE origin = ANY(%s)",
            ([origin for (origin,) in rows],),
        ).fetchall()
        gone = {owner for (owner,) in owners}
        gone -= keys.keys_of(gone).keys()
        return connection.execute(
            "DELETE FROM picture WHERE owner = ANY(%s)", (list(gone),)
        ).rowcount


def _known_by(key: bytes, digest: str) -> bytes:
    """Under what a picture is found again; without the key nobody can try a copy of it."""
    return hmac.digest(key, DIGEST_PREFIX + digest.encode(), "sha256")


def _bound_to(community: Community, owner: str, known: bytes, kind: str) -> bytes:
    return b"\x00".join([community.origin.encode(), owner.encode(), kind.encode(), known])
