"""执笔 — whoever is waiting is decided together, in one transaction, by whoever holds the pen.

Each command sees the events of those before it; each caller is answered only after COMMIT, a
refused one too, since its refusal may rest on an event of the same batch. A lost commit answer is
never retried blind: the next try looks whether what was to be written stands in the record.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event as Flag
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from infra import poll_keys
from infra.arrays import bigints, byteas
from infra.batch import Batch, Outcome, Waiting
from infra.boundary import History, Wanted
from infra.event_log import NewEntry, Pen, pen, ring
from infra.keys import NoKey
from infra.mapper import event_of
from infra.requests import RequestRow, Requests
from infra.watching import Watch
from services.door import REQUEST_S_MAX, Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from psycopg import Cursor
    from psycopg_pool import ConnectionPool

    from infra.chance import Chance, Clock
    from infra.keys import Keys

__all__ = ["Outcome", "Waiting", "Writer"]

REQUEST_AGE_MAX = timedelta(seconds=REQUEST_S_MAX)
PART_COMMANDS = 64
"""So many are looked up, decided and sent at once: the server works on one part while we do on
another."""
PENS_MAX = 4
"""So many logs are written at once by one process."""
RETRY_S_MAX = 30.0
RETRY_PAUSE_S = 0.1


@dataclass
class Try:
    """What the last try wanted to write, and the answers that hold if it stands in the log."""

    answers: list[Outcome] = field(default_factory=list)
    after: int = 0
    entries: list[NewEntry] = field(default_factory=list)
    requests: list[RequestRow] = field(default_factory=list)

    def forget(self) -> None:
        """It does not stand, and never will: nothing of it may be looked for later."""
        self.answers, self.entries, self.requests = [], [], []

    def stands(self, held: Pen, known: Requests) -> bool:
        """Asked under the pen, when the lost transaction is decided.

        Its requests tell, where it brought any: they were to be stored beside its entries, while
        two stances without words have the same bytes, whoever asked. The bytes tell for the rest.
        """
        if not self.entries and not self.requests:
            return False
        return known.hold(self.requests) and held.holds(self.after, self.entries)


class Writer:
    """Decides batches of commands against one database, on a thread of its caller."""

    def __init__(
        self,
        pool: ConnectionPool,
        keys: Keys,
        chance: Chance,
        clock: Clock,
        revive: Callable[[], None] = lambda: None,
    ) -> None:
        self.pool, self.keys, self.chance, self.clock, self.revive = (
            pool, keys, chance, clock, revive,
        )  # fmt: skip
        self.watch = Watch()

    def decided(self, log: int, batch: Sequence[Waiting]) -> list[Outcome]:
        """One answer each, in order; after a lost connection, what was stored is found again."""
        lost, until, began = Try(), None, perf_counter()
        while True:
            try:
                answers = self._decided(log, batch, lost)
            except (OperationalError, PoolTimeout):
                # Counted from the first failure: waiting for it may have taken as long already.
                until = until or monotonic() + RETRY_S_MAX
                if monotonic() > until:
                    raise
                self.revive()
                Flag().wait(RETRY_PAUSE_S)
            else:
                self.watch.decided(answers, began)
                return answers

    def _decided(self, log: int, batch: Sequence[Waiting], lost: Try) -> list[Outcome]:
        ids = [waiting.request.id for waiting in batch if waiting.request]
        digests = self.keys.digest_keys(self.clock()) if ids else {}
        parts = [batch[at : at + PART_COMMANDS] for at in range(0, len(batch), PART_COMMANDS)]
        with self.pool.connection() as connection:
            connection.autocommit = True
            with connection.pipeline(), pen(connection, log) as held:
                known = Requests(connection, log, digests, ids)
                boundaries = asked(held, parts)
                if lost.stands(held, known):
                    return lost.answers
                lost.forget()
                if known.name_newer_secrets():
                    known.digests = self.keys.digest_keys(self.clock(), anew=True)
                # Under the pen: whoever erases takes it too, then finds what was sealed before.
                keys = self._keys(held.origin, batch)
                under, now = Batch(held, History(), self.chance, keys), self.clock()
                answers: list[Outcome] = []
                for part, boundary in zip(parts, boundaries, strict=True):
                    remember(under.history, boundary)
                    answers += [self._answer(each, known, under, now) for each in part]
                    self._write(held, under, known)
                lost.answers, lost.after = answers, held.head - held.written
                lost.entries, lost.requests = under.entries, known.fresh
                writing = perf_counter()
            self.watch.committed(len(under.entries), writing)
            if under.entries:
                ring(connection, log, held.head)
        return answers

    def _keys(self, origin: str, batch: Sequence[Waiting]) -> dict[str | None, bytes]:
        names = {waiting.owner for waiting in batch if waiting.failure is None}
        people = {name for name in names if name is not None}
        polls = {name for name in people if name.startswith(poll_keys.POLL)}
        found: dict[str | None, bytes] = {}
        if people - polls:
            found.update(self.keys.keys_of(people - polls))
        if polls:
            found.update(poll_keys.of(self.keys, origin, polls))
        if None in names:
            with suppress(NoKey):
                found[None] = self.keys.community(origin).key
        return found

    @staticmethod
    def _answer(waiting: Waiting, known: Requests, under: Batch, now: datetime) -> Outcome:
        request = waiting.request
        if request is not None and (answered := known.answer(request)) is not None:
            return answered
        # Under the pen, so that this is certain: what is told "not now" is not recorded later.
        if waiting.arrived is not None and now - waiting.arrived > REQUEST_AGE_MAX:
            return Busy()
        outcome = under.outcome(waiting)
        if request is not None:
            known.keep(request, outcome)
        return outcome

    @staticmethod
    def _write(held: Pen, under: Batch, known: Requests) -> None:
        """Send what was decided since the last time: it is stored while the next is decided."""
        if fresh := under.entries[held.written :]:
            held.write(fresh)
        if under.vault:
            held.connection.execute(
                "INSERT INTO vault (log, position, ciphertext)"
                " SELECT %s, p, c FROM unnest(%b::bigint[], %b::bytea[]) AS v(p, c)",
                (
                    held.log,
                    bigints([position for position, _ in under.vault]),
                    byteas([sealed for _, sealed in under.vault]),
                ),
            )
            under.vault.clear()
        known.store()


def asked(held: Pen, parts: Sequence[Sequence[Waiting]]) -> list[Cursor]:
    """Ask what each part must know, all at once: the first is decided while the next is looked up.

    Nobody else writes meanwhile, so one look-up is enough for whatever several of them want.
    """
    known: set[Wanted] = set()
    cursors = []
    for part in parts:
        wanted = dict.fromkeys(one for waiting in part for one in waiting.wanted)
        cursors.append(held.ask_boundary([one for one in wanted if one not in known]))
        known.update(wanted)
    return cursors


def remember(history: History, boundary: Cursor) -> None:
    """Add the events that were asked for."""
    for position, data in boundary:
        event = event_of(data)
        history.add(position, event, event.tags)
