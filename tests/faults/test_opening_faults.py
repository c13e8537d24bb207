"""Ballots are being opened, the process is killed anywhere, and the next run completes it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys

from domain.voting.events import BallotsAllOpened, BallotsOpened
from infra.opening import Opening
from infra.settings import CHECKOUT, Settings
from tests.benchmarks.ballot_box import BallotBox
from tests.record.town import Town, fresh, town

KILLS = int(os.environ.get("LINLI_OPENING_KILLS", "6"))
VOTERS = 1_100
"""As many as fill three parts."""


def closed_poll(there: Town) -> BallotBox:
    box = BallotBox(there.installation, there.community, fresh("poll"))
    box.open()
    list(box.cast(VOTERS))
    box.close()
    return box


def opened_until(there: Town, last: int) -> subprocess.CompletedProcess[str]:
    settings = there.installation.settings
    given = {
        "home": str(settings.home), "main": settings.database_url, "keys": settings.keys_url,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.cut_off_opening", str(last), json.dumps(given)],
        cwd=CHECKOUT,
        check=False,
        capture_output=True,
        text=True,
    )


def assert_all_is_opened_once(there: Town, box: BallotBox) -> None:
    about = [
        (kind, json.loads(data)["data"])
        for _, kind, data in there.entries()
        if kind in {BallotsOpened.TOPIC, BallotsAllOpened.TOPIC}
    ]
    own = [(kind, data) for kind, data in about if data["poll"] == box.poll]
    ballots = [(at, tuple(choice)) for _, data in own for at, choice, _ in data.get("ballots", ())]
    assert ballots == sorted(box.counting.values())
    assert [kind for kind, _ in own][-1] == BallotsAllOpened.TOPIC
    assert own[-1][1]["opened"] == VOTERS
    assert [kind for kind, _ in own].count(BallotsAllOpened.TOPIC) == 1
    assert there.rows("SELECT 1 FROM poll_key WHERE key IS NOT NULL", keys=True) == []
    assert there.rows("SELECT count(*) FROM vault v JOIN event_tag t USING (log, position)"
                      " WHERE t.tag = %s AND t.type LIKE 'voting.BallotCast%%'",
                      box.poll) == [(0,)]  # fmt: skip


def test_killed_anywhere_the_next_run_completes_it(beside: Settings) -> None:
    chance = random.Random(os.environ.get("LINLI_FAULT_SEED"))  # noqa: S311 - only moments.
    with town(beside) as there:
        first = closed_poll(there)
        statements = int(opened_until(there, 0).stdout)
        assert_all_is_opened_once(there, first)
        for last in chance.sample(range(1, statements + 1), KILLS):
            box = closed_poll(there)
            cut_off = opened_until(there, last)
            assert cut_off.returncode == -signal.SIGKILL, cut_off.stderr
            Opening(there.installation).run()
            assert_all_is_opened_once(there, box)
            sys.stderr.write(f"killed after statement {last} of {statements}\n")
