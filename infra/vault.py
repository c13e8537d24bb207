"""保险库 — salts and private fields of entries, encrypted per person, each bound to its entry.

A row names nobody: whose key opens it follows from the entry, and the key lies in the keys
database. Destroying the key destroys the words; the entry and its commitment stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from infra.keys import seal, unseal
from infra.mapper import event_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg import Connection

    from domain.kernel import Act
    from infra.keys import Keys

SALT_BYTES = 32


def owner(act: Act) -> str | None:
    """The name whose key protects an entry; None where an office speaks: the community's key."""
    official = act.on_behalf is None and act.by.startswith(("staff:", "import:", "system"))
    return None if official else act.who


def bound_to(origin: str, position: int, fields: Iterable[str]) -> bytes:
    """Associated data: a ciphertext opens only at the entry for which it was made."""
    return "\x00".join([origin, str(position), *sorted(fields)]).encode()


def seal_fields(
    key: bytes, origin: str, position: int, salt: bytes, private: dict[str, str]
) -> bytes:
    """Field names stand before the ciphertext, so that they can be checked when it is opened."""
    names = ",".join(sorted(private)).encode()
    body = seal(key, salt + orjson.dumps(private), bound_to(origin, position, private))
    return bytes([len(names)]) + names + body


def open_fields(
    key: bytes, origin: str, position: int, sealed: bytes
) -> tuple[bytes, dict[str, str]]:
    """Salt and private fields."""
    names = sealed[1 : 1 + sealed[0]].decode().split(",")
    plain = unseal(key, sealed[1 + sealed[0] :], bound_to(origin, position, names))
    fields: dict[str, str] = orjson.loads(plain[SALT_BYTES:])
    return plain[:SALT_BYTES], fields


def opened(
    connection: Connection, keys: Keys, log: int, origin: str, positions: Sequence[int]
) -> dict[int, tuple[bytes, dict[str, str]]]:
    """Salt and private fields by position, where both key and ciphertext still exist."""
    rows = connection.execute(
        "SELECT v.position, v.ciphertext, e.data FROM vault v JOIN event e USING (log, position)"
        " WHERE v.log = %s AND v.position = ANY(%s)",
        (log, list(positions)),
        binary=True,
    ).fetchall()
    owners = {position: owner(event_of(bytes(data)).act) for position, _, data in rows}
    found = keys.keys_of({name for name in owners.values() if name is not None})
    if None in owners.values():
        community = keys.community(origin).key
    answer = {}
    for position, sealed, _ in rows:
        name = owners[position]
        key = community if name is None else found.get(name)
        if key is not None:
            answer[position] = open_fields(key, origin, position, bytes(sealed))
    return answer
