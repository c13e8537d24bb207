"""A town of its own for each test of the record."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.settings import Settings
from infra.supervisor import Databases
from tests.record.town import Town, over, town


@pytest.fixture
def beside(fresh_databases: Databases, tmp_path: Path) -> Settings:
    """Settings over two fresh databases, for this process and for others."""
    return over(fresh_databases, Settings(home=tmp_path / "home"))


@pytest.fixture
def linjiang(beside: Settings) -> Iterator[Town]:
    with town(beside) as linjiang:
        yield linjiang
