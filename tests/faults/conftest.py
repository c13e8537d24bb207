"""An installation of its own for each test that kills, and a town over databases that stay."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from infra.settings import Settings
from infra.supervisor import Databases
from tests.infra.installation import nobody_supervises
from tests.record.town import over
from tests.waiting import until


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an installation that does not exist yet, and is left stopped."""
    place = replace(settings, home=tmp_path / "home")
    yield place
    until(lambda: nobody_supervises(place))


@pytest.fixture
def beside(fresh_databases: Databases, tmp_path: Path) -> Settings:
    """Settings over two fresh databases, for this process and for others."""
    return over(fresh_databases, Settings(home=tmp_path / "home"))
