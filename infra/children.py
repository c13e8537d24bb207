"""孩子 — whose words are withheld, and whose stand without a sign (in the keys database).

Both follow from the log and from the age band that was told; `infra.consents` keeps them so. Each
change leaves a mark, until the words that are shown have followed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra.reaching import in_thread

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from psycopg import Connection

    from infra.keys import Keys


class Shelter(NamedTuple):
    """What protects a child: no sign beside its words, and no words without a consent."""

    withheld: bool
    unsigned: bool


OPEN = Shelter(withheld=False, unsigned=False)
"""How everybody else speaks."""


class Change(NamedTuple):
    """Somebody whose shown words are to follow; the token tells this change from a later one."""

    person: UUID
    token: UUID


def withhold(keys: Keys, person: UUID, *, withheld: bool) -> None:
    with keys.pool.connection() as connection:
        changed = connection.execute(
            "UPDATE person SET withheld = %(new)s WHERE id = %(id)s AND withheld <> %(new)s",
            {"new": withheld, "id": person},
        ).rowcount
        _mark(connection, [person] if changed else [])


def unsign(keys: Keys, person: UUID, *, unsigned: bool) -> None:
    with keys.pool.connection() as connection:
        changed = connection.execute(
            "UPDATE person SET unsigned = %(new)s WHERE id = %(id)s AND unsigned <> %(new)s",
            {"new": unsigned, "id": person},
        ).rowcount
        _mark(connection, [person] if changed else [])


def shelter(keys: Keys, due: Mapping[str, Shelter]) -> None:
    """Bring the people behind these names to what is due to them."""
    with keys.pool.connection() as connection:
        changed = connection.execute(
            "UPDATE person p SET withheld = due.withheld, unsigned = due.unsigned"
            " FROM unnest(%s::text[], %s::bool[], %s::bool[]) AS due(name, withheld, unsigned)"
            " JOIN name n ON n.name = due.name WHERE p.id = n.person"
            " AND (p.withheld, p.unsigned) <> (due.withheld, due.unsigned) RETURNING p.id",
            (
                list(due),
                [each.withheld for each in due.values()],
                [each.unsigned for each in due.values()],
            ),
        ).fetchall()
        _mark(connection, [person for (person,) in changed])


def sheltered(keys: Keys, names: Iterable[str]) -> dict[str, Shelter]:
    """Those of these names whose words are withheld or stand without a sign."""
    with keys.pool.connection() as connection:
        rows = connection.execute(
            "SELECT n.name, p.withheld, p.unsigned FROM name n JOIN person p ON p.id = n.person"
            " WHERE n.name = ANY(%s) AND (p.withheld OR p.unsigned)",
            (list(names),),
        ).fetchall()
    return {name: Shelter(*flags) for name, *flags in rows}


def sheltered_members(keys: Keys) -> list[str]:
    """The same for everybody, by the name on a roll."""
    with keys.pool.connection() as connection:
        rows = connection.execute(
            "SELECT n.name FROM person p JOIN name n ON n.person = p.id"
            " WHERE (p.withheld OR p.unsigned) AND n.name LIKE 'member:%'"
        ).fetchall()
    return [name for (name,) in rows]


def changes(keys: Keys) -> dict[Change, list[str]]:
    """Who has changed since their words were last brought in line, with all their names."""
    with keys.pool.connection() as connection:
        rows = connection.execute(
            "SELECT c.person, c.token, array_remove(array_agg(n.name), NULL)"
            " FROM words_change c LEFT JOIN name n USING (person) GROUP BY c.person"
        ).fetchall()
    return {Change(person, token): names for person, token, names in rows}


def followed(keys: Keys, change: Change) -> None:
    """The shown words are as this change wants them; a later one keeps its own mark."""
    with keys.pool.connection() as connection:
        connection.execute(
            "DELETE FROM words_change WHERE person = %s AND token = %s", tuple(change)
        )


def _mark(connection: Connection, people: list[UUID]) -> None:
    connection.execute(
        "INSERT INTO words_change (person) SELECT unnest(%s::uuid[])"
        " ON CONFLICT (person) DO UPDATE SET token = excluded.token",
        (people,),
    )


class Sheltering:
    """The part of `services.identity.Identity` that concerns children."""

    keys: Keys

    async def withhold(self, person: UUID, *, withheld: bool) -> None:
        await in_thread(withhold, self.keys, person, withheld=withheld)

    async def unsign(self, person: UUID, *, unsigned: bool) -> None:
        await in_thread(unsign, self.keys, person, unsigned=unsigned)
