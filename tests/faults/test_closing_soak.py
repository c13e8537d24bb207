"""Polls of every mode close under load, `LINLI_CLOSE_ROUNDS` times each, and an outage is real."""

import os
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from domain.voting.events import Mode
from infra.door_open import DOOR_GAP_SECONDS_MAX
from infra.settings import Settings
from tests.faults.closing import Evening, closes_under_load, opened_a_while_ago
from tests.faults.outage import is_held_for_all_to_see, the_committee_closes_it, votes_were_cast
from tests.faults.serving import served
from tests.faults.voting import full_minute_after, now
from tests.record.town import town
from tests.waiting import until

ROUNDS = int(os.environ.get("LINLI_CLOSE_ROUNDS", "3"))
VOTERS = 200
VOTERS_OF_OLD = 8
OUTAGE = timedelta(seconds=DOOR_GAP_SECONDS_MAX + 30)
MODES: tuple[Mode, ...] = ("open", "sealed", "anonymous")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_polls_of_every_mode_close_right_again_and_again(
    place: Settings, tmp_path: Path, mode: Mode, turn: int
) -> None:
    closes_under_load(place, tmp_path / "server.log", mode, VOTERS)


def test_servers_that_are_down_for_minutes_before_the_close_leave_a_held_poll(
    place: Settings, tmp_path: Path
) -> None:
    said = tmp_path / "server.log"
    with town(place) as there:
        voters = there.residents(VOTERS_OF_OLD)
        closes_at = full_minute_after(now() + OUTAGE + timedelta(seconds=90))
        poll = opened_a_while_ago(there, "sealed", closes_at)
        with served(place, said):
            votes_were_cast(there, poll, voters, now())
        until(lambda: now() >= closes_at, 2 * OUTAGE.total_seconds() + 60)
        with served(place, said) as (port, server):
            evening = Evening(there, port, server, poll, closes_at, Random(1))  # noqa: S311 - only moments.
            until(lambda: evening.visitor.get(f"polls/{poll}").status == 200)
            is_held_for_all_to_see(evening, 240)
            the_committee_closes_it(evening)
