"""存字 — the rows of the cache of words: what each entry says, and whether the sign stands beside.

Words that cannot be opened or stored are left out, with a reason in `projection_stop`. A child's
words carry no sign; those that are withheld stand as a row without words.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, LiteralString

from psycopg import Connection, InterfaceError, OperationalError

from domain.catalogue import CATALOGUE
from domain.community.events import PolicyAdopted
from domain.suggestions.events import (
    AppealDecided,
    CommentMade,
    CommentModerated,
    MergeUndone,
    SuggestionAmended,
    SuggestionAnswered,
    SuggestionMerged,
    SuggestionModerated,
    SuggestionSubmitted,
)
from domain.voting.events import PollCancelled, PollExtended, PollOpened
from infra import children
from infra.children import OPEN, Shelter
from infra.vault import opened
from projections.search import grams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.keys import Keys
    from infra.mapper import Fields

LOG = logging.getLogger(__name__)
REASON_MAX = 500
REFILLED_ENTRIES = 2_000
SHOWN_AS = {
    SuggestionSubmitted.TOPIC: ("suggestion", "suggestion:"),
    SuggestionAmended.TOPIC: ("suggestion", "suggestion:"),
    SuggestionAnswered.TOPIC: ("answer", "suggestion:"),
    SuggestionMerged.TOPIC: ("merge", "suggestion:"),
    MergeUndone.TOPIC: ("merge", "suggestion:"),
    SuggestionModerated.TOPIC: ("moderation", "suggestion:"),
    CommentMade.TOPIC: ("comment", "comment:"),
    CommentModerated.TOPIC: ("moderation", "comment:"),
    AppealDecided.TOPIC: ("appeal", ""),
    PolicyAdopted.TOPIC: ("policy", "policy:"),
    PollOpened.TOPIC: ("poll", "poll:"),
    PollExtended.TOPIC: ("extension", "poll:"),
    PollCancelled.TOPIC: ("cancellation", "poll:"),
}
"""By event: what kind of words they are, and how the tag begins that says whose subject."""
Spoken = tuple[int, str, list[str]]
"""Position, event name and tags of an entry with words."""
Row = tuple[int, int, str, str, str | None, str | None, list[str], list[str], bool]
PUBLIC_TOPICS = [topic for topic, kind in CATALOGUE.items() if kind.READER == "public"]
OF_NAMES: LiteralString = """
    SELECT h.log, h.origin, e.position, e.type, e.tags FROM log_head h
    CROSS JOIN LATERAL (SELECT DISTINCT position FROM event_tag
        WHERE log = h.log AND tag = ANY(%(names)s) AND type = ANY(%(topics)s)) AS t
    JOIN event e ON e.log = h.log AND e.position = t.position
    ORDER BY h.log, e.position
"""
STORE: LiteralString = """
    INSERT INTO words (log, position, subject, kind, title, text, labels, grams, unsigned)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def store(
    connection: Connection, keys: Keys, log: int, origin: str, wanted: Sequence[Spoken]
) -> None:
    """Store what these entries say; where one of them is to blame, each is tried by itself."""
    try:
        _store(connection, keys, log, origin, wanted)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 - one of them is to blame: each is tried by itself.
        _store_one_by_one(connection, keys, log, origin, wanted)


def refill(connection: Connection, keys: Keys, names: Sequence[str]) -> None:
    """Store anew what was said under these names, as it is to be shown today."""
    rows = connection.execute(OF_NAMES, {"names": list(names), "topics": PUBLIC_TOPICS}).fetchall()
    spoken: dict[tuple[int, str], list[Spoken]] = {}
    for log, origin, *said in rows:
        spoken.setdefault((log, origin), []).append((said[0], said[1], said[2]))
    for (log, origin), wanted in spoken.items():
        for start in range(0, len(wanted), REFILLED_ENTRIES):
            some = wanted[start : start + REFILLED_ENTRIES]
            connection.execute(
                "DELETE FROM words WHERE log = %s AND position = ANY(%s)",
                (log, [position for position, _, _ in some]),
            )
            store(connection, keys, log, origin, some)


def report(connection: Connection, log: int, reason: str) -> None:
    """For the health page: where, and the kind of error, whose own message may quote somebody."""
    LOG.error("Words of log %s cannot be shown, %s", log, reason)
    connection.execute(
        "INSERT INTO projection_stop AS s (projection, version, log, reason)"
        " VALUES ('words', 1, %s, %s) ON CONFLICT (projection, version, log)"
        " DO UPDATE SET reason = left(s.reason || '; ' || excluded.reason, %s)"
        " WHERE position(excluded.reason IN s.reason) = 0",
        (log, reason, REASON_MAX),
    )


def _store(
    connection: Connection, keys: Keys, log: int, origin: str, wanted: Sequence[Spoken]
) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        # Before they are opened: whoever erases waits here, and then removes what is stored below.
        connection.execute("LOCK TABLE words IN ROW EXCLUSIVE MODE")
        words = opened(connection, keys, log, origin, [row[0] for row in wanted])
        # Asked after the words were opened: whoever is withheld meanwhile is seen here, or is
        # marked after this and followed.
        sheltered = children.sheltered(keys, {tag for _, _, tags in wanted for tag in tags})
        cursor.executemany(
            STORE,
            [
                _row(log, (position, topic, tags), words[position][1], _of(tags, sheltered))
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
            report(connection, log, f"position {each[0]}: {type(error).__name__}")


def _of(tags: Sequence[str], sheltered: Mapping[str, Shelter]) -> Shelter:
    """Of the tags of an entry with words, at most one is somebody's name."""
    return next((sheltered[tag] for tag in tags if tag in sheltered), OPEN)


def _row(log: int, spoken: Spoken, words: Fields, shelter: Shelter) -> Row:
    position, topic, tags = spoken
    kind, begins = SHOWN_AS[topic]
    subject = next(tag for tag in tags if tag.startswith(begins))
    if shelter.withheld:
        return log, position, subject, kind, None, None, [], [], shelter.unsigned
    title, labels = (
        _plain(words.get("title", "")),
        [_plain(each) for each in words.get("labels", ())],
    )
    # Why something was decided is read where what was said would stand.
    text = _plain(words.get("text", words.get("reason", "")))
    found = grams(" ".join((title, text, *labels)))
    return log, position, subject, kind, title, text, labels, found, shelter.unsigned


def _plain(said: object) -> str:
    """PostgreSQL stores no NUL character; the vault keeps the words as they were."""
    return str(said).replace("\0", "")
