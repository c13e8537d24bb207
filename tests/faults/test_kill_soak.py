"""The same kills as in `test_kill_faults.py`, for as many rounds as `LINLI_FAULT_ROUNDS` says."""

import os
from pathlib import Path

from infra.settings import Settings
from tests.faults.killing import keeps_its_promises

ROUNDS = int(os.environ.get("LINLI_FAULT_ROUNDS", "25"))


def test_every_promise_holds_for_a_long_time(place: Settings, tmp_path: Path) -> None:
    keeps_its_promises(place, tmp_path / "server.log", ROUNDS)
