"""密封的表决 — what the log says of one sealed poll: its turns, what counts, and its ballots."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

import orjson

from domain.voting.castings import Castings
from domain.voting.events import (
    BallotCast,
    BallotsAllOpened,
    BallotsOpened,
    PaperBallotConfirmed,
    PaperBallotDisputed,
    PollCancelled,
    PollClosed,
    PollOpened,
)
from domain.voting.open_ballots import BALLOTS_PER_PART_MAX
from domain.voting.poll_as_it_stands import part_of
from infra.mapper import base64url, event_of
from infra.vault import opened_ballots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from psycopg import Connection

    from domain.kernel import Event
    from domain.voting.events import Opened
    from infra.poll_keys import Kept

PART_BYTES_MAX = 60_000
ENVELOPE_BYTES = 1_000
"""More than an entry needs beside its ballots."""
PAGE_ENTRIES = 5_000
TURNS = (PollOpened, PollClosed, PollCancelled, BallotsAllOpened)
HEARD_OF: LiteralString = """
    SELECT DISTINCT k.origin, k.poll, t.type
    FROM unnest(%s::text[], %s::text[]) AS k(origin, poll) JOIN log_head h USING (origin)
    JOIN event_tag t ON t.log = h.log AND t.tag = k.poll AND t.type = ANY(%s)
"""
LOG = "SELECT log FROM log_head WHERE origin = %s"
ABOUT_POLL = """
    SELECT e.position, e.data FROM (SELECT position FROM event_tag
        WHERE log = %(log)s AND tag = %(poll)s AND type = ANY(%(types)s)
        AND position > %(after)s ORDER BY position LIMIT %(limit)s) AS t
    JOIN event e ON e.log = %(log)s AND e.position = t.position ORDER BY e.position
"""
FORGET = """
    DELETE FROM vault v USING event_tag t
    WHERE t.log = %s AND t.tag = %s AND t.type = %s AND v.log = t.log AND v.position = t.position
"""
# A second reading of a sheet that was confirmed already records nothing, so only the stretch of the
# log tells that a request may be one. Of other requests there nothing is lost but the comparison.
FORGET_DIGESTS = """
    UPDATE request SET digest = NULL, digest_key = NULL
    WHERE log = %(log)s AND digest IS NOT NULL AND (
        head IN (SELECT position FROM event_tag
            WHERE log = %(log)s AND tag = %(poll)s AND type = ANY(%(said)s))
        OR count = 0 AND head
            BETWEEN (SELECT min(position) FROM event_tag
                WHERE log = %(log)s AND tag = %(poll)s AND type = ANY(%(turns)s))
            AND (SELECT max(position) FROM event_tag
                WHERE log = %(log)s AND tag = %(poll)s AND type = ANY(%(turns)s)))
