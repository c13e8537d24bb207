"""表决体检 — polls that should be closed or opened by now, and are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from psycopg import Connection, connect

from domain.kernel import Act
from domain.voting.events import PollClosed
from infra.findings import Finding, amiss, well
from infra.polls_at_hand import PollsAtHand

if TYPE_CHECKING:
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


def polls(databases: Databases, now: datetime | None = None) -> list[Finding]:
    now = now or datetime.now(UTC)
    with connect(databases.main) as main, connect(databases.keys) as keys:
        if not (_has(main, "event_tag") and _has(keys, "poll_key")):
            return []
        unclosed = len(PollsAtHand().due(main, now - CLOSE_LATE))
        sealed = keys.execute(SEALED).fetchall()
        names = [origin for origin, _ in sealed], [poll for _, poll in sealed]
        at = Act.of("system", now - OPENING_LATE).at
        [unopened] = main.execute(CLOSED_BEFORE, (*names, PollClosed.TOPIC, at)).fetchone() or (0,)
    if not unclosed and not unopened:
        return [well("没有到时未截止或未开票的表决。", "No poll waits to be closed or opened.")]
    return [
        amiss(
            f"有 {unclosed} 次表决到时未截止，{unopened} 次截止后未开票。",
            f"{unclosed} polls should be closed by now, {unopened} should be opened.",
            "保持 linli serve 运行；原因见其日志。 Keep linli serve running; its log says why.",
        )
    ]


def _has(connection: Connection, table: str) -> bool:
    return connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone() == (True,)
