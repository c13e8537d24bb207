"""A town whose clock the test moves, and what it knows of somebody who is to be erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from infra.erasing import Erasing
from infra.installation import opened
from infra.settings import Settings
from infra.supervisor import Databases
from tests.record.town import NOON, Town, founded, over


@dataclass
class Days:
    """A clock that stands still until the test moves it."""

    now: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def there(fresh_databases: Databases, tmp_path: Path, days: Days) -> Iterator[Town]:
    settings = over(fresh_databases, Settings(home=tmp_path / "home"))
    with opened(settings, clock=days) as installation:
        yield founded(installation, "linjiang")


@pytest.fixture
def erasing(there: Town) -> Erasing:
    return Erasing(there.installation)