"""
SAID = (BallotCast, PaperBallotConfirmed, PaperBallotDisputed)
"""The entries of requests whose bodies hold a choice."""


class BallotMissing(Exception):
    """A ballot that counts cannot be opened, so this poll has no result yet."""


@dataclass(frozen=True)
class SealedPoll:
    """A poll whose ballots lie under a key; `key` opens them."""

    log: int
    origin: str
    poll: str
    key: bytes

    def part(self, number: int) -> str:
        return part_of(self.poll, number)


@dataclass(frozen=True)
class Course:
    """How far a poll has come; `log` is None where there is no such poll."""

    log: int | None
    is_sealed: bool = False
    has_ended: bool = False
    is_settled: bool = False
    """Cancelled, or all its ballots opened."""

    @property
    def is_to_be_opened(self) -> bool:
        return self.is_sealed and self.has_ended and not self.is_settled


def heard_of(connection: Connection, polls: Sequence[Kept]) -> dict[tuple[str, str], bool]:
    """Those of these polls that stand in a log, and whether they have ended, asked at once."""
    rows = connection.execute(
        HEARD_OF,
        ([poll.origin for poll in polls], [poll.poll for poll in polls],
         [kind.TOPIC for kind in TURNS]),
    ).fetchall()  # fmt: skip
    found: dict[tuple[str, str], bool] = {}
    for origin, poll, topic in rows:
        found[origin, poll] = found.get((origin, poll), False) or topic != PollOpened.TOPIC
    return found


def course(connection: Connection, kept: Kept) -> Course:
    row = connection.execute(LOG, (kept.origin,)).fetchone()
    turns = [each for _, each in entries(connection, row[0], kept.poll, TURNS)] if row else []
    if row is None or not turns:
        return Course(None)
    return Course(
        row[0],
        is_sealed=any(isinstance(each, PollOpened) and each.mode != "open" for each in turns),
        has_ended=any(not isinstance(each, PollOpened) for each in turns),
        is_settled=any(isinstance(each, PollCancelled | BallotsAllOpened) for each in turns),
    )


def entries(
    connection: Connection, log: int, poll: str, kinds: Sequence[type[Event]]
) -> Iterator[tuple[int, Event]]:
    """Entries of these kinds about a poll, in order, read page by page."""
    asked = {"log": log, "poll": poll, "types": [kind.TOPIC for kind in kinds], "after": 0}
    while rows := connection.execute(ABOUT_POLL, {**asked, "limit": PAGE_ENTRIES}).fetchall():
        for position, data in rows:
            yield position, event_of(bytes(data))
        asked["after"] = rows[-1][0]


def counting(connection: Connection, poll: SealedPoll) -> list[int]:
    """The positions of the castings that count, one of each name, in order."""
    by_name: defaultdict[str, Castings] = defaultdict(Castings)
    kinds = BallotCast, PaperBallotConfirmed, PaperBallotDisputed
    for position, happened in entries(connection, poll.log, poll.poll, kinds):
        if isinstance(happened, kinds):
            by_name[happened.act.who].add(position, happened)
    return sorted(cast.counting for cast in by_name.values() if cast.counting is not None)


def opened_already(connection: Connection, poll: SealedPoll) -> tuple[int, set[int]]:
    """How many parts stand in the log, and which ballots they open."""
    parts = [
        happened.ballots
        for _, happened in entries(connection, poll.log, poll.poll, [BallotsOpened])
        if isinstance(happened, BallotsOpened)
    ]
    return len(parts), {position for ballots in parts for position, _, _ in ballots}


def ballots_at(
    connection: Connection, poll: SealedPoll, positions: Sequence[int]
) -> Iterator[Opened]:
    """The ballots at these positions, in order, each as it fits its commitment."""
    for start in range(0, len(positions), BALLOTS_PER_PART_MAX):
        some = positions[start : start + BALLOTS_PER_PART_MAX]
        found = opened_ballots(connection, poll.key, poll.log, poll.origin, some)
        for position in some:
            if position not in found:
                raise BallotMissing(f"{BallotMissing.__doc__} Position {position}.")
            salt, choice = found[position]
            yield position, choice, base64url(salt)


def in_parts(ballots: Iterable[Opened]) -> Iterator[tuple[Opened, ...]]:
    """Ballots in parts, each as large as an entry may be."""
    part: list[Opened] = []
    size = ENVELOPE_BYTES
    for ballot in ballots:
        longer = len(orjson.dumps(ballot)) + len(",")
        if len(part) == BALLOTS_PER_PART_MAX or size + longer > PART_BYTES_MAX:
            yield tuple(part)
            part, size = [], ENVELOPE_BYTES
        part.append(ballot)
        size += longer
    if part:
        yield tuple(part)


def forget_ballots(connection: Connection, log: int, poll: str) -> None:
    """The ciphertexts of all ballots of a poll go, with the salts of those that were replaced.

    So do the digests of the requests that brought them: whoever holds their secret could try out
    what a replaced ballot said. A repeat is still known by its id, and gets the first answer.
    """
    connection.execute(FORGET, (log, poll, BallotCast.TOPIC))
    asked = {"said": [kind.TOPIC for kind in SAID], "turns": [kind.TOPIC for kind in TURNS]}
    connection.execute(FORGET_DIGESTS, {"log": log, "poll": poll, **asked})
