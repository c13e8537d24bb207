"""While a server runs, it says that its door is open; a pause that is short stays one span."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from infra.app import running
from infra.door_open import DOOR_GAP_SECONDS_MAX, DoorOpen, Span
from infra.installation import Installation, opened
from infra.settings import Settings
from infra.supervisor import Databases
from tests.record.town import over
from tests.waiting import until

SIX = datetime(2026, 9, 1, 18, 0, tzinfo=UTC)
GAP = timedelta(seconds=DOOR_GAP_SECONDS_MAX)


@pytest.fixture
def installation(fresh_databases: Databases, tmp_path: Path) -> Iterator[Installation]:
    with opened(over(fresh_databases, Settings(home=tmp_path / "home"))) as installation:
        yield installation


def spans(installation: Installation) -> list[Span]:
    with psycopg.connect(installation.conninfo) as connection:
        return connection.execute("SELECT since, until FROM door_open ORDER BY number").fetchall()


def runs_until(installation: Installation, condition: Callable[[], object]) -> None:
    async def server() -> None:
        async with running(installation):
            await asyncio.to_thread(until, condition)

    asyncio.run(server())


def test_a_server_beats_and_one_that_follows_soon_lengthens_the_span(
    installation: Installation,
) -> None:
    begun = datetime.now(UTC)
    runs_until(installation, lambda: spans(installation))
    [(since, _)] = spans(installation)
    assert begun <= since <= datetime.now(UTC)
    runs_until(installation, lambda: spans(installation)[0][1] > since)
    assert [first for first, _ in spans(installation)] == [since]


def test_after_a_longer_pause_a_new_span_begins(installation: Installation) -> None:
    door = DoorOpen(installation.main)
    for moment in (SIX, SIX + GAP, SIX + 3 * GAP, SIX + 4 * GAP):
        door.beat(moment)
    assert spans(installation) == [(SIX, SIX + GAP), (SIX + 3 * GAP, SIX + 4 * GAP)]


def test_a_beat_that_comes_late_shortens_nothing(installation: Installation) -> None:
    door = DoorOpen(installation.main)
    for moment in (SIX, SIX + GAP, SIX + GAP / 2):
        door.beat(moment)
    assert spans(installation) == [(SIX, SIX + GAP)]
