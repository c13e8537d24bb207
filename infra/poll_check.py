"""表决体检 — polls that should be closed or opened by now, and are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from psycopg import Connection, connect

from domain.kernel import Act
from domain.voting.events import BallotsAllOpened, PollCancelled, PollClosed, PollOpened
from infra.findings import Finding, amiss, well
from infra.polls_at_hand import PollsAtHand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.supervisor import Databases

CLOSE_LATE = timedelta(minutes=10)
OPENING_LATE = timedelta(hours=1)
"""A hundred thousand ballots are opened in minutes."""
SEALED = "SELECT origin, poll FROM poll_key WHERE key IS NOT NULL"
CLOSED_BEFORE = """
    SELECT count(*) FROM unnest(%s::text[], %s::text[]) AS k(origin, poll)
    JOIN log_head h USING (origin) JOIN event_tag t ON t.log = h.log AND t.tag = k.poll
    JOIN event e ON e.log = t.log AND e.position = t.position
    WHERE t.type = %s AND convert_from(e.data, 'UTF8')::json ->> 'at' < %s
"""
CLOSED_UNOPENED = """
    SELECT h.origin, t.tag FROM event_tag t JOIN log_head h USING (log)
    JOIN event e ON e.log = t.log AND e.position = t.position
    WHERE t.type = %(opened)s AND starts_with(t.tag, 'poll:')
    AND convert_from(e.data, 'UTF8')::json -> 'data' ->> 'mode' <> 'open'
    AND EXISTS (SELECT FROM event_tag c
        WHERE c.log = t.log AND c.tag = t.tag AND c.type = %(closed)s)
    AND NOT EXISTS (SELECT FROM event_tag s
        WHERE s.log = t.log AND s.tag = t.tag AND s.type = ANY(%(settled)s))
"""


def polls(databases: Databases, now: datetime | None = None) -> list[Finding]:
    now = now or datetime.now(UTC)
    with connect(databases.main) as main, connect(databases.keys) as keys:
        if not (_has(main, "event_tag") and _has(keys, "poll_key")):
            return []
        # The keys first: one that is destroyed in between belongs to a poll that is opened by then.
        sealed = keys.execute(SEALED).fetchall()
        found = _late(main, sealed, now) + _lost(main, sealed)
    return found or [
        well("没有到时未截止或未开票的表决。", "No poll waits to be closed or opened.")
    ]


def _late(main: Connection, sealed: Sequence[tuple[str, str]], now: datetime) -> list[Finding]:
    unclosed = len(PollsAtHand().due(main, now - CLOSE_LATE))
    names = [origin for origin, _ in sealed], [poll for _, poll in sealed]
    at = Act.of("system", now - OPENING_LATE).at
    [unopened] = main.execute(CLOSED_BEFORE, (*names, PollClosed.TOPIC, at)).fetchone() or (0,)
    if not unclosed and not unopened:
        return []
    return [
        amiss(
            f"有 {unclosed} 次表决到时未截止，{unopened} 次截止后未开票。",
            f"{unclosed} polls should be closed by now, {unopened} should be opened.",
            "保持 linli serve 运行；原因见其日志。 Keep linli serve running; its log says why.",
        )
    ]


def _lost(main: Connection, sealed: Sequence[tuple[str, str]]) -> list[Finding]:
    """Sealed polls that are closed and not all opened, and have no key: nothing opens them."""
    kinds = {
        "opened": PollOpened.TOPIC,
        "closed": PollClosed.TOPIC,
        "settled": [BallotsAllOpened.TOPIC, PollCancelled.TOPIC],
    }
    lost = sorted(set(main.execute(CLOSED_UNOPENED, kinds).fetchall()) - set(sealed))
    return [
        amiss(
            f"社区 {origin} 的 {poll} 已截止，选票没有开完，钥匙却不在了。",
            f"{poll} of {origin} is closed and not all opened, and its key is gone.",
            "从备份恢复钥匙库。 Restore the database of the keys from its back-up.",
        )
        for origin, poll in lost
    ]


def _has(connection: Connection, table: str) -> bool:
    return connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone() == (True,)
