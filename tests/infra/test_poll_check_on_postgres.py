"""What the doctor says of polls that nobody closes or opens, or that nobody can open any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from infra.opening import Opening
from infra.poll_check import polls
from infra.supervisor import Databases
from tests.infra.afternoon import CLOSE, MINUTE, Afternoon, spent
from tests.record.polls import poll_opened
from tests.record.town import NOON


@pytest.fixture
def afternoon(fresh_databases: Databases, tmp_path: Path) -> Iterator[Afternoon]:
    with spent(fresh_databases, tmp_path / "home") as afternoon:
        yield afternoon


def amiss(afternoon: Afternoon, moment: datetime) -> list[str]:
    databases = afternoon.town.installation.supervised.databases
    return [one.english for one in polls(databases, moment) if not one.well]


def test_a_poll_that_nobody_closes_is_found(afternoon: Afternoon) -> None:
    assert amiss(afternoon, CLOSE + 2 * MINUTE) == []
    assert amiss(afternoon, CLOSE + 15 * MINUTE) == [
        "1 polls should be closed by now, 0 should be opened."
    ]


def test_a_closed_poll_that_nobody_opens_is_found(afternoon: Afternoon) -> None:
    afternoon.the_door_stands_open(NOON, CLOSE)
    afternoon.looks_at(CLOSE + MINUTE)
    assert amiss(afternoon, CLOSE + 15 * MINUTE) == []
    assert amiss(afternoon, CLOSE + 2 * timedelta(hours=1)) == [
        "0 polls should be closed by now, 1 should be opened."
    ]
    Opening(afternoon.town.installation).run()
    assert amiss(afternoon, CLOSE + 2 * timedelta(hours=1)) == []


def test_a_closed_poll_whose_key_is_lost_is_found_until_it_is_back(afternoon: Afternoon) -> None:
    town = afternoon.town
    open_by_name = poll_opened(town, "open", NOON, CLOSE)
    afternoon.the_door_stands_open(NOON, CLOSE)
    [(before,)] = town.rows("SELECT key FROM poll_key WHERE poll = %s", afternoon.poll, keys=True)
    lost = "UPDATE poll_key SET key = NULL WHERE poll = ANY(%s)"
    afternoon.looks_at(CLOSE + MINUTE)
    town.rows(lost, [afternoon.poll, open_by_name], keys=True)
    missing = (
        f"{afternoon.poll} of {town.community.origin} is closed and not all opened,"
        " and its key is gone."
    )
    assert amiss(afternoon, CLOSE + 2 * MINUTE) == [missing]
    town.rows("DELETE FROM poll_key WHERE poll = %s", afternoon.poll, keys=True)
    assert amiss(afternoon, CLOSE + 2 * MINUTE) == [missing]
    town.rows(
        "INSERT INTO poll_key VALUES (%s, %s, %s, now())",
        town.community.origin, afternoon.poll, before, keys=True,
    )  # fmt: skip
    Opening(town.installation).run()
    assert amiss(afternoon, CLOSE + 2 * MINUTE) == []
