"""Opening many sealed ballots: how fast, in how much memory, and cut off in the middle.

`linli bench open-ballots` starts it. It makes an installation of its own in a temporary folder,
fills a poll, and lets two processes open it: the first is killed on the way, the second goes on.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic, process_time

import click

from domain.voting.events import BallotsAllOpened, BallotsOpened
from infra import poll_keys
from infra.chance import fresh_id
from infra.installation import Installation, opened
from infra.opening import Opening
from infra.progress import progress
from infra.sealed_polls import entries
from infra.settings import CHECKOUT, Settings
from projections.views import Community
from tests.benchmarks.ballot_box import NOON, BallotBox

BALLOTS = 100_000
SLUG = "bench"
LOOK_S = 0.02
KIBIBYTES = 1024
KEPT_BYTES_MAX = 60_000
PARTS = """
    SELECT count(*), coalesce(max(octet_length(data)), 0), coalesce(sum(jsonb_array_length(
        convert_from(data, 'UTF8')::jsonb -> 'data' -> 'ballots')), 0)
    FROM event WHERE log = %s AND type = %s
"""


@click.command()
@click.option("--ballots", default=BALLOTS, show_default=True, help="How many people vote.")
@click.option("--opener", hidden=True, help="Only open what is due in the installation there.")
def main(ballots: int, opener: str | None) -> None:
    """Fill a poll, open it with one kill on the way, hold the result against what was cast."""
    if opener is not None:
        open_there(Path(opener))
        return
    with TemporaryDirectory(prefix="linli-bench-") as folder:
        settings = replace(
            Settings.from_env(), home=Path(folder) / "home", database_url=None, keys_url=None
        )
        with opened(settings, clock=lambda: NOON) as installation:
            measure(installation, ballots)


def measure(installation: Installation, ballots: int) -> None:
    community = installation.communities.found(installation.writer, SLUG, "测速社区")
    box = BallotBox(installation, community, f"poll:{fresh_id(installation.chance, 'poll')}")
    began = monotonic()
    box.open()
    with progress("投票 cast", "ballots") as moved:
        for done, total in box.cast(ballots):
            moved(done, total)
    box.close()
    tell(f"{total} ballots of {ballots} people written in {monotonic() - began:.1f} s\n")
    before, cut_off_s = cut_off(installation, community, parts=max(1, ballots // 500 // 3))
    began = monotonic()
    spent = json.loads(started(installation).communicate()[0])
    rest_s = monotonic() - began
    parts, longest, _ = opened_by_now(installation, community)
    must_fit(box, longest)
    tell(
        f"killed after {before} of {parts} parts and {cut_off_s:.1f} s; the next process did the"
        f" rest in {rest_s:.1f} s with its start\n"
        f"opening: {spent['opening_s']:.1f} s, {spent['ballots'] / spent['opening_s']:.0f} ballots"
        f" a second ({spent['cpu_s']:.1f} s of its processor)\n"
        f"memory: {spent['before_mib']:.0f} MiB before, {spent['peak_mib']:.0f} MiB at most\n"
        f"longest entry: {longest} bytes\n"
        f"{ballots} ballots opened, each once, each as it was cast last; the key is destroyed\n"
    )


def cut_off(installation: Installation, community: Community, parts: int) -> tuple[int, float]:
    """Kill the first opener once so many parts stand; how many stand then, and after how long."""
    began, first = monotonic(), started(installation)
    while opened_by_now(installation, community)[0] < parts:
        if first.poll() is not None:
            raise SystemExit("The first opener ended by itself.")
        Event().wait(LOOK_S)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    return opened_by_now(installation, community)[0], monotonic() - began


def started(installation: Installation) -> subprocess.Popen[bytes]:
    home = str(installation.settings.home)
    command = [sys.executable, "-m", __spec__.name, "--opener", home]
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
    tell(json.dumps(spent))


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


def tell(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
