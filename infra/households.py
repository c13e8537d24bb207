"""住户 — households in the keys database: labels, codes, who lives there, and digests of the roll.

Labels and codes are sealed under the community's key, secrets under the master key; what is looked
for is found by digests that are keyed with it, so that a dump of this database names no address.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import UUID

from infra.keys import name_in_scope, seal, unseal
from infra.roll_seals import fresh_code, person_digest, seals_of
from services.roll import Household, plain_label, shown_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg import Connection

    from infra.chance import Clock
    from infra.keys import Keys
    from infra.roll_seals import Seals
    from services.roll import Entrant

HOUSEHOLDS_MAX = 20_000
KNOWN = """
    SELECT h.id, h.label, h.code, h.code_until,
           (SELECT count(*) FROM household_member m WHERE m.household = h.id)
    FROM household h WHERE h.origin = %s LIMIT %s
"""
HOMES = """
    SELECT h.id, h.label FROM household h JOIN household_member m ON m.household = h.id
    WHERE h.origin = %s AND m.person = %s
"""
HOME_OF = """
    SELECT h.id, h.secret FROM household h JOIN household_member m ON m.household = h.id
    JOIN person p ON p.id = m.person
    WHERE h.origin = %s AND m.person = %s ORDER BY h.digest FOR KEY SHARE OF h, p
"""
VOTES_AS = "SELECT name FROM household_vote WHERE origin = %s AND person = %s AND scope = %s"
# A household made anew has another secret: it would vote again in polls that have not ended yet.
EMPTY = """
    NOT EXISTS (SELECT FROM household_member m WHERE m.household = h.id)
    AND NOT EXISTS (SELECT FROM household_name n JOIN poll_key k
        ON k.origin = h.origin AND k.poll = 'poll:' || split_part(n.name, ':', 2)
        WHERE n.household = h.id AND k.key IS NOT NULL)
