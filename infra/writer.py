"""执笔 — whoever is waiting is decided together, in one transaction, by whoever holds the pen.

Each command sees the events of those before it; each caller is answered only after COMMIT, a
refused one too, since its refusal may rest on an event of the same batch. A lost commit answer is
never retried blind: the next try looks whether what was to be written stands in the record.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event as Flag
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from domain.kernel import decide
from domain.voting.cast_vote import CastVote
from infra import poll_keys
from infra.event_log import NewEntry, Pen, UnusableTag, Wanted, checked, pen, ring, sought
from infra.keys import KeyDestroyed, NoKey
from infra.mapper import commitment, entry_of, event_of, private_fields
from infra.requests import RequestRow, Requests
from infra.vault import BALLOT_BYTES, NOBODY, SALT_BYTES, owner, seal_fields, speaker
from services.door import REQUEST_S_MAX, Busy, Recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from psycopg_pool import ConnectionPool

    from domain.kernel import Command, Event
    from infra.chance import Chance, Clock
    from infra.keys import Keys
    from services.door import RequestKey

RETRY_S_MAX = 30.0
RETRY_PAUSE_S = 0.1

Outcome = Recorded | Exception
Found = TypeVar("Found")


@dataclass(frozen=True)
class Waiting:
    """A command at the door, the request that brought it, and when that had arrived."""

    command: Command
    request: RequestKey | None = None
    arrived: datetime | None = None


class History:
    """The events that a batch may see, found by (tag, type); grows as the batch is decided."""

    def __init__(self) -> None:
        self.by_pair: defaultdict[tuple[str, str], dict[int, Event]] = defaultdict(dict)

    def add(self, position: int, event: Event) -> None:
        for tag in event.tags:
            self.by_pair[tag, event.TOPIC][position] = event

    def of(self, command: Command) -> Iterable[Event]:
        found: dict[int, Event] = {}
        for wanted in wanted_by(command):
            found |= self.by_pair.get((wanted.tags[0], wanted.type), {})
        return [found[position] for position in sorted(found)]


def wanted_by(command: Command) -> Iterable[Wanted]:
    """What to look up for a command: the tags of each selector, with each type."""
    for selector in command.consistency_boundary():
        if not (tags := tuple(dict.fromkeys(map(sought, selector.tags)))):
            raise UnusableTag
        for kind in selector.types:
            # A decision of ours is always an event with a pinned name.
            yield Wanted(kind.TOPIC, tags)  # type: ignore[attr-defined]


def owners_of(command: Command) -> Iterable[str | None]:
    """Whose keys the events of a command may need."""
    name = speaker(command.act)
    yield None if name is None else checked(name)
    if isinstance(command, CastVote):
        yield checked(command.poll)


def gathered(batch: Sequence[Waiting], find: Callable[[Command], Iterable[Found]]) -> set[Found]:
    """What to look up for a batch; a command that cannot even say so fails later, alone."""
    found: set[Found] = set()
    for waiting in batch:
        with suppress(Exception):
            found.update(find(waiting.command))
    return found


class Batch:
    """One batch under the pen: decides in order, and gathers what is to be written."""

    def __init__(
        self, held: Pen, history: History, chance: Chance, keys: dict[str | None, bytes]
    ) -> None:
        self.held, self.history, self.chance, self.keys = held, history, chance, keys
        self.entries: list[NewEntry] = []
        self.vault: list[tuple[int, bytes]] = []

    @property
    def head(self) -> int:
        return self.held.head + len(self.entries)

    def outcome(self, command: Command) -> Outcome:
        """What becomes of one command; its own refusal or bug, never its neighbour's."""
        try:
            happened = decide(command, self.history.of(command))
            written = [self._written(self.head + n, e) for n, e in enumerate(happened, start=1)]
        except Exception as reason:  # noqa: BLE001 - handed to the caller whose command it is.
            return reason
        for position, (event, (entry, sealed)) in enumerate(
            zip(happened, written, strict=True), start=self.head + 1
        ):
            self.history.add(position, event)
            self.entries.append(entry)
            if sealed is not None:
                self.vault.append((position, sealed))
        return Recorded(self.held.origin, self.head, len(happened))

    def _written(self, position: int, event: Event) -> tuple[NewEntry, bytes | None]:
        private = private_fields(event)
        if not private:
            return NewEntry(event.TOPIC, event.tags, entry_of(event)), None
        origin = self.held.origin
        salt = self.chance.draw(f"salt/{origin}/{position}", SALT_BYTES)
        name = owner(event)
        if (key := self.keys.get(name)) is None:
            raise KeyDestroyed if name == event.act.who else NoKey(name or origin)
        entry = entry_of(event, commitment(salt, private))
        least = BALLOT_BYTES if event.READER == NOBODY else 0
        sealed = seal_fields(key, origin, position, salt, private, least=least)
        return NewEntry(event.TOPIC, event.tags, entry), sealed


