"""邀请 — the codes of households: who may come in by a letter, in whose place, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.roll_seals import fresh_code, person_digest, seals_of
from services.roll import CODE_PEOPLE_MAX, Invitation, plain_code

if TYPE_CHECKING:
    from uuid import UUID

    from infra.chance import Clock
    from infra.keys import Keys
    from services.roll import Seat

RENEW = "UPDATE household SET code_digest = %s, code = %s, code_until = %s WHERE id = %s"
WITHOUT_LOG_IN = """
    SELECT d.person FROM roll_digest d JOIN household_member m ON m.person = d.person
    WHERE d.origin = %s AND d.digest = %s AND m.household = %s
      AND NOT EXISTS (SELECT FROM account a WHERE a.person = d.person)
"""
TAKE_UP = """
    UPDATE household SET lived_in = true WHERE id = %s AND code_until > %s AND code_digest = %s
    RETURNING true
"""
CAME = """
    SELECT count(*) FROM household_member
    WHERE household = %(home)s AND came_by = %(by)s AND person <> %(person)s
"""
SIT_DOWN = """
    INSERT INTO household_member (person, household, came_by)
    VALUES (%(person)s, %(home)s, %(by)s) ON CONFLICT DO NOTHING RETURNING true
"""
CAME_BY = """
    UPDATE household_member SET came_by = %(by)s
    WHERE person = %(person)s AND household = %(home)s
"""
STAND_UP = "DELETE FROM household_member WHERE household = %(home)s AND person = %(person)s"
LIVED_IN_STILL = """
    UPDATE household h SET lived_in = EXISTS
        (SELECT FROM household_member m WHERE m.household = h.id)
    WHERE id = %(home)s
"""


class Invitations:
    """Every method is one transaction (T1), on a thread of its caller."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self.keys, self.clock = keys, clock

    def invited(self, origin: str, code: str) -> Invitation | None:
        seals = seals_of(self.keys, origin)
        digest = seals.digest("code", plain_code(code))
        with self.keys.pool.connection() as connection:
            row = connection.execute(
                "SELECT id, label FROM household WHERE code_digest = %s AND code_until > %s",
                (digest, self.clock()),
            ).fetchone()
        return Invitation(row[0], seals.open("label", row[0], row[1]), digest) if row else None

    def places(self, origin: str, invitation: Invitation, name: str) -> list[UUID]:
        seals = seals_of(self.keys, origin)
        digest = person_digest(seals, invitation.label, name)
        with self.keys.pool.connection() as connection:
            rows = connection.execute(WITHOUT_LOG_IN, (origin, digest, invitation.household))
            return [person for (person,) in rows.fetchall()]

    def take_seat(self, invitation: Invitation, person: UUID) -> Seat:
        """The row of the household is locked, so that nobody is counted twice."""
        with self.keys.pool.connection() as connection:
            row = connection.execute(
                TAKE_UP, (invitation.household, self.clock(), invitation.digest)
            ).fetchone()
            if row is None:
                return "full"
            told = {"home": invitation.household, "by": invitation.digest, "person": person}
            came = connection.execute(CAME, told).fetchone()
            if came is None or came[0] >= CODE_PEOPLE_MAX:
                return "full"
            fresh = connection.execute(SIT_DOWN, told).fetchone()
            if fresh is None:
                connection.execute(CAME_BY, told)
        return "taken" if fresh else "kept"

    def give_back_seat(self, invitation: Invitation, person: UUID) -> None:
        told = {"home": invitation.household, "person": person}
        with self.keys.pool.connection() as connection:
            connection.execute(STAND_UP, told)
            connection.execute(LIVED_IN_STILL, told)

    def claim(self, account: UUID, person: UUID) -> bool:
        with self.keys.pool.connection() as connection:
            # Whoever claims the same place at this moment waits here, and then finds it taken.
            connection.execute("SELECT FROM person WHERE id = %s FOR UPDATE", (person,))
            row = connection.execute(
                "UPDATE account SET person = %(person)s WHERE id = %(account)s AND NOT EXISTS"
                " (SELECT FROM account WHERE person = %(person)s AND id <> %(account)s)"
                " RETURNING true",
                {"person": person, "account": account},
            ).fetchone()
        return row is not None

    def renew(self, origin: str, *, only: UUID | None = None) -> int:
        """A new code for one household, or for all whose code has run out."""
        seals = seals_of(self.keys, origin)
        with self.keys.pool.connection() as connection:
            rows = connection.execute(
                "SELECT id FROM household WHERE origin = %(origin)s"
                " AND (id = %(only)s OR (%(only)s::uuid IS NULL AND code_until <= %(now)s))"
                " ORDER BY id FOR UPDATE",
                {"origin": origin, "only": only, "now": self.clock()},
            ).fetchall()
            for (household,) in rows:
                connection.execute(
                    RENEW, (*fresh_code(self.keys, seals, household, self.clock()), household)
                )
        return len(rows)
