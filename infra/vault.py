"""保险库 — salts and private fields of entries, encrypted, each bound to its entry.

A row names nobody: whose key opens it follows from the entry, and the key lies in the keys
database. Destroying the key destroys the words; the entry and its commitment stay as they are.
Ballots lie under the key of their poll and are opened here only by `opened_ballots`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from domain.voting.events import BallotCast
from infra.keys import seal, unseal
from infra.mapper import commitment, event_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg import Connection

    from domain.kernel import Act, Event
    from infra.keys import Keys
    from infra.mapper import Fields, Private

SALT_BYTES = 32
NOBODY = "nobody"
"""Who may read a sealed ballot before the opening."""
BALLOT_BYTES = 256
"""Sealed ballots are padded to this, so that their length does not say how they were filled in."""


class DoesNotFit(Exception):
    """What the vault holds is not what the entry commits to."""


def owner(happened: Event) -> str | None:
    """Whose key protects what is private in an entry: a person's, by name, or a poll's.

    None where an office speaks: the community's key.
    """
    if isinstance(happened, BallotCast):
        return happened.poll
    return speaker(happened.act)


def speaker(act: Act) -> str | None:
    """The person who acts or is acted for; None where an office speaks."""
    official = act.on_behalf is None and act.by.startswith(("staff:", "import:", "system"))
    return None if official else act.who


def bound_to(origin: str, position: int, fields: Iterable[str]) -> bytes:
    """Associated data: a ciphertext opens only at the entry for which it was made."""
    return "\x00".join([origin, str(position), *sorted(fields)]).encode()


def seal_fields(
    key: bytes, origin: str, position: int, salt: bytes, private: Fields, *, least: int = 0
) -> bytes:
    """Field names stand before the ciphertext, so that they can be checked when it is opened.

    Shorter fields are filled up with blanks to `least` bytes.
    """
    names = ",".join(sorted(private)).encode()
    plain = salt + orjson.dumps(private).ljust(least)
    return bytes([len(names)]) + names + seal(key, plain, bound_to(origin, position, private))


def open_fields(
    key: bytes, origin: str, position: int, sealed: bytes
) -> tuple[bytes, dict[str, Private]]:
    """Salt and private fields."""
    names = sealed[1 : 1 + sealed[0]].decode().split(",")
    plain = unseal(key, sealed[1 + sealed[0] :], bound_to(origin, position, names))
    fields: dict[str, Private] = orjson.loads(plain[SALT_BYTES:])
    return plain[:SALT_BYTES], fields


def opened(
    connection: Connection, keys: Keys, log: int, origin: str, positions: Sequence[int]
) -> dict[int, tuple[bytes, dict[str, Private]]]:
    """Salt and private fields by position, where both key and ciphertext still exist.

    Never those of ballots.
    """
    rows = connection.execute(
        "SELECT v.position, v.ciphertext, e.data FROM vault v JOIN event e USING (log, position)"
        " WHERE v.log = %s AND v.position = ANY(%s)",
        (log, list(positions)),
        binary=True,
    ).fetchall()
    events = ((position, event_of(bytes(data))) for position, _, data in rows)
    owners = {
        position: owner(happened)
        for position, happened in events
        if not isinstance(happened, BallotCast)
    }
    found = keys.keys_of({name for name in owners.values() if name is not None})
    if None in owners.values():
        community = keys.community(origin).key
    answer = {}
    for position, sealed, _ in rows:
        if position not in owners:
            continue
        name = owners[position]
        key = community if name is None else found.get(name)
        if key is not None:
            answer[position] = open_fields(key, origin, position, bytes(sealed))
    return answer


def opened_ballots(
    connection: Connection, key: bytes, log: int, origin: str, positions: Sequence[int]
) -> dict[int, tuple[bytes, tuple[int, ...]]]:
    """Salt and choice of ballots by position, under the key of their poll.

    Each is held against its entry: what does not fit the commitment is never published.
    """
    rows = connection.execute(
        "SELECT v.position, v.ciphertext, e.data FROM vault v JOIN event e USING (log, position)"
        " WHERE v.log = %s AND v.position = ANY(%s)",
        (log, list(positions)),
        binary=True,
    ).fetchall()
    answer = {}
    for position, sealed, data in rows:
        salt, fields = open_fields(key, origin, position, bytes(sealed))
        if orjson.loads(data)["c"] != commitment(salt, fields):
            raise DoesNotFit(f"{DoesNotFit.__doc__} Position {position}.")
        answer[position] = salt, tuple(int(index) for index in fields["choice"])
    return answer
