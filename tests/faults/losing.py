"""Sixteen writers in four processes; all that runs is killed, and every answer must hold."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Thread
from typing import IO

import psycopg

from domain.voting.events import BallotCast
from infra import poll_keys
from infra.installation import Installation
from infra.runner import fold_inline
from infra.settings import CHECKOUT, Settings
from infra.vault import opened_ballots
from tests.benchmarks.electorate import CHAIR, Electorate, electorate
from tests.faults.ballot_writers import Said, Writer, told
from tests.faults.killing import RECOVERY_S_MAX, rebuilt_is_live
from tests.faults.serving import environment
from tests.faults.victims import PostgresAtWork
from tests.record.town import Town
from tests.waiting import until

PROCESSES = 4
WRITERS_EACH = 4
VOTERS_EACH = 64
POLLS_A_ROUND = 4
"""More than all writers can fill while everything is killed once."""
MORE_MAX = 200
"""The next kill comes after up to so many further answers, at a moment that chance decides."""


@dataclass(frozen=True)
class Told:
    """What became of the votes: none may be lost, and none recorded twice."""

    acknowledged: int
    lost: int
    doubled: int
    kills: int


@dataclass
class WritingProcess:
    """Four writers, and the positions that each of them was promised, in the order it asked."""

    place: Settings
    writers: Sequence[Writer]
    promises: dict[int, list[int]] = field(default_factory=dict)
    contradictions: int = 0
    """How often somebody who asked once more was told something else."""

    def __post_init__(self) -> None:
        self.promises = {writer.number: [] for writer in self.writers}
        self._start()

    @property
    def answered(self) -> int:
        return sum(map(len, self.promises.values()))

    def is_killed(self) -> None:
        self.process.kill()
        self.goes_on()

    def goes_on(self) -> None:
        """Another takes the place of one that has ended, as the workers of a server do.

        Each of its writers asks for the last vote once more, as if the answer had been lost.
        """
        self._ends()
        self._start()

    def is_to_leave(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def has_left(self) -> None:
        assert self._ends() == 0

    def _start(self) -> None:
        with (self.place.home / "writers.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.ballot_writers"],
                cwd=CHECKOUT, env=environment(self.place, 0), text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.listener = Thread(target=self._listen, args=(self.process.stdout,))
        self.listener.start()
        self.process.stdin.write(
            told([replace(each, first=self._next(each)) for each in self.writers])
        )
        self.process.stdin.flush()

    def _ends(self) -> int:
        self.is_to_leave()
        self.listener.join()
        return self.process.wait()

    def _next(self, writer: Writer) -> int:
        return max(0, len(self.promises[writer.number]) - 1)

    def _listen(self, answers: IO[str]) -> None:
        with answers:
            for line in answers:
                writer, number, position = map(int, line.split())
                promised = self.promises[writer]
                if number < len(promised):
                    self.contradictions += promised[number] != position
                else:
                    assert number == len(promised)
                    promised.append(position)


@dataclass(frozen=True)
class Night(PostgresAtWork):
    """All who write at once, and whom to kill among them."""

    processes: Sequence[WritingProcess]
    chance: random.Random

    def a_process_of_writers(self) -> None:
        self.chance.choice(self.processes).is_killed()

    def answered(self) -> list[int]:
        """How many answers each writer has had; whoever has ended is replaced meanwhile."""
        for each in self.processes:
            if each.process.poll() is not None:
                each.goes_on()
        return [len(had) for each in self.processes for had in each.promises.values()]

    def until_more(self, answers: int) -> None:
        wanted = sum(self.answered()) + answers
        until(lambda: sum(self.answered()) >= wanted, RECOVERY_S_MAX)

    def until_everybody_was_answered(self) -> None:
        """Each writer gets an answer to something that it asked after this moment."""
        seen = self.answered()
        until(
            lambda: all(now >= then + 2 for now, then in zip(self.answered(), seen, strict=True)),
            RECOVERY_S_MAX,
        )


VICTIMS: list[Callable[[Night], None]] = [
    Night.a_process_of_writers,
    Night.the_postmaster,
    Night.the_supervisor,
    Night.a_backend,
]


def everything_is_killed(installation: Installation, rounds: int) -> Told:
    """So many rounds of kills; in each, everything is killed once, in any order."""
    seed = os.environ.get("LINLI_FAULT_SEED") or str(random.SystemRandom().randrange(10**6))
    chance = random.Random(seed)  # noqa: S311 - only moments.
    sys.stderr.write(f"LINLI_FAULT_SEED={seed}\n")
    town = electorate(installation, PROCESSES * WRITERS_EACH * VOTERS_EACH)
    polls = [town.open_poll("sealed") for _ in range(POLLS_A_ROUND * (rounds + 1))]
    with writing(installation.settings, writers_of(town, polls)) as processes:
        night = Night(installation.settings, processes, chance)
        night.until_everybody_was_answered()
        for _ in range(rounds):
            begun = time.monotonic()
            for victim in chance.sample(VICTIMS, len(VICTIMS)):
                night.until_more(chance.randrange(MORE_MAX))
                victim(night)
            night.until_everybody_was_answered()
            sys.stderr.write(f"a round of kills, {time.monotonic() - begun:.1f} s\n")
    fold_inline(installation.conninfo)
    rebuilt_is_live(installation.conninfo)
    lost, doubled = lost_and_doubled(town, polls, processes)
    acknowledged = sum(process.answered for process in processes)
    return Told(acknowledged, lost, doubled, rounds * len(VICTIMS))


def writers_of(town: Electorate, polls: Sequence[str]) -> list[Writer]:
    names = town.names(polls[0], "sealed")
    voters = [(names[voter.person], voter.member) for voter in town.voters]
    count = PROCESSES * WRITERS_EACH
    return [Writer(number, voters[number::count], polls) for number in range(count)]


@contextmanager
def writing(place: Settings, writers: Sequence[Writer]) -> Iterator[list[WritingProcess]]:
    """On leaving, each has had its last answer."""
    processes = [WritingProcess(place, writers[first::PROCESSES]) for first in range(PROCESSES)]
    try:
        yield processes
        for each in processes:
            each.is_to_leave()
        for each in processes:
            each.has_left()
    finally:
        for each in processes:
            each.process.kill()
            each.process.wait()


def lost_and_doubled(
    town: Electorate, polls: Sequence[str], processes: Sequence[WritingProcess]
) -> tuple[int, int]:
    """Of the votes: those not at the position that was promised; and those nobody was promised."""
    recorded = ballots(town, polls)
    kept = {
        position
        for process in processes
        for writer in process.writers
        for number, position in enumerate(process.promises[writer.number])
        if recorded.get(position) == writer.asks(number).said
    }
    acknowledged = sum(process.answered + process.contradictions for process in processes)
    return acknowledged - len(kept), len(recorded.keys() - kept)


def ballots(town: Electorate, polls: Sequence[str]) -> dict[int, Said]:
    """What each ballot says, opened as after the close; asserts that the log has no gap."""
    installation, community = town.installation, town.community
    cast: dict[str, dict[int, str]] = {poll: {} for poll in polls}
    for position, kind, data in Town(installation, community, CHAIR).entries():
        if kind == BallotCast.TOPIC:
            entry = json.loads(data)
            cast[entry["data"]["poll"]][position] = entry["by"]
    keys = poll_keys.of(installation.keys, community.origin, polls)
    found: dict[int, Said] = {}
    with psycopg.connect(installation.conninfo, autocommit=True) as connection:
        for poll, names in cast.items():
            opened = opened_ballots(
                connection, keys[poll], community.log, community.origin, list(names)
            )
            for position, name in names.items():
                _, choice = opened.get(position, (b"", ()))
                found[position] = name, poll, choice
    return found
