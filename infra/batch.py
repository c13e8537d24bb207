"""一批 — what waits together is decided together: in order, each seeing what those before it made.

Nothing is written here. What is to be written is gathered: entries, and what the vault keeps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.kernel import decide_knowing
from domain.voting.cast_vote import CastVote
from infra.boundary import History, Wanted, checked, wanted_by
from infra.event_log import NewEntry
from infra.keys import KeyDestroyed, NoKey
from infra.mapper import commitment, entry_of, private_fields
from infra.vault import BALLOT_BYTES, NOBODY, SALT_BYTES, owner, seal_fields, speaker
from services.door import Recorded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from domain.kernel import Command, Event
    from infra.chance import Chance
    from infra.event_log import Pen
    from services.door import RequestKey

Outcome = Recorded | Exception


@dataclass(slots=True)
class Waiting:
    """A command at the door, the request that brought it, and when that had arrived.

    With it, what must be looked up for it: one that cannot even say so fails later, alone.
    """

    command: Command
    request: RequestKey | None = None
    arrived: datetime | None = None
    wanted: Sequence[Wanted] = field(init=False, default=())
    owner: str | None = field(init=False, default=None)
    failure: Exception | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        try:
            self.wanted = wanted_by(self.command)
            self.owner = owner_of(self.command)
        except Exception as reason:  # noqa: BLE001 - handed to the caller whose command it is.
            self.failure = reason


def owner_of(command: Command) -> str | None:
    """Whose key the events of a command may need: a ballot lies under its poll's, whoever casts."""
    if isinstance(command, CastVote):
        return checked(command.poll)
    name = speaker(command.act)
    return None if name is None else checked(name)


class Batch:
    """One batch under the pen: decides in order, and gathers what is to be written."""

    def __init__(
        self, held: Pen, history: History, chance: Chance, keys: Mapping[str | None, bytes]
    ) -> None:
        self.held, self.history, self.chance, self.keys = held, history, chance, keys
        self.origin, self.head = held.origin, held.head
        self.entries: list[NewEntry] = []
        self.vault: list[tuple[int, bytes]] = []

    def outcome(self, waiting: Waiting) -> Outcome:
        """What becomes of one command; its own refusal or bug, never its neighbour's."""
        if waiting.failure is not None:
            return waiting.failure
        try:
            known = self.history.of(waiting.wanted)
            happened = decide_knowing(waiting.command, known)
            written = [
                self._written(self.head + number, tagged.decision, tagged.tags)
                for number, tagged in enumerate(happened, start=1)
            ]
        except Exception as reason:  # noqa: BLE001 - handed to the caller whose command it is.
            return reason
        for tagged, (entry, sealed) in zip(happened, written, strict=True):
            self.head += 1
            self.history.add(self.head, tagged.decision, tagged.tags)
            self.entries.append(entry)
            if sealed is not None:
                self.vault.append((self.head, sealed))
        return Recorded(self.origin, self.head, len(happened))

    def _written(
        self, position: int, event: Event, tags: Sequence[str]
    ) -> tuple[NewEntry, bytes | None]:
        private = private_fields(event)
        if not private:
            return NewEntry(event.TOPIC, tags, entry_of(event)), None
        salt = self.chance.draw(f"salt/{self.origin}/{position}", SALT_BYTES)
        name = owner(event)
        if (key := self.keys.get(name)) is None:
            raise KeyDestroyed if name == event.act.who else NoKey(name or self.origin)
        entry = entry_of(event, commitment(salt, private))
        least = BALLOT_BYTES if event.READER == NOBODY else 0
        sealed = seal_fields(key, self.origin, position, salt, private, least=least)
        return NewEntry(event.TOPIC, tags, entry), sealed
