"""销毁 — key, log-ins, ciphertexts and words of a person go, in an order that survives kills.

0. Sheets that wait for confirmation go, all of the community: nobody knows who stands in them.
1. In one transaction of the keys database: the names are noted in the erasure's row, and the person
   goes, with everything that hangs on it. From here on nothing can be opened or spoken any more.
2. Households that nobody is left in go.
3. In one transaction of the record for each log: ciphertexts, shown words and pictures go.
4. The erasure's own row goes, and with it the last place where those names stand together.

Each may be done twice. Whoever is killed in between leaves the row, by which the next run goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.catalogue import CATALOGUE
from infra.households import forget_empty_households
from infra.mapper import event_of
from infra.pictures import forget_unopenable
from infra.roll_drafts import Drafts
from infra.standing_acts import entries_of, has_entries
from infra.vault import NOBODY, owner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from psycopg import Connection
    from psycopg_pool import ConnectionPool

    from infra.installation import Installation

MEMBER, GUARDIAN = "member:", "guardian:"
PRIVATE_TOPICS = [
    topic for topic, kind in CATALOGUE.items() if kind.PRIVATE and kind.READER != NOBODY
]
"""Of what lies under the key of somebody. A ballot lies under its poll's: it stays, and counts."""
KNOWN_IN = """
    SELECT origin FROM erasure e JOIN account USING (person) WHERE e.id = %(erasure)s
    UNION SELECT origin FROM erasure e JOIN roll_digest USING (person) WHERE e.id = %(erasure)s
    UNION SELECT h.origin FROM erasure e JOIN household_member m USING (person)
        JOIN household h ON h.id = m.household WHERE e.id = %(erasure)s
"""
UNOPENABLE = """
    SELECT e.data FROM event e LEFT JOIN vault v USING (log, position)
    WHERE e.log = %s AND e.type = ANY(%s) AND v.position IS NULL
"""


def destroy(installation: Installation, erasure: UUID) -> None:
    Drafts(installation.keys, installation.clock).throw_away_all(origins_of(installation, erasure))
    names = forget_person(installation.keys.pool, erasure)
    with installation.keys.pool.connection() as connection:
        forget_empty_households(connection)
    with installation.main.connection() as connection:
        logs = connection.execute("SELECT log FROM log_head ORDER BY log").fetchall()
        for (log,) in logs:
            sweep(connection, log, names)
    forget_unopenable(installation.main, installation.keys)
    with installation.keys.pool.connection() as connection:
        connection.execute("DELETE FROM erasure WHERE id = %s", (erasure,))


def origins_of(installation: Installation, erasure: UUID) -> list[str]:
    """The communities that know the person of an erasure, as long as the person is there."""
    with installation.keys.pool.connection() as connection:
        rows = connection.execute(KNOWN_IN, {"erasure": erasure}).fetchall()
        names = connection.execute(
            "SELECT name FROM name JOIN erasure e USING (person) WHERE e.id = %s", (erasure,)
        ).fetchall()
    origins, said = {origin for (origin,) in rows}, [name for (name,) in names]
    with installation.main.connection() as connection:
        logs = connection.execute("SELECT log, origin FROM log_head ORDER BY log").fetchall()
        return sorted(
            origins | {origin for log, origin in logs if has_entries(connection, log, said)}
        )


def forget_person(pool: ConnectionPool, erasure: UUID) -> list[str]:
    """The person is gone; under which names the rest still lies."""
    with pool.connection() as connection:
        row = connection.execute(
            "SELECT person, names FROM erasure WHERE id = %s FOR UPDATE", (erasure,)
        ).fetchone()
        person, names = row or (None, [])
        if person is None:
            return list(names)
        # A name that somebody is just about to store waits here, and then finds no person.
        connection.execute("SELECT FROM person WHERE id = %s FOR UPDATE", (person,))
        rows = connection.execute("SELECT name FROM name WHERE person = %s", (person,)).fetchall()
        names = [name for (name,) in rows]
        connection.execute("UPDATE erasure SET names = %s WHERE id = %s", (names, erasure))
        connection.execute(
            "DELETE FROM name USING unnest(%s::text[]) AS of(child) WHERE starts_with(name, child)",
            ([_for_guardians(name) for name in names if name.startswith(MEMBER)],),
        )
        connection.execute("DELETE FROM person WHERE id = %s", (person,))
    return names


def sweep(connection: Connection, log: int, names: Sequence[str]) -> None:
    """What lies in one log under these names and can be destroyed; the entries stay."""
    with connection.transaction():
        # Whoever writes has read its keys under the pen, and whoever fills words or keeps pictures
        # under their lock: what they have just brought is seen here, and after this they find no
        # key.
        connection.execute("SELECT FROM log_head WHERE log = %s FOR UPDATE", (log,))
        connection.execute("LOCK TABLE words, picture IN SHARE ROW EXCLUSIVE MODE")
        known = set(names)
        own = [
            position
            for position, happened in entries_of(connection, log, names, PRIVATE_TOPICS)
            if owner(happened) in known
        ]
        for table in ("vault", "words"):
            connection.execute(
                f"DELETE FROM {table} WHERE log = %s AND position = ANY(%s)",  # noqa: S608 - of the two above.
                (log, own),
            )
        connection.execute(
            "DELETE FROM picture WHERE log = %s AND owner = ANY(%s)", (log, list(names))
        )


def come_back(main: Connection, keys: Connection) -> list[UUID]:
    """People whose private fields were destroyed and who are there all the same.

    An old back-up of the keys was restored. The record tells it by itself: an entry that commits to
    private fields, and no ciphertext of them.
    """
    names = set()
    for (log,) in main.execute("SELECT log FROM log_head").fetchall():
        rows = main.execute(UNOPENABLE, (log, PRIVATE_TOPICS)).fetchall()
        names |= {owner(event_of(bytes(data))) for (data,) in rows}
    people = keys.execute(
        "SELECT DISTINCT person FROM name WHERE name = ANY(%s) ORDER BY person",
        ([name for name in names if name is not None],),
    ).fetchall()
    return [person for (person,) in people]


def _for_guardians(member: str) -> str:
    """How the names begin under which guardians speak for this person."""
    return f"{GUARDIAN}{member.removeprefix(MEMBER)}:"
