"""开票 open-ballots — sealed ballots opened: how fast, in how much memory, cut off in the middle.

A poll is filled, and two processes open it: the first is killed on the way, the second goes on.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import monotonic, process_time

from domain.voting.events import BallotsAllOpened, BallotsOpened
from domain.voting.open_ballots import BALLOTS_PER_PART_MAX
from infra import poll_keys
from infra.chance import fresh_id
from infra.installation import Installation, opened
from infra.opening import Opening
from infra.sealed_polls import entries
from infra.settings import CHECKOUT, Settings
from projections.views import Community
from tests.benchmarks.ballot_box import NOON, BallotBox
from tests.benchmarks.durable import installation_of_its_own
from tests.benchmarks.measuring import MICROSECONDS, Figure, Run, Size, alone, say

SLUG = "bench"
LOOK_S = 0.02
KIBIBYTES = 1024
KEPT_BYTES_MAX = 60_000
PARTS = """
    SELECT count(*), coalesce(max(octet_length(data)), 0), coalesce(sum(jsonb_array_length(
        convert_from(data, 'UTF8')::jsonb -> 'data' -> 'ballots')), 0)
    FROM event WHERE log = %s AND type = %s
"""


def open_ballots(size: Size) -> Iterator[Figure]:
    """Fill a poll, open it with one kill on the way, hold the result against what was cast."""
    ballots = size.of(1_500, 20_000, 100_000)
    with installation_of_its_own(clock=lambda: NOON) as installation:
        community = installation.communities.found(installation.writer, SLUG, "测速社区")
        box = BallotBox(installation, community, f"poll:{fresh_id(installation.chance, 'poll')}")
        box.open()
        for _ in box.cast(ballots):
            pass
        box.close()
        cut_off(installation, community, parts=max(1, ballots // BALLOTS_PER_PART_MAX // 3))
        rest = started(installation)
        spent = json.loads(rest.communicate()[0])
        _, longest, _ = opened_by_now(installation, community)
        must_fit(box, longest)
    cpu_us = spent["cpu_s"] / spent["ballots"] * MICROSECONDS
    opened_a_second = spent["ballots"] / spent["opening_s"]
    yield alone("open-ballots", "ballots/s", Run(opened_a_second, cpu_us))
    yield alone("open-ballots memory", "MiB more", Run(spent["peak_mib"] - spent["before_mib"]))


def cut_off(installation: Installation, community: Community, parts: int) -> None:
    """Kill the first opener once so many parts stand."""
    first = started(installation)
    while opened_by_now(installation, community)[0] < parts:
        if first.poll() is not None:
            raise SystemExit("The first opener ended by itself.")
        Event().wait(LOOK_S)
    first.send_signal(signal.SIGKILL)
    first.communicate()


def started(installation: Installation) -> subprocess.Popen[bytes]:
    home = str(installation.settings.home)
    command = [sys.executable, "-m", __spec__.name, home]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE)


def open_there(home: Path) -> None:
    """In a process of its own, whose memory is measured."""
    settings = replace(Settings.from_env(), home=home, database_url=None, keys_url=None)
    with opened(settings, clock=lambda: NOON) as installation:
        community = installation.community(SLUG)
        before, (_, _, ballots) = peak_mib(), opened_by_now(installation, community)
        began, cpu = monotonic(), process_time()
        Opening(installation).run()
        spent = {
            "opening_s": monotonic() - began,
            "cpu_s": process_time() - cpu,
            "ballots": int(opened_by_now(installation, community)[2] - ballots),
            "before_mib": before,
            "peak_mib": peak_mib(),
        }
    say(json.dumps(spent))


def opened_by_now(installation: Installation, community: Community) -> tuple[int, int, int]:
    """How many parts stand, how long the longest is, and how many ballots they open."""
    with installation.main.connection() as connection:
        row = connection.execute(PARTS, (community.log, BallotsOpened.TOPIC)).fetchone()
    assert row is not None
    return row


def must_fit(box: BallotBox, longest: int) -> None:
    """What was opened is what was cast: nothing twice, nothing else, and the key is gone."""
    log = box.community.log
    with box.installation.main.connection() as connection:
        opened_ballots = [
            (position, choice)
            for _, part in entries(connection, log, box.poll, [BallotsOpened])
            if isinstance(part, BallotsOpened)
            for position, choice, _ in part.ballots
        ]
        [(_, end)] = entries(connection, log, box.poll, [BallotsAllOpened])
    assert opened_ballots == sorted(box.counting.values())
    assert isinstance(end, BallotsAllOpened)
    assert end.opened == len(box.counting)
    assert longest <= KEPT_BYTES_MAX
    assert poll_keys.kept(box.installation.keys) == []


def peak_mib() -> float:
    """Of this process since its program began; what `getrusage` says begins with its parent."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    [peak] = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(peak) / KIBIBYTES


if __name__ == "__main__":
    open_there(Path(sys.argv[1]))
