import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.supervisor import Databases
from tests.importing.few_rows import A_STATEMENT, A_VOTE, COMMENTS, VOTES, lines


@pytest.fixture
def linli(fresh_databases: Databases, tmp_path: Path) -> Callable[..., str]:
    """Runs a verb of `linli` over empty databases, and gives what it prints."""
    environment = {
        **os.environ,
        "LINLI_HOME": str(tmp_path / "home"),
        "LINLI_DATABASE_URL": fresh_databases.main,
        "LINLI_KEYS_URL": fresh_databases.keys,
    }

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "infra.cli", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One statement, whose id is 5, and one vote on it."""
    lines(tmp_path, "comments.csv", COMMENTS, A_STATEMENT + "读书角")
    lines(tmp_path, "votes.csv", VOTES, A_VOTE)
    return tmp_path