"""
FIND = "SELECT id FROM household WHERE origin = %s AND digest = %s FOR UPDATE"
MAKE = """
    INSERT INTO household
        (id, origin, digest, label, secret, code_digest, code, code_until, made_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id
"""
MOVE_OUT = """
    DELETE FROM household_member m USING household h
    WHERE m.household = h.id AND h.origin = %s AND m.person = %s AND m.household <> %s
"""
ALIKE = "SELECT digest, person FROM roll_digest WHERE origin = %s AND digest = ANY(%s)"


def forget_empty_households(connection: Connection) -> None:
    """After an erasure or a poll: households that were left; those never lived in stay.

    One that has a name in a poll stays as long as the poll has its key.
    """
    rows = connection.execute(
        f"SELECT id FROM household h WHERE lived_in AND {EMPTY} ORDER BY digest FOR UPDATE"  # noqa: S608 - of the one above.
    ).fetchall()
    # Whoever moved in at this moment had locked the row before, and is seen by this second look.
    connection.execute(
        f"DELETE FROM household h WHERE id = ANY(%s) AND {EMPTY}",  # noqa: S608 - of the one above.
        ([row[0] for row in rows],),
    )


class Households:
    """Every method is one transaction (T1), on a thread of its caller."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self.keys, self.clock = keys, clock

    def all(self, origin: str) -> list[Household]:
        seals = seals_of(self.keys, origin)
        with self.keys.pool.connection() as connection:
            rows = connection.execute(KNOWN, (origin, HOUSEHOLDS_MAX)).fetchall()
        found = [
            Household(
                household,
                seals.open("label", household, label),
                shown_code(seals.open("code", household, code)),
                until,
                members,
            )
            for household, label, code, until, members in rows
        ]
        return sorted(found, key=lambda household: household.in_order)

    def homes_of(self, origin: str, person: UUID) -> list[str]:
        seals = seals_of(self.keys, origin)
        with self.keys.pool.connection() as connection:
            rows = connection.execute(HOMES, (origin, person)).fetchall()
        return sorted(seals.open("label", household, label) for household, label in rows)

    def name_of(self, origin: str, person: UUID, scope: str) -> str | None:
        """The name of a person's household in a scope, as the names of people are made.

        The household of the first asking: whoever moves on has the same name there for ever.
        """
        with self.keys.pool.connection() as connection:
            asked = (origin, person, scope)
            if known := connection.execute(VOTES_AS, asked).fetchone():
                return str(known[0])
            # Who or what is forgotten in this moment stays until the name is stored, or is gone.
            row = connection.execute(HOME_OF, (origin, person)).fetchone()
            if row is None:
                return None
            household, sealed = row
            secret = unseal(self.keys.master, sealed, household.bytes)
            name = name_in_scope(secret, origin, scope)
            connection.execute(
                "INSERT INTO household_name VALUES (%s, %s) ON CONFLICT DO NOTHING",
                (name, household),
            )
            connection.execute(
                "INSERT INTO household_vote (origin, person, scope, name) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                (*asked, name),
            )
            # Whoever asked at the same moment, before and after a move, gets the one that was kept.
            kept = connection.execute(VOTES_AS, asked).fetchone()
        return str(kept[0]) if kept else None

    def make(self, origin: str, labels: Iterable[str]) -> int:
        seals = seals_of(self.keys, origin)
        with self.keys.pool.connection() as connection:
            ordered = sorted(labels, key=lambda label: _place(seals, label))
            return sum(self._made(connection, seals, label)[1] for label in ordered)

    def enrol(self, origin: str, entrants: Sequence[Entrant]) -> list[str]:
        """The same request, asked again, meets the same person."""
        seals = seals_of(self.keys, origin)
        with self.keys.pool.connection() as connection:
            people = {}
            for entrant in sorted(entrants, key=lambda one: _place(seals, one.row.household)):
                person, row = entrant.person, entrant.row
                people[person] = self.keys.add_person(connection, f"roll/{person}", person)
                self._move_in(connection, seals, people[person], row.household)
                _remember(connection, seals, people[person], row.household, row.name)
        names = self.keys.names(people.values(), origin, "member")
        return [names[people[entrant.person]] for entrant in entrants]

    def settle(self, origin: str, person: UUID, household: str, name: str) -> None:
        self.settle_all(origin, [(person, household, name)])

    def settle_all(self, origin: str, people: Iterable[tuple[UUID, str, str]]) -> None:
        """Each with household and name."""
        seals = seals_of(self.keys, origin)
        with self.keys.pool.connection() as connection:
            for person, household, name in sorted(people, key=lambda each: _place(seals, each[1])):
                if plain_label(household):
                    self._move_in(connection, seals, person, household)
                _remember(connection, seals, person, household, name)

    def remember(self, origin: str, person: UUID, household: str, name: str) -> None:
        seals = seals_of(self.keys, origin)
        with self.keys.pool.connection() as connection:
            _remember(connection, seals, person, household, name)

    def alike(self, origin: str, people: Sequence[tuple[str, str]]) -> list[dict[str, UUID]]:
        seals = seals_of(self.keys, origin)
        digests = [person_digest(seals, household, name) for household, name in people]
        with self.keys.pool.connection() as connection:
            rows = connection.execute(ALIKE, (origin, [d for d in digests if d])).fetchall()
        names = self.keys.names({person for _, person in rows}, origin, "member") if rows else {}
        found: defaultdict[bytes | None, dict[str, UUID]] = defaultdict(dict)
        for digest, person in rows:
            if person in names:
                found[digest][names[person]] = person
        return [found[digest] for digest in digests]

    def _made(self, connection: Connection, seals: Seals, label: str) -> tuple[UUID, bool]:
        """The household of this label, and whether it is new."""
        digest = seals.digest("household", plain_label(label))
        row = connection.execute(FIND, (seals.origin, digest)).fetchone()
        if row is not None:
            return row[0], False
        purpose = f"household/{seals.origin}/{digest.hex()}"
        household = UUID(bytes=self.keys.chance.draw(purpose, 16), version=4)
        secret = self.keys.chance.draw(f"secret/{purpose}")
        code = fresh_code(self.keys, seals, household, self.clock())
        made = connection.execute(
            MAKE,
            (household, seals.origin, digest, seals.seal("label", household, label),
             seal(self.keys.master, secret, household.bytes), *code, self.clock()),
        ).fetchone()  # fmt: skip
        return (household, True) if made else (self._made(connection, seals, label)[0], False)

    def _move_in(self, connection: Connection, seals: Seals, person: UUID, label: str) -> None:
        household, _ = self._made(connection, seals, label)
        connection.execute("UPDATE household SET lived_in = true WHERE id = %s", (household,))
        connection.execute(MOVE_OUT, (seals.origin, person, household))
        connection.execute(
            "INSERT INTO household_member (person, household) VALUES (%s, %s)"
            " ON CONFLICT DO NOTHING",
            (person, household),
        )


def _place(seals: Seals, label: str) -> bytes:
    """In which order households are locked, in every transaction: so nobody waits in a circle."""
    return seals.digest("household", plain_label(label))


def _remember(
    connection: Connection, seals: Seals, person: UUID, household: str, name: str
) -> None:
    connection.execute(
        "DELETE FROM roll_digest WHERE origin = %s AND person = %s", (seals.origin, person)
    )
    digest = person_digest(seals, household, name)
    if digest is not None:
        connection.execute(
            "INSERT INTO roll_digest VALUES (%s, %s, %s)", (seals.origin, digest, person)
        )
