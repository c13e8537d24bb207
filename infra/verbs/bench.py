"""测速 bench — measures on this machine what Linli can carry, in an installation of its own."""

from __future__ import annotations

import click

from infra.settings import CHECKOUT, OperatorError


class NoMeasurements(OperatorError):
    """The measurements lie beside the tests, in a checkout of Linli."""


@click.group()
def verb() -> None:
    """测速 Measure on this machine what Linli can carry; nothing of yours is touched."""


@verb.command()
@click.option("--ballots", default=100_000, show_default=True, help="How many people vote.")
def open_ballots(ballots: int) -> None:
    """开票 Open sealed ballots: rate, memory, and a kill on the way."""
    import subprocess
    import sys

    module = "tests.benchmarks.open_ballots"
    if not (CHECKOUT / f"{module.replace('.', '/')}.py").is_file():
        raise NoMeasurements(f"{NoMeasurements.__doc__} 测速程序在源码目录的 tests 中。")
    run = [sys.executable, "-m", module, "--ballots", str(ballots)]
    raise SystemExit(subprocess.call(run, cwd=CHECKOUT))
