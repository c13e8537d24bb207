from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from infra.settings import CHECKOUT
from tests.benchmarks.__main__ import BENCHMARKS
from tests.benchmarks.measuring import Figure

ASKED_FOR = {
    "accept", "accept-duplicates", "http-vote", "vote-latency", "lag", "rebuild", "rebuild-one",
    "growth", "memory", "list-page", "loss",
}  # fmt: skip
BARE = {"open-ballots", "memory", "loss", "lag"}
"""Of these a figure speaks for itself."""
FIELDS = {field.name for field in fields(Figure)}


def test_there_is_a_benchmark_for_every_promise() -> None:
    assert BENCHMARKS.keys() >= ASKED_FOR


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_measures_beside_its_control_and_leaves_nothing(
    name: str, tmp_path: Path
) -> None:
    """A short run: that it works, and what it prints; never how fast it was."""
    done = subprocess.run(
        [Path(sys.executable).parent / "linli", "bench", name, "--smoke", "--json"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
        env={**os.environ, "TMPDIR": str(tmp_path), "LINLI_HOME": str(tmp_path / "var")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    figures = [Figure(**json.loads(line)) for line in done.stdout.splitlines()]
    assert figures, done.stdout
    assert figures[0].name.startswith(name)
    assert all(set(json.loads(line)) == FIELDS for line in done.stdout.splitlines())
    assert any(figure.ratio is not None for figure in figures) or name in BARE
    assert list(tmp_path.iterdir()) == []
