"""邀请 — the codes of households: who may come in by a letter, in whose place, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from infra.roll_seals import fresh_code, person_digest, seals_of
from services.roll import CODE_PEOPLE_MAX, Invitation, plain_code

if TYPE_CHECKING:
    from uuid import UUID

    from psycopg import Connection

    from infra.chance import Clock
    from infra.keys import Keys
    from services.identity import Account
    from services.roll import PlaceTaken, Seat

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
    WHERE household = %(home)s AND came_by = %(by)s AND person IS DISTINCT FROM %(person)s::uuid
"""
SIT_DOWN = """
    INSERT INTO household_member (person, household, came_by)
    VALUES (%(person)s, %(home)s, %(by)s) ON CONFLICT DO NOTHING RETURNING true
"""
CAME_BY = """
    UPDATE household_member SET came_by = %(by)s
    WHERE person = %(person)s AND household = %(home)s
"""
LOCKED = "SELECT id FROM person WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
IS_TAKEN = "SELECT EXISTS (SELECT FROM account WHERE person = %(place)s)"
IS_THEIRS = "SELECT EXISTS (SELECT FROM account WHERE person = %(place)s AND id = %(account)s)"
# A place under which somebody has spoken, serves or is a guardian has more names than one; and who
# shares this person with another log-in, or is to be erased, is nobody to be moved.
IS_FOR_THE_DESK = """
    SELECT EXISTS (SELECT FROM name WHERE person = %(place)s AND name NOT LIKE 'member:%%')
        OR EXISTS (SELECT FROM erasure WHERE person = %(place)s OR person = %(before)s)
        OR EXISTS (SELECT FROM account WHERE person = %(before)s AND id <> %(account)s)
        OR EXISTS (SELECT FROM import_participant WHERE person = %(before)s)
"""
MOVE_LOG_IN = "UPDATE account SET person = %(place)s WHERE id = %(account)s"
MOVE_HANDLES = "UPDATE staff_handle SET person = %(place)s WHERE person = %(before)s"
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

    def has_room(self, invitation: Invitation) -> bool:
        with self.keys.pool.connection() as connection:
            told = {"home": invitation.household, "by": invitation.digest, "person": None}
            came = connection.execute(CAME, told).fetchone()
        return came is not None and came[0] < CODE_PEOPLE_MAX

    def take_seat(self, invitation: Invitation, person: UUID) -> Seat:
        """The row of the household is locked, so that nobody is counted twice."""
        with self.keys.pool.connection() as connection:
            if not self._has_room(connection, invitation, person):
                return "full"
            return _seated(connection, invitation, person)

    def take_place(self, invitation: Invitation, place: UUID, account: Account) -> PlaceTaken:
        """Seat and log-in together: where there is no room, nobody has become anybody."""
        with self.keys.pool.connection() as connection:
            if not self._has_room(connection, invitation, place):
                return "full"
            declined = _claimed(connection, place, account)
            return declined or _seated(connection, invitation, place)

    def give_back_seat(self, invitation: Invitation, person: UUID) -> None:
        told = {"home": invitation.household, "person": person}
        with self.keys.pool.connection() as connection:
            connection.execute(STAND_UP, told)
            connection.execute(LIVED_IN_STILL, told)

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

    def _has_room(self, connection: Connection, invitation: Invitation, person: UUID) -> bool:
        row = connection.execute(
            TAKE_UP, (invitation.household, self.clock(), invitation.digest)
        ).fetchone()
        if row is None:
            return False
        told = {"home": invitation.household, "by": invitation.digest, "person": person}
        came = connection.execute(CAME, told).fetchone()
        return came is not None and came[0] < CODE_PEOPLE_MAX


def _seated(connection: Connection, invitation: Invitation, person: UUID) -> Seat:
    told = {"home": invitation.household, "by": invitation.digest, "person": person}
    if connection.execute(SIT_DOWN, told).fetchone():
        return "taken"
    connection.execute(CAME_BY, told)
    return "kept"


def _claimed(
    connection: Connection, place: UUID, account: Account
) -> Literal["gone", "desk"] | None:
    """The log-in and its handle are those of the place; why not, if not.

    Whoever claims the same place at this moment waits here, and then finds it taken.
    """
    told_people = sorted({place, account.person})
    known = connection.execute(LOCKED, (told_people,)).fetchall()
    told = {"place": place, "before": account.person, "account": account.id}
    if connection.execute(IS_THEIRS, told).fetchone() == (True,):
        return None  # The same request, sent twice at once.
    is_taken = connection.execute(IS_TAKEN, told).fetchone() == (True,)
    if is_taken or len(known) < len(told_people):
        return "gone"
    if connection.execute(IS_FOR_THE_DESK, told).fetchone() == (True,):
        return "desk"
    connection.execute(MOVE_LOG_IN, told)
    connection.execute(MOVE_HANDLES, told)
    # Nobody has ever acted as this person (`services.joining` has asked the log).
    connection.execute("DELETE FROM person WHERE id = %s", (account.person,))
    return None
