"""表决密钥 — the key under which the ballots of one poll lie, from its opening to theirs.

It is made before the poll (transaction T1), and destroyed when all its ballots are opened or the
poll is cancelled: from then on no replaced ballot can be read. It belongs to no voter, so erasing
one changes no result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.keys import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from infra.keys import Keys

POLL = "poll:"
"""How the ids of polls begin, and no name of a person."""


@dataclass(frozen=True)
class Kept:
    """A poll whose key is still there."""

    origin: str
    poll: str
    made_at: datetime


def make(keys: Keys, origin: str, poll: str, now: datetime) -> None:
    """Once for each poll: neither a second key, nor one for a poll whose key was destroyed."""
    sealed = seal(keys.master, keys.chance.draw(f"poll/{origin}/{poll}"), _bound_to(origin, poll))
    with keys.pool.connection() as connection:
        connection.execute(
            "INSERT INTO poll_key (origin, poll, key, made_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (origin, poll) DO UPDATE SET made_at = excluded.made_at"
            " WHERE poll_key.key IS NOT NULL",
            (origin, poll, sealed, now),
        )


def of(keys: Keys, origin: str, polls: Iterable[str]) -> dict[str, bytes]:
    """The keys of those of these polls that still have one."""
    with keys.pool.connection() as connection:
        rows = connection.execute(
            "SELECT poll, key FROM poll_key"
            " WHERE origin = %s AND poll = ANY(%s) AND key IS NOT NULL",
            (origin, list(polls)),
        ).fetchall()
    return {poll: unseal(keys.master, sealed, _bound_to(origin, poll)) for poll, sealed in rows}


def kept(keys: Keys) -> list[Kept]:
    """All polls that still have a key, oldest first."""
    with keys.pool.connection() as connection:
        rows = connection.execute(
            "SELECT origin, poll, made_at FROM poll_key WHERE key IS NOT NULL"
            " ORDER BY made_at, origin, poll"
        ).fetchall()
    return [Kept(*row) for row in rows]


def destroy(keys: Keys, origin: str, poll: str) -> None:
    with keys.pool.connection() as connection:
        connection.execute(
            "UPDATE poll_key SET key = NULL WHERE origin = %s AND poll = %s", (origin, poll)
        )


def forget(keys: Keys, unused: Kept) -> None:
    """Of a poll that was never opened, unless somebody has just asked for its key again."""
    with keys.pool.connection() as connection:
        connection.execute(
            "DELETE FROM poll_key WHERE origin = %s AND poll = %s AND made_at = %s",
            (unused.origin, unused.poll, unused.made_at),
        )


def _bound_to(origin: str, poll: str) -> bytes:
    return f"linli/poll/v1\0{origin}\0{poll}".encode()
