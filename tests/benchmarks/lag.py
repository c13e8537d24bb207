"""滞后 lag — from the answer "recorded" to the moment when every view, and the words, show it.

Votes come at an even rate, whatever has become of those before, to the door of a server with all
that runs beside it. Each then waits as whoever reads their own write does. As an answer may come
a little after its COMMIT, the whole way from being asked to being visible is told too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import uvloop

from domain.voting.events import Mode
from infra.app import running
from infra.catching_up import caught_up
from infra.process import spare_the_collector
from infra.writer import Waiting
from services.linli import Linli
from tests.benchmarks.durable import analyze, cpu_of, installation_of_its_own
from tests.benchmarks.electorate import Electorate, electorate
from tests.benchmarks.measuring import Figure, Run, Size, alone, typical

VOTES_PER_S = 1_000
MILLISECONDS = 1_000
PERCENT = 100
MODES: tuple[Mode, ...] = ("anonymous", "open")
NAMES = (
    "lag p99, {mode} votes",
    "lag p50, {mode} votes",
    "lag p99 from the question, {mode} votes",
)
Served = tuple[Run, Run, Run]
Way = tuple[float, float]
"""Of one vote in ms: from the answer until it is visible, and from the question."""


def lag(size: Size) -> Iterator[Figure]:
    """A sealed poll, and one in which each vote is told at once."""
    with installation_of_its_own() as installation:
        town = electorate(installation, size.of(200, 5_000, 20_000))
        analyze(installation)
        for mode in MODES:
            taken = [
                served(measured(town, list(town.votes(town.open_poll(mode), mode))))
                for _ in range(size.rounds)
            ]
            for name, runs in zip(NAMES, zip(*taken, strict=True), strict=True):
                yield alone(name.format(mode=mode), "ms", typical(list(runs)))


def served(coming: Coroutine[Any, Any, Served]) -> Served:
    """In the loop that a server has."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(coming)


async def measured(town: Electorate, votes: Sequence[Waiting]) -> Served:
    """The lags of votes that come one after the other at the rate."""
    caught_up(town.installation)
    async with running(town.installation) as linli:
        head = await linli.record.head(town.community)
        await linli.record.wait(town.community, head)
        spare_the_collector()
        cpu, ways = cpu_of(town.installation), []
        async with asyncio.TaskGroup() as group:
            began = perf_counter()
            for number, waiting in enumerate(votes):
                early = began + number / VOTES_PER_S - perf_counter()
                if early > 0:
                    await asyncio.sleep(early)
                ways.append(group.create_task(way_of(linli, town, waiting)))
        shown, asked = zip(*(way.result() for way in ways), strict=True)
        return (
            cpu.each(quantiles(shown, n=PERCENT)[-1], len(votes)),
            Run(median(shown)),
            Run(quantiles(asked, n=PERCENT)[-1]),
        )


async def way_of(linli: Linli, town: Electorate, waiting: Waiting) -> Way:
    asked, now = perf_counter(), town.installation.clock()
    recorded = await linli.door.decide(town.community, waiting.command, waiting.request, now)
    answered = perf_counter()
    await linli.record.wait(town.community, recorded.position)
    visible = perf_counter()
    return (visible - answered) * MILLISECONDS, (visible - asked) * MILLISECONDS
