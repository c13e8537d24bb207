"""文字 — the cache of publicly readable words, filled from the vault (transaction T4).

It lies outside every backup. A crash of PostgreSQL empties it and its checkpoint alike; then it is
filled again from the first entry. Whoever holds the lock fills it, for all logs. Words that cannot
be opened or stored are left out, with a reason in `projection_stop`; the next start tries again.
"""

from __future__ import annotations

import logging
from threading import Event as Flag
from threading import Thread
from typing import TYPE_CHECKING

from psycopg import Connection, InterfaceError, OperationalError, connect

from domain.catalogue import CATALOGUE
from infra.vault import opened
from projections.search import grams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.bell import Bell
    from infra.keys import Keys

LOG = logging.getLogger(__name__)
PAGE_ENTRIES = 2_000
LOOK_S = 0.25
RETRY_PAUSE_S = 0.5
REASON_MAX = 500
LOCK = 0x6C696E6C69_01
SUBJECT_FIELD = {
    "suggestions.SuggestionSubmitted.1": "suggestion",
    "suggestions.CommentMade.1": "comment",
}
Spoken = tuple[int, str, list[str]]
"""Position, event name and tags of an entry with words."""
PUBLIC_TOPICS = [topic for topic, kind in CATALOGUE.items() if kind.READER == "public"]


def fill(connection: Connection, keys: Keys) -> bool:
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
            upto = _fill_page(connection, keys, log, origin, done, head)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it stops this log alone.
            _report(connection, log, f"after position {done}: {type(error).__name__}")
        else:
            connection.execute("SELECT pg_notify('linli_views', %s)", (f"words {log} {upto}",))
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


def fill_inline(connection: Connection, keys: Keys) -> None:
    """Fill everything now, unless another process leads: then it is on its way."""
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
    if row is not None and row[0]:
        try_again(connection)
        while fill(connection, keys):
            pass
        connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def _fill_page(
    connection: Connection, keys: Keys, log: int, origin: str, done: int, head: int
) -> int:
    with connection.transaction():
        wanted = connection.execute(
            "SELECT position, type, tags FROM event WHERE log = %s AND position > %s"
            " AND position <= %s AND type = ANY(%s) ORDER BY position LIMIT %s",
            (log, done, head, PUBLIC_TOPICS, PAGE_ENTRIES),
        ).fetchall()
        upto: int = head if len(wanted) < PAGE_ENTRIES else wanted[-1][0]
        try:
            _store(connection, keys, log, origin, wanted)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # noqa: BLE001 - one of them is to blame: each is tried by itself.
            _store_one_by_one(connection, keys, log, origin, wanted)
        connection.execute(
            "INSERT INTO words_checkpoint (log, position) VALUES (%s, %s)"
            " ON CONFLICT (log) DO UPDATE SET position = excluded.position",
            (log, upto),
        )
    return upto


def _store(
    connection: Connection, keys: Keys, log: int, origin: str, wanted: Sequence[Spoken]
) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        words = opened(connection, keys, log, origin, [row[0] for row in wanted])
        cursor.executemany(
            "INSERT INTO words (log, position, subject, kind, title, text, grams)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                _row(log, position, topic, tags, words[position][1])
                for position, topic, tags in wanted
                if position in words
            ],
        )


def _store_one_by_one(
    connection: Connection, keys: Keys, log: int, origin: str, wanted: Sequence[Spoken]
) -> None:
    """Leave out what cannot be opened or stored, and say so: everybody else's words are shown."""
    for each in wanted:
        try:
            _store(connection, keys, log, origin, [each])
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this row alone.
            _report(connection, log, f"position {each[0]}: {type(error).__name__}")


def _report(connection: Connection, log: int, reason: str) -> None:
    """For the health page: where, and the kind of error, whose own message may quote somebody."""
    LOG.error("Words of log %s cannot be shown, %s", log, reason)
    connection.execute(
        "INSERT INTO projection_stop AS s (projection, version, log, reason)"
        " VALUES ('words', 1, %s, %s) ON CONFLICT (projection, version, log)"
        " DO UPDATE SET reason = left(s.reason || '; ' || excluded.reason, %s)"
        " WHERE position(excluded.reason IN s.reason) = 0",
        (log, reason, REASON_MAX),
    )


def _row(
    log: int, position: int, topic: str, tags: list[str], words: dict[str, str]
) -> tuple[int, int, str, str, str, str, list[str]]:
    kind = SUBJECT_FIELD[topic]
    subject = next(tag for tag in tags if tag.startswith(f"{kind}:"))
    # PostgreSQL stores no NUL character; the vault keeps the words as they were.
    title, text = (words.get(name, "").replace("\0", "") for name in ("title", "text"))
    return log, position, subject, kind, title, text, grams(f"{title} {text}")


class WordsFiller:
    """A thread that keeps the words of all logs; one process leads, the others wait their turn."""

    def __init__(self, conninfo: str, keys: Keys, bell: Bell) -> None:
        self.conninfo, self.keys, self.bell = conninfo, keys, bell
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
        while not self.stopped.is_set():
            if not fill(connection, self.keys):
                self.bell.wait(LOOK_S)
