"""文字 — the cache of publicly readable words, filled from the vault (transaction T4).

It lies outside every backup. A crash of PostgreSQL empties it and its checkpoint alike; then it is
filled again from the first entry. Whoever holds the lock fills it, for all logs, and nobody else
writes there; words that had to be left out are tried again at the next start.
"""

from __future__ import annotations

import logging
from contextlib import nullcontext
from datetime import UTC, datetime
from threading import Event as Flag
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from psycopg import Connection, InterfaceError, OperationalError, connect

from domain.kernel import Act
from infra import consents
from infra.storing_words import PUBLIC_TOPICS, SHOWN_AS, report, store

if TYPE_CHECKING:
    from infra.bell import Bell
    from infra.chance import Clock
    from infra.keys import Keys

LOG = logging.getLogger(__name__)
PAGE_ENTRIES = 2_000
# What comes meanwhile is looked at together, as in the runner.
REST_S = 0.02
LOOK_S = 0.25
RETRY_PAUSE_S = 0.5
CHILDREN_LOOK_S = 60.0
LOCK = 0x6C696E6C69_01
# What tells it commits with it: nothing here waits for the disk, so it holds up nobody.
MOVE = """
    WITH moved AS (INSERT INTO words_checkpoint (log, position) VALUES (%(log)s, %(last)s)
        ON CONFLICT (log) DO UPDATE SET position = excluded.position RETURNING log, position)
    SELECT pg_notify('linli_views', format('words %%s %%s', log, position)) FROM moved
"""


def utc_now() -> datetime:
    return datetime.now(UTC)


def hour(clock: Clock) -> str:
    """The present hour, as the acts of people tell it: by it a consent comes to its end."""
    return Act.of("system", clock()).to_the_hour().at


def fill(connection: Connection, keys: Keys, clock: Clock = utc_now) -> bool:
    """Fill one page of each log that lacks words; whether anything was done.

    A log that fails as a whole is tried again with the next look; the others go on.
    """
    behind = connection.execute(
        "SELECT h.log, h.origin, h.position, coalesce(c.position, 0) FROM log_head h"
        " LEFT JOIN words_checkpoint c USING (log) WHERE coalesce(c.position, -1) < h.position"
    ).fetchall()
    filled = False
    for log, origin, head, done in behind:
        try:
            _fill_page(connection, keys, log, origin, (done, head), hour(clock))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it stops this log alone.
            report(connection, log, f"after position {done}: {type(error).__name__}")
        else:
            filled = True
    return filled


def try_again(connection: Connection) -> None:
    """Forget what could not be shown before, and go back to the first of it in each log."""
    with connection.transaction():
        stopped = connection.execute(
            "DELETE FROM projection_stop WHERE projection = 'words' RETURNING log"
        ).fetchall()
        connection.execute(
            "UPDATE words_checkpoint AS c SET position = least(c.position, s.position - 1) FROM ("
            " SELECT v.log, min(v.position) AS position FROM vault v JOIN event e"
            " USING (log, position) LEFT JOIN words w USING (log, position) WHERE v.log = ANY(%s)"
            " AND e.type = ANY(%s) AND w.position IS NULL GROUP BY v.log) AS s"
            " WHERE c.log = s.log",
            ([log for (log,) in stopped], PUBLIC_TOPICS),
        )


def fill_inline(connection: Connection, keys: Keys, clock: Clock = utc_now) -> None:
    """Fill everything now, unless another process leads: then it is on its way."""
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
    if row is not None and row[0]:
        try_again(connection)
        look_after_children(connection, keys, clock)
        while fill(connection, keys, clock):
            pass
        connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def look_after_children(connection: Connection, keys: Keys, clock: Clock) -> None:
    """Settle every child anew: a consent may have come to its end without any entry."""
    consents.settle_all(connection, keys, hour(clock))
    consents.follow(connection, keys)


def _fill_page(
    connection: Connection, keys: Keys, log: int, origin: str, upto: tuple[int, int], at: str
) -> None:
    done, head = upto
    # Votes and stances, which are many, have no words, and say nothing about whose are shown.
    found = connection.execute(
        "SELECT position, type, tags FROM event WHERE log = %s AND position > %s"
        " AND position <= %s AND type = ANY(%s) ORDER BY position LIMIT %s",
        (log, done, head, [*PUBLIC_TOPICS, *consents.DECISIVE], PAGE_ENTRIES),
    ).fetchall()
    last: int = head if len(found) < PAGE_ENTRIES else found[-1][0]
    if found:
        # Before the checkpoint moves: whoever is shown a withdrawal is shown no words after it.
        consents.met(connection, keys, log, origin, (done, last), at)
        consents.follow(connection, keys)
    wanted = [said for said in found if said[1] in SHOWN_AS]
    with connection.transaction() if wanted else nullcontext():
        if wanted:
            store(connection, keys, log, origin, wanted)
        connection.execute(MOVE, {"log": log, "last": last})


class WordsFiller:
    """A thread that keeps the words of all logs; one process leads, the others wait their turn."""

    def __init__(self, conninfo: str, keys: Keys, bell: Bell, clock: Clock = utc_now) -> None:
        self.conninfo, self.keys, self.bell, self.clock = conninfo, keys, bell, clock
        self.stopped = Flag()
        self.thread = Thread(target=self._run, name="words", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join()

    def _run(self) -> None:
        while not self.stopped.is_set():
            try:
                with connect(self.conninfo, autocommit=True) as connection:
                    self._lead(connection)
            except (OperationalError, InterfaceError):
                self.stopped.wait(RETRY_PAUSE_S)
            except Exception:
                # The lag on the health page stays, so nobody takes missing words for none.
                LOG.exception("The words cannot be filled.")
                self.stopped.wait(RETRY_PAUSE_S)

    def _lead(self, connection: Connection) -> None:
        while not self.stopped.is_set():
            [leads] = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone() or (
                False,
            )
            if leads:
                break
            self.stopped.wait(RETRY_PAUSE_S)
        try_again(connection)
        looked, followed = -CHILDREN_LOOK_S, -LOOK_S
        while not self.stopped.is_set():
            if monotonic() - looked >= CHILDREN_LOOK_S:
                look_after_children(connection, self.keys, self.clock)
                looked = monotonic()
            if monotonic() - followed >= LOOK_S:
                consents.follow(connection, self.keys)
                followed = monotonic()
            if fill(connection, self.keys, self.clock):
                self.stopped.wait(REST_S)
            else:
                self.bell.wait(LOOK_S)
