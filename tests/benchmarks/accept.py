"""受理 accept — votes decided and durably accepted by the production door, with all side rows.

1,024 callers in one process wait for their answers, in turns with pgbench on the same server.
`accept-duplicates` asks the same where one caller in ten votes again what stands already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import perf_counter
from uuid import uuid4

import uvloop

from domain.voting.events import Mode
from infra.door import GroupDoor
from infra.process import spare_the_collector
from infra.writer import Waiting
from services.door import RequestKey
from tests.benchmarks.durable import analyze, cpu_of, installation_of_its_own, pgbench
from tests.benchmarks.electorate import BODY, Electorate, electorate
from tests.benchmarks.measuring import Figure, Run, Size, beside, interleaved

CALLERS = 1_024
CONTROL = "pgbench: single-row durable INSERTs, 64 clients"
ONE_IN = 10


def accept(size: Size) -> Iterator[Figure]:
    """Sealed ballots, each with its vault row and its request, against single-row INSERTs."""
    with installation_of_its_own() as installation:
        town = electorate(installation, size.of(500, 10_000, 30_000))
        analyze(installation)
        spare_the_collector()
        seconds = size.of(1, 5, 10)
        taken = interleaved(
            size.rounds,
            votes=lambda: answered(town, list(town.votes(town.open_poll()))),
            open_votes=lambda: answered(town, voting_openly(town)),
            control=lambda: pgbench(installation, seconds),
        )
        yield beside("accept", "votes/s", taken["votes"], CONTROL, taken["control"])
        yield beside("accept open votes", "votes/s", taken["open_votes"], CONTROL, taken["control"])


def accept_duplicates(size: Size) -> Iterator[Figure]:
    """One caller in ten repeats another's request, or votes for what stands already."""
    with installation_of_its_own() as installation:
        town = electorate(installation, size.of(500, 10_000, 30_000))
        analyze(installation)
        spare_the_collector()
        taken = interleaved(
            size.rounds,
            repeats=lambda: answered(town, with_repeats(voting_openly(town))),
            control=lambda: answered(town, voting_openly(town)),
        )
        control = "the same without repeats"
        yield beside("accept-duplicates", "answers/s", taken["repeats"], control, taken["control"])


def voting_openly(town: Electorate) -> list[Waiting]:
    mode: Mode = "open"
    return list(town.votes(town.open_poll(mode), mode))


def with_repeats(votes: Sequence[Waiting]) -> list[Waiting]:
    """Of as many callers, every tenth repeats a neighbour: the request, or the vote as such."""
    again = list(votes)
    for number in range(ONE_IN - 1, len(votes), ONE_IN):
        before = votes[number - 1]
        fresh = replace(before, request=RequestKey(uuid4(), BODY))
        again[number] = before if number // ONE_IN % 2 else fresh
    return again


def answered(town: Electorate, votes: Sequence[Waiting]) -> Run:
    """Answers a second, and the CPU of each, on the event loop of the server."""
    return uvloop.run(_answered(town, votes))


async def _answered(town: Electorate, votes: Sequence[Waiting]) -> Run:
    door = GroupDoor(town.installation.writer)
    asked = iter(votes)

    async def caller() -> None:
        for waiting in asked:
            now = town.installation.clock()
            await door.decide(town.community, waiting.command, waiting.request, now)

    cpu, began = cpu_of(town.installation), perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    took = perf_counter() - began
    run = cpu.each(len(votes) / took, len(votes))
    await door.close()
    return run
