"""A sealed poll with many ballots, written into a log as the writer would have written it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.kernel import Act, Event
from domain.voting.events import BallotCast, PollClosed, PollOpened
from infra import poll_keys
from infra.event_log import NewEntry, pen
from infra.installation import Installation
from infra.keys import name_in_scope
from infra.mapper import commitment, entry_of, private_fields
from infra.vault import BALLOT_BYTES, SALT_BYTES, seal_fields
from projections.views import Community

NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
STAFF = "staff:chair"
BATCH_ENTRIES = 2_000
OPTIONS = 7
Choice = tuple[int, ...]


@dataclass
class BallotBox:
    """What was put in: by name, the position and the choice of the ballot that counts."""

    installation: Installation
    community: Community
    poll: str
    counting: dict[str, tuple[int, Choice]] = field(default_factory=dict)

    @property
    def scope(self) -> str:
        return f"ballot:{self.poll.removeprefix('poll:')}"

    def open(self) -> None:
        """The key, and the entry by which the poll begins."""
        poll_keys.make(self.installation.keys, self.community.origin, self.poll, NOON)
        self.write(
            [
                PollOpened(
                    act=Act.of(STAFF, NOON), poll=self.poll, scope=self.scope, kind="approval",
                    options=OPTIONS, choices_max=OPTIONS, seats=2, audience="residents",
                    unit="person", mode="anonymous", quorum=0, threshold=0,
                    tie_rule="listed-first", closes_at="2026-09-02T04:00Z", hold_hours=24,
                )
            ]
        )  # fmt: skip

    def cast(self, voters: int, *, every: int = 10) -> Iterator[tuple[int, int]]:
        """A ballot of each voter, and of `every` so many another one; yields how many of all."""
        names = [self.name(number) for number in range(voters)]
        choices = [choice_of(number) for number in range(voters)]
        castings = list(zip(names, choices, strict=True))
        castings += [(name, choice_of(n + 3)) for n, name in enumerate(names[::every])]
        for start in range(0, len(castings), BATCH_ENTRIES):
            some = castings[start : start + BATCH_ENTRIES]
            first = self.write(
                [
                    BallotCast(act=Act.of(name, NOON), poll=self.poll, channel="web", choice=choice)
                    for name, choice in some
                ]
            )
            self.counting |= {
                name: (first + number, choice) for number, (name, choice) in enumerate(some)
            }
            yield start + len(some), len(castings)

    def close(self) -> None:
        self.write([PollClosed(act=Act.of("system", NOON), poll=self.poll)])

    def name(self, number: int) -> str:
        secret = number.to_bytes(32)
        return name_in_scope(secret, self.community.origin, self.scope)

    def write(self, events: Sequence[Event]) -> int:
        """The position of the first."""
        origin, keys = self.community.origin, self.installation.keys
        key = poll_keys.of(keys, origin, [self.poll])[self.poll]
        with (
            self.installation.main.connection() as connection,
            pen(connection, self.community.log) as held,
        ):
            first, entries, sealed = held.head + 1, [], []
            for position, event in enumerate(events, first):
                private = private_fields(event)
                salt = self.installation.chance.draw(f"salt/{position}", SALT_BYTES)
                committed = commitment(salt, private) if private else None
                entries.append(NewEntry(event.TOPIC, event.tags, entry_of(event, committed)))
                if private:
                    fields = seal_fields(key, origin, position, salt, private, least=BALLOT_BYTES)
                    sealed.append((self.community.log, position, fields))
            held.write(entries)
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO vault VALUES (%s, %s, %s)", sealed)
        return first


def choice_of(number: int) -> Choice:
    """Blank ballots, single ones, and fuller ones."""
    return tuple(option for option in range(OPTIONS) if number >> option & 1)
