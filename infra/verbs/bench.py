"""测速 bench — measures on this machine what Linli can carry, in installations of its own."""

from __future__ import annotations

import subprocess
import sys

import click

from infra.settings import CHECKOUT, OperatorError

MODULE = "tests.benchmarks"


class NoMeasurements(OperatorError):
    """The measurements lie beside the tests, in a checkout of Linli."""


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1)
def verb(arguments: tuple[str, ...]) -> None:
    """测速 Measure on this machine what Linli can carry; nothing of yours is touched."""
    if not (CHECKOUT / MODULE.replace(".", "/") / "__main__.py").is_file():
        raise NoMeasurements(f"{NoMeasurements.__doc__} 测速程序在源码目录的 tests 中。")
    raise SystemExit(subprocess.call([sys.executable, "-m", MODULE, *arguments], cwd=CHECKOUT))
