"""测量 — a figure beside its control: both taken in turns in one run, the median of their rounds.

A machine that is slow or busy slows both, so the ratio holds where a bare figure does not.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from statistics import median
from time import process_time

ROUNDS = 3
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
MICROSECONDS = 1_000_000
# Of /proc/<pid>/stat after the name of the program: its state is field 0 there.
PARENT, OWN_TICKS, CHILDREN_TICKS = 1, slice(11, 13), slice(13, 15)


class Size(Enum):
    """How much is measured: just enough to see that it runs, the usual, or all that is asked."""

    SMOKE = "smoke"
    USUAL = "usual"
    FULL = "full"

    def of(self, smoke: int, usual: int, full: int | None = None) -> int:
        """The number that belongs to this size."""
        return {Size.SMOKE: smoke, Size.USUAL: usual, Size.FULL: full or usual}[self]

    @property
    def rounds(self) -> int:
        return self.of(1, ROUNDS)


@dataclass(frozen=True)
class Figure:
    """One line of a benchmark: `ratio` is value ÷ control; CPU is in µs for each thing done."""

    name: str
    value: float
    unit: str
    control: str | None = None
    control_value: float | None = None
    ratio: float | None = None
    cpu_us_client: float | None = None
    cpu_us_server: float | None = None


@dataclass(frozen=True)
class Run:
    """What one round gave: its value, and the CPU µs for each thing done."""

    value: float
    cpu_us_client: float | None = None
    cpu_us_server: float | None = None


def interleaved(rounds: int, **runs: Callable[[], Run]) -> dict[str, Run]:
    """Every run once a round, in turns; the medians over all rounds."""
    taken: dict[str, list[Run]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            taken[name].append(run())
    return {name: typical(found) for name, found in taken.items()}


def typical(runs: list[Run]) -> Run:
    return Run(
        median(run.value for run in runs),
        _median(run.cpu_us_client for run in runs),
        _median(run.cpu_us_server for run in runs),
    )


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def beside(name: str, unit: str, measured: Run, control: str, compared: Run) -> Figure:
    """A figure beside its control."""
    ratio = measured.value / compared.value if compared.value else None
    return Figure(
        name, measured.value, unit, control, compared.value, ratio,
        measured.cpu_us_client, measured.cpu_us_server,
    )  # fmt: skip


def alone(name: str, unit: str, measured: Run) -> Figure:
    """A figure that needs no control, or is one."""
    return Figure(
        name, measured.value, unit,
        cpu_us_client=measured.cpu_us_client, cpu_us_server=measured.cpu_us_server,
    )  # fmt: skip


class Cpu:
    """CPU time of this process, or of another one, and of PostgreSQL with all its processes."""

    def __init__(self, data: Path, process: int | None = None) -> None:
        """`data` is the data folder of the server; dead processes of it are counted too."""
        self.process = process
        self.postmaster = int((data / "postmaster.pid").read_text().split()[0])
        self.client, self.server = self._client(), self._server()

    def each(self, value: float, count: int) -> Run:
        """A run of this value, with the CPU spent since for each of `count` things done."""
        client, server = self._client() - self.client, self._server() - self.server
        return Run(value, client / count * MICROSECONDS, server / count * MICROSECONDS)

    def _client(self) -> float:
        if self.process is None:
            spent = os.times()
            return process_time() + spent.children_user + spent.children_system
        said = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, said[OWN_TICKS])) / TICKS_PER_S

    def _server(self) -> float:
        ticks = 0
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                # A process may end between being listed and being read.
                with suppress(OSError):
                    said = (entry / "stat").read_text().rpartition(")")[2].split()
                    if int(entry.name) == self.postmaster:
                        ticks += sum(map(int, (*said[OWN_TICKS], *said[CHILDREN_TICKS])))
                    elif int(said[PARENT]) == self.postmaster:
                        ticks += sum(map(int, said[OWN_TICKS]))
        return ticks / TICKS_PER_S


def tell(figures: Iterable[Figure], *, as_json: bool) -> None:
    """Each figure as soon as it is there: a line of JSON, or of a table."""
    if not as_json:
        say(f"{'':<28}{'value':>12} {'unit':<10}{'control':>12} {'ratio':>7} {'CPU µs':>13}")
    for figure in figures:
        say(json.dumps(asdict(figure)) if as_json else _row(figure))


def _row(figure: Figure) -> str:
    cpu = "+".join(
        f"{spent:.0f}"
        for spent in (figure.cpu_us_client, figure.cpu_us_server)
        if spent is not None
    )
    control = "" if figure.control_value is None else f"{figure.control_value:,.1f}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    against = f"   ÷ {figure.control}" if figure.control else ""
    return (
        f"{figure.name:<28}{figure.value:>12,.1f} {figure.unit:<10}{control:>12} {ratio:>7}"
        f" {cpu:>13}{against}"
    )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
