"""The master key: made once, and never made again over keys that it did not wrap."""

from pathlib import Path

import pytest

from infra.installation import opened
from infra.keys import MasterKeyLost
from infra.supervisor import Databases
from tests.importing.importing import settings_of


def test_a_lost_master_key_stops_the_start_instead_of_being_replaced(
    fresh_databases: Databases, tmp_path: Path
) -> None:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings) as installation:
        installation.communities.found(installation.writer, "lin", "临江")
    master = settings.home / "keys" / "master"
    kept = master.rename(tmp_path / "kept")
    with pytest.raises(MasterKeyLost, match="backup"), opened(settings):
        pass
    assert not master.exists()
    kept.rename(master)
    with opened(settings) as installation:
        assert installation.community("lin").name == "临江"
