"""While a poll closes things are killed: no vote in time is lost, none too late is counted."""

from datetime import timedelta
from pathlib import Path
from random import Random

from infra.settings import Settings
from tests.faults.closing import Evening, closes_under_load
from tests.faults.outage import (
    is_held_for_all_to_see,
    nobody_votes_any_more,
    the_committee_closes_it,
    votes_were_cast,
)
from tests.faults.serving import served
from tests.faults.voting import now, tokens_of
from tests.record.polls import poll_opened
from tests.record.town import town

VOTERS = 200
VOTERS_OF_OLD = 8


def test_two_hundred_change_their_minds_while_their_poll_closes_and_servers_are_killed(
    place: Settings, tmp_path: Path
) -> None:
    closes_under_load(place, tmp_path / "server.log", "sealed", VOTERS)


def test_an_outage_over_the_last_hour_ends_in_a_hold_and_not_in_an_opening(
    place: Settings, tmp_path: Path
) -> None:
    """No server ran when it closed; when one comes back, the committee decides, not the clock."""
    with town(place) as there:
        voters = there.residents(VOTERS_OF_OLD)
        closes_at = now().replace(second=0, microsecond=0) - timedelta(minutes=5)
        opened_at, went_down = closes_at - timedelta(hours=2), closes_at - timedelta(minutes=20)
        poll = poll_opened(there, "sealed", opened_at, closes_at)
        there.rows("INSERT INTO door_open (since, until) VALUES (%s, %s)", opened_at, went_down)
        votes_were_cast(there, poll, voters, went_down)
        [token, *_] = tokens_of(there, voters)
        with served(place, tmp_path / "server.log") as (port, server):
            evening = Evening(there, port, server, poll, closes_at, Random(1))  # noqa: S311 - only moments.
            is_held_for_all_to_see(evening)
            nobody_votes_any_more(evening, token)
            evening.one_server_process_is_killed()
            is_held_for_all_to_see(evening)
            the_committee_closes_it(evening)
