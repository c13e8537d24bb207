"""内存 memory — how much the Python processes hold while a long record is imported, and rebuilt.

The verbs run as an operator starts them, beside the process that supervises PostgreSQL; what is
shared between processes counts for each in its part (PSS). PostgreSQL keeps to what it is set to.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

from infra.installation import Installation
from infra.settings import CHECKOUT
from tests.benchmarks.durable import cpu_of, installation_of_its_own
from tests.benchmarks.long_log import long_log
from tests.benchmarks.measuring import PARENT, Figure, Run, Size, alone

LOOK_S = 0.05
KIBIBYTES = 1024
STATEMENTS = 500
VOTES_PER_PERSON = 50
FIRST_MS = 1_600_000_000_000


def memory(size: Size) -> Iterator[Figure]:
    """The most that is held at any look, for as many entries in either case."""
    entries = size.of(1_000, 100_000, 1_000_000)
    with installation_of_its_own() as installation:
        long_log(installation, entries)
        held = most_held(installation, "rebuild")
        yield alone(f"memory, rebuild of {entries}", "MiB PSS", held)
        folder = installation.settings.home / "export"
        write_export(folder, entries)
        held = most_held(installation, "import", "polis", str(folder), "--community", "past")
        yield alone(f"memory, import of {entries}", "MiB PSS", held)


def write_export(folder: Path, votes: int) -> None:
    """A Polis conversation in which people vote on whatever comes, in no order of time."""
    folder.mkdir()
    chance = random.Random(0)  # noqa: S311 - any spread will do.
    with (folder / "comments.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("timestamp", "comment-id", "author-id", "moderated", "comment-body"))
        for number in range(STATEMENTS):
            text = f"第 {number} 条建议：楼下的路灯该修一修了。"
            rows.writerow((FIRST_MS + number, number, number, 1, text))
    people = max(votes // VOTES_PER_PERSON, STATEMENTS)
    with (folder / "votes.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("timestamp", "comment-id", "voter-id", "vote"))
        for number in range(votes):
            moment = FIRST_MS + chance.randrange(votes) * 1_000
            on = chance.randrange(STATEMENTS)
            rows.writerow((moment, on, number % people, chance.choice((-1, 0, 1))))


def most_held(installation: Installation, *verb: str) -> Run:
    """In MiB, by the processes of a verb and by the supervisor, while the verb runs."""
    home = str(installation.settings.home)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    supervisor = parent_of(cpu_of(installation).postmaster)
    most = 0
    with subprocess.Popen(
        [sys.executable, "-m", "infra.cli", *verb],
        cwd=CHECKOUT, env=kept | {"LINLI_HOME": home}, stdout=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        while running.poll() is None:
            family = [running.pid, *children_of(running.pid), supervisor]
            most = max(most, sum(map(held_kib, family)))
            Event().wait(LOOK_S)
    if running.returncode != 0:
        raise SystemExit(f"linli {' '.join(verb)} failed.")
    return Run(most / KIBIBYTES)


def parent_of(process: int) -> int:
    said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    return int(said.rpartition(")")[2].split()[PARENT])


def children_of(process: int) -> list[int]:
    """The processes that it has started, of all its threads."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            found += map(int, (task / "children").read_text(encoding="utf-8").split())
    return found


def held_kib(process: int) -> int:
    """Its own memory, and its part of what it shares; nothing once it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
