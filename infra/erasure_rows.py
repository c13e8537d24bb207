"""抹除的账 — who asked to be erased and what is still to be done, in the keys database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from infra.reaching import in_thread
from services.erasure import REFLECTION_DAYS, SPREAD_DAYS, Erasure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg_pool import ConnectionPool

    from infra.chance import Clock
    from projections.views import Community

STANCE, SUGGESTION, FOLLOW, SUPPORT = "stance", "suggestion", "follow", "support"
ROLE, LEAVE, ERASED = "role", "leave", "erased"
"""What a step records."""


@dataclass(frozen=True)
class Step:
    """One entry that is to be recorded in one log, about one name of the person."""

    due_at: datetime
    log: int
    what: str
    name: str
    subject: str
    position: int
    number: int = 0


@dataclass(frozen=True)
class Begun:
    """An erasure that is being carried out."""

    id: UUID
    person: UUID | None
    due_at: datetime
    drawn: bool
    at_once: bool
    """Begun without waiting; if it is cut off, it goes on so."""


class ErasureRows:
    """The rows; each method is one committed transaction."""

    def __init__(self, pool: ConnectionPool) -> None:
        self.pool = pool

    def ask(self, person: UUID, now: datetime) -> Erasure:
        begins_at = now + timedelta(days=REFLECTION_DAYS)
        due_at = begins_at + timedelta(days=SPREAD_DAYS)
        with self.pool.connection() as connection:
            row = connection.execute(
                "INSERT INTO erasure AS e (id, person, asked_at, begins_at, due_at)"
                " VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (person) DO UPDATE SET person = e.person"
                " RETURNING asked_at, begins_at, due_at",
                (uuid4(), person, now, begins_at, due_at),
            ).fetchone()
        assert row is not None, "A row is made or found."  # noqa: S101
        return Erasure(*row)

    def ask_at_once(self, person: UUID, now: datetime, *, drawn: bool = False) -> None:
        """Without waiting, whatever was asked for before; what has begun goes on.

        Where it counts as drawn, only the destruction is left to do.
        """
        with self.pool.connection() as connection:
            connection.execute(
                "INSERT INTO erasure AS e (id, person, asked_at, begins_at, due_at, drawn)"
                " VALUES (%(id)s, %(person)s, %(now)s, %(now)s, %(now)s, %(drawn)s)"
                " ON CONFLICT (person) DO UPDATE SET asked_at = excluded.asked_at,"
                " begins_at = excluded.begins_at, due_at = excluded.due_at,"
                " drawn = e.drawn OR excluded.drawn",
                {"id": uuid4(), "person": person, "now": now, "drawn": drawn},
            )

    def take_back(self, person: UUID, now: datetime) -> bool:
        with self.pool.connection() as connection:
            taken = connection.execute(
                "DELETE FROM erasure WHERE person = %s AND begins_at > %s AND NOT drawn",
                (person, now),
            )
            return taken.rowcount > 0

    def asked(self, person: UUID) -> Erasure | None:
        with self.pool.connection() as connection:
            row = connection.execute(
                "SELECT asked_at, begins_at, due_at FROM erasure WHERE person = %s", (person,)
            ).fetchone()
        return Erasure(*row) if row else None

    def begun(self, now: datetime) -> list[Begun]:
        """Those that are to be carried out, oldest first."""
        with self.pool.connection() as connection:
            rows = connection.execute(
                "SELECT id, person, due_at, drawn, due_at = asked_at FROM erasure"
                " WHERE begins_at <= %s ORDER BY begins_at, id",
                (now,),
            ).fetchall()
        return [Begun(*row) for row in rows]

    def draw(self, erasure: UUID, steps: Sequence[Step], due_at: datetime) -> None:
        """Fix what is to be recorded and when; from here on nothing is taken back."""
        with self.pool.connection() as connection, connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO erasure_step (erasure, number, due_at, log, what, name, subject,"
                " position) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    (erasure, number, s.due_at, s.log, s.what, s.name, s.subject, s.position)
                    for number, s in enumerate(steps, start=1)
                ],
            )
            cursor.execute(
                "UPDATE erasure SET drawn = true, due_at = %s WHERE id = %s", (due_at, erasure)
            )

    def next_step(self, erasure: UUID) -> Step | None:
        with self.pool.connection() as connection:
            row = connection.execute(
                "SELECT due_at, log, what, name, subject, position, number FROM erasure_step"
                " WHERE erasure = %s ORDER BY number LIMIT 1",
                (erasure,),
            ).fetchone()
        return Step(*row) if row else None

    def later_steps(self, erasure: UUID) -> list[int]:
        with self.pool.connection() as connection:
            rows = connection.execute(
                "SELECT number FROM erasure_step WHERE erasure = %s ORDER BY number", (erasure,)
            ).fetchall()
        return [number for (number,) in rows]

    def move(self, erasure: UUID, times: dict[int, datetime]) -> None:
        """Give steps other times."""
        with self.pool.connection() as connection:
            connection.execute(
                "UPDATE erasure_step AS s SET due_at = t.due_at"
                " FROM unnest(%s::int[], %s::timestamptz[]) AS t(number, due_at)"
                " WHERE s.erasure = %s AND s.number = t.number",
                (list(times), list(times.values()), erasure),
            )
            connection.execute(
                "UPDATE erasure SET due_at = greatest(due_at, %s) WHERE id = %s",
                (max(times.values()), erasure),
            )

    def done(self, erasure: UUID, step: Step) -> None:
        with self.pool.connection() as connection:
            connection.execute(
                "DELETE FROM erasure_step WHERE erasure = %s AND number = %s",
                (erasure, step.number),
            )

    def names(self, person: UUID) -> list[str]:
        with self.pool.connection() as connection:
            rows = connection.execute(
                "SELECT name FROM name WHERE person = %s ORDER BY name", (person,)
            ).fetchall()
        return [name for (name,) in rows]

    def handles(self, person: UUID) -> list[tuple[str, str]]:
        """Origin and `staff:<handle>` of each office that the person has served under."""
        with self.pool.connection() as connection:
            return connection.execute(
                "SELECT origin, 'staff:' || handle FROM staff_handle WHERE person = %(person)s"
                " UNION SELECT origin, staff FROM account"
                " WHERE person = %(person)s AND staff IS NOT NULL",
                {"person": person},
            ).fetchall()


class PostgresErasures:
    """Implements `services.erasure.Erasures`."""

    def __init__(self, rows: ErasureRows, clock: Clock) -> None:
        self.rows, self.clock = rows, clock

    async def ask(self, community: Community, person: UUID, now: datetime) -> Erasure:  # noqa: ARG002 - a person belongs to one community.
        return await in_thread(self.rows.ask, person, now)

    async def take_back(self, community: Community, person: UUID) -> bool:  # noqa: ARG002 - the same.
        return await in_thread(self.rows.take_back, person, self.clock())

    async def asked(self, community: Community, person: UUID) -> Erasure | None:  # noqa: ARG002 - the same.
        return await in_thread(self.rows.asked, person)
