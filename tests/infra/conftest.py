"""An installation of its own for each test of the supervisor and the server."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from infra.settings import Settings
from tests.infra.installation import nobody_supervises
from tests.waiting import until


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an installation that does not exist yet, and is left stopped."""
    place = replace(settings, home=tmp_path / "home")
    yield place
    until(lambda: nobody_supervises(place))
