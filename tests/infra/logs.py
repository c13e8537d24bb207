"""Logs of events for tests of the runner: opened, appended to by the pen, and followed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from domain.kernel import Act, Event
from domain.suggestions.events import CHOICES, StanceTaken, SuggestionSubmitted
from infra.bell import Bell
from infra.event_log import NewEntry, pen, ring
from infra.mapper import entry_of
from infra.runner import Runner
from projections.all import PROJECTIONS
from projections.projection import Projection
from tests.projections.scenario import NOON, founded

BATCH = 2_000


def connected(conninfo: str) -> psycopg.Connection:
    return psycopg.connect(conninfo, autocommit=True)


def open_log(conninfo: str, log: int = 1) -> None:
    with connected(conninfo) as connection:
        connection.execute(
            "INSERT INTO log_head (log, community, origin, opening, position)"
            " VALUES (%(log)s, 'c' || %(log)s, 'o' || %(log)s, '{}', 0)",
            {"log": log},
        )


def append(conninfo: str, *events: Event, log: int = 1) -> int:
    """Append events, and say that nothing in them has words to be shown; the new head."""
    with connected(conninfo) as connection:
        for start in range(0, len(events), BATCH):
            entries = [
                NewEntry(event.TOPIC, event.tags, entry_of(event))
                for event in events[start : start + BATCH]
            ]
            with pen(connection, log) as held:
                head = held.write(entries)
            ring(connection, log, head)
        connection.execute(
            "INSERT INTO words_checkpoint VALUES (%s, %s)"
            " ON CONFLICT (log) DO UPDATE SET position = excluded.position",
            (log, head),
        )
        connection.execute("SELECT pg_notify('linli_views', %s)", (f"words {log} {head}",))
    return head


def conversation(stances: int, seed: int = 1) -> list[Event]:
    """A founding, some suggestions, and people who change their minds about them."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is a secret.
    people = [f"voice:2026:{number:022}" for number in range(stances // 30 + 10)]
    suggestions = [f"suggestion:{number:022}" for number in range(stances // 300 + 5)]
    return [
        founded,
        *(
            SuggestionSubmitted(
                act=Act(chance.choice(people), NOON),
                suggestion=suggestion,
                scope="voice:2026",
                category="services",
                channel="web",
            )
            for suggestion in suggestions
        ),
        *(
            StanceTaken(
                act=Act(chance.choice(people), f"2026-03-{chance.randint(1, 28):02}T04:00Z"),
                suggestion=chance.choice(suggestions),
                choice=chance.choice(CHOICES),
                channel="web",
            )
            for _ in range(stances)
        ),
    ]


@contextmanager
def running(conninfo: str, projections: Sequence[Projection] = PROJECTIONS) -> Iterator[Runner]:
    bell = Bell(conninfo)
    runner = Runner(conninfo, bell, projections)
    bell.start()
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()
        bell.stop()


def shown(runner: Runner, position: int, log: int = 1) -> None:
    asyncio.run(runner.wait(log, position))


def rows(conninfo: str, query: str) -> list[Any]:
    with connected(conninfo) as connection:
        return connection.execute(query).fetchall()