@dataclass
class Try:
    """What the last try wanted to write, and the answers that hold if it stands in the log."""

    answers: list[Outcome] = field(default_factory=list)
    after: int = 0
    entries: list[NewEntry] = field(default_factory=list)
    requests: list[RequestRow] = field(default_factory=list)

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

    def decided(self, log: int, batch: Sequence[Waiting]) -> list[Outcome]:
        """One answer each, in order; after a lost connection, what was stored is found again."""
        lost, until = Try(), None
        while True:
            try:
                return self._decided(log, batch, lost)
            except (OperationalError, PoolTimeout):
                # Counted from the first failure: waiting for it may have taken as long already.
                until = until or monotonic() + RETRY_S_MAX
                if monotonic() > until:
                    raise
                self.revive()
                Flag().wait(RETRY_PAUSE_S)

    def _decided(self, log: int, batch: Sequence[Waiting], lost: Try) -> list[Outcome]:
        digests = self.keys.digest_keys(self.clock()) if any(w.request for w in batch) else {}
        with self.pool.connection() as connection:
            connection.autocommit = True
            with pen(connection, log) as held:
                # Under the pen: whoever erases takes it too, and then finds what was sealed before.
                keys = self._keys(held, batch)
                known = Requests(
                    connection, log, digests, [w.request.id for w in batch if w.request]
                )
                if lost.stands(held, known):
                    return lost.answers
                history = self._history(held, batch)
                under = Batch(held, history, self.chance, keys)
                now = self.clock()
                answers = [self._answer(waiting, known, under, now) for waiting in batch]
                lost.answers, lost.after = answers, held.head
                lost.entries, lost.requests = under.entries, known.fresh
                self._write(held, under, known)
            if under.entries:
                ring(connection, log, held.head)
        return answers

    def _keys(self, held: Pen, batch: Sequence[Waiting]) -> dict[str | None, bytes]:
        names = gathered(batch, owners_of)
        people = {name for name in names if name is not None}
        polls = {name for name in people if name.startswith(poll_keys.POLL)}
        found: dict[str | None, bytes] = {}
        found.update(self.keys.keys_of(people - polls))
        if polls:
            found.update(poll_keys.of(self.keys, held.origin, polls))
        if None in names:
            with suppress(NoKey):
                found[None] = self.keys.community(held.origin).key
        return found

    @staticmethod
    def _answer(waiting: Waiting, known: Requests, under: Batch, now: datetime) -> Outcome:
        request = waiting.request
        if request is not None and (answered := known.answer(request)) is not None:
            return answered
        # Under the pen, so that this is certain: what is told "not now" is not recorded later.
        if waiting.arrived is not None and now - waiting.arrived > timedelta(seconds=REQUEST_S_MAX):
            return Busy()
        outcome = under.outcome(waiting.command)
        if request is None:
            return outcome
        known.keep(request, outcome)
        return outcome

    def _history(self, held: Pen, batch: Sequence[Waiting]) -> History:
        history = History()
        for position, data in held.read_boundary(sorted(gathered(batch, wanted_by))):
            history.add(position, event_of(bytes(data)))
        return history

    def _write(self, held: Pen, under: Batch, known: Requests) -> None:
        connection = held.connection
        if under.entries:
            held.write(under.entries)
        if under.vault:
            connection.execute(
                "INSERT INTO vault (log, position, ciphertext)"
                " SELECT %s, p, c FROM unnest(%s::bigint[], %s::bytea[]) AS v(p, c)",
                (held.log, [p for p, _ in under.vault], [c for _, c in under.vault]),
            )
        known.store()
