"""手头的表决 — the polls that are not closed yet, and when each is to be closed.

Read from the log itself, from where the last look ended: no view that lags or has stopped keeps a
poll from its close.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.voting.close_poll import GRACE_MINUTES
from domain.voting.events import (
    ClosingHeld,
    PollCancelled,
    PollClosed,
    PollExtended,
    PollOpened,
)
from infra.mapper import event_of

if TYPE_CHECKING:
    from psycopg import Connection

    from domain.kernel import Event

TOPICS = [kind.TOPIC for kind in (PollOpened, PollExtended, ClosingHeld, PollClosed, PollCancelled)]
HEADS = "SELECT log, position FROM log_head"
NEWS = """
    SELECT e.data FROM event_tag t JOIN event e USING (log, position)
    WHERE t.log = %s AND t.tag = '' AND t.type = ANY(%s) AND t.position > %s AND t.position <= %s
    ORDER BY t.position
"""


@dataclass(frozen=True)
class AtHand:
    """One poll that is not closed."""

    log: int
    poll: str
    since: datetime
    """When it was opened, or extended last: who extends a poll knows of every outage before."""
    closes_at: datetime
    held_until: datetime | None = None

    @property
    def due_at(self) -> datetime:
        """When it is to be closed: all who arrived in time have been decided by then."""
        return self.held_until or self.closes_at + timedelta(minutes=GRACE_MINUTES)


class PollsAtHand:
    """What one reader remembers of the polls of all logs."""

    def __init__(self) -> None:
        self.seen: dict[int, int] = {}
        self.polls: dict[tuple[int, str], AtHand] = {}

    def due(self, connection: Connection, now: datetime) -> list[AtHand]:
        """All that are to be closed by now, the one that waits longest first."""
        for log, head in connection.execute(HEADS).fetchall():
            self._read(connection, log, head)
        found = [poll for poll in self.polls.values() if poll.due_at <= now]
        return sorted(found, key=lambda poll: poll.due_at)

    def _read(self, connection: Connection, log: int, head: int) -> None:
        seen = self.seen.get(log, 0)
        if head == seen:
            return
        for (data,) in connection.execute(NEWS, (log, TOPICS, seen, head)).fetchall():
            self._remember(log, event_of(bytes(data)))
        self.seen[log] = head

    def _remember(self, log: int, happened: Event) -> None:
        match happened:
            case PollOpened(poll=poll):
                self.polls[log, poll] = AtHand(
                    log, poll, at(happened.act.at), at(happened.closes_at)
                )
            case PollExtended(poll=poll):
                since, closes_at = at(happened.act.at), at(happened.closes_at)
                self._change(log, poll, since=since, closes_at=closes_at, held_until=None)
            case ClosingHeld(poll=poll):
                self._change(log, poll, held_until=at(happened.until))
            case PollClosed(poll=poll) | PollCancelled(poll=poll):
                self.polls.pop((log, poll), None)

    def _change(self, log: int, poll: str, **how: datetime | None) -> None:
        if known := self.polls.get((log, poll)):
            self.polls[log, poll] = replace(known, **how)  # type: ignore[arg-type] # of three fields.


def at(entry_time: str) -> datetime:
    return datetime.fromisoformat(entry_time)
