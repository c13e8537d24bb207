"""增长 growth — what a vote costs in a long log, against what it costs in a short one.

Both lie on servers of their own, so that neither warms the other's indexes, and take turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from infra.process import spare_the_collector
from tests.benchmarks.accept import answered
from tests.benchmarks.durable import analyze, installation_of_its_own
from tests.benchmarks.electorate import Electorate, electorate
from tests.benchmarks.long_log import long_log
from tests.benchmarks.measuring import Figure, Run, Size, beside, interleaved


def growth(size: Size) -> Iterator[Figure]:
    """CPU µs of client and server for each vote."""
    short, long = size.of(1_000, 100_000), size.of(3_000, 1_000_000, 5_000_000)
    with ExitStack() as stack:
        after_few, after_many = (town_with(stack, entries, size) for entries in (short, long))
        spare_the_collector()
        taken = interleaved(
            size.rounds, many=lambda: cpu_of_votes(after_many), few=lambda: cpu_of_votes(after_few)
        )
        name, control = f"growth to {long:,} entries", f"the same after {short:,} entries"
        yield beside(name, "µs/vote", taken["many"], control, taken["few"])


def town_with(stack: ExitStack, entries: int, size: Size) -> Electorate:
    installation = stack.enter_context(installation_of_its_own())
    community = long_log(installation, entries)
    town = electorate(installation, size.of(200, 5_000, 10_000), community)
    analyze(installation)
    return town


def cpu_of_votes(town: Electorate) -> Run:
    run = answered(town, list(town.votes(town.open_poll())))
    spent = (run.cpu_us_client or 0) + (run.cpu_us_server or 0)
    return Run(spent, run.cpu_us_client, run.cpu_us_server)
