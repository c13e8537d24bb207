"""Polls close in time by themselves, unless nobody could come in when most people vote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from domain.kernel import ENTRY_TIME, Act
from domain.voting.cancel_poll import CancelPoll
from domain.voting.close_poll import GRACE_MINUTES, ClosePoll
from domain.voting.events import (
    BallotCast,
    BallotsAllOpened,
    BallotsOpened,
    ClosingHeld,
    PollClosed,
    PollOpened,
)
from domain.voting.poll_as_it_stands import PollIsClosed
from infra.closer import Closing
from infra.door_open import BEAT_S, DOOR_GAP_SECONDS_MAX
from infra.opening import Opening
from infra.supervisor import Databases
from infra.writer import Waiting
from services.door import REQUEST_S_MAX
from tests.infra.afternoon import CLOSE, MINUTE, Afternoon, spent
from tests.record.polls import HOLD_HOURS, poll_opened, vote
from tests.record.town import NOON, founded, refusals

PROCESSES = 4


@pytest.fixture
def afternoon(fresh_databases: Databases, tmp_path: Path) -> Iterator[Afternoon]:
    with spent(fresh_databases, tmp_path / "home") as afternoon:
        yield afternoon


def test_whoever_came_in_time_is_decided_before_the_close_is_recorded() -> None:
    assert GRACE_MINUTES * 60 > REQUEST_S_MAX


class TestWhereTheDoorStoodOpen:
    @pytest.fixture(autouse=True)
    def all_afternoon(self, afternoon: Afternoon) -> None:
        afternoon.the_door_stands_open(NOON, CLOSE)

    def test_a_poll_closes_a_minute_after_its_end_and_not_sooner(
        self, afternoon: Afternoon
    ) -> None:
        assert afternoon.looks_at(CLOSE + timedelta(seconds=59)) == []
        assert afternoon.looks_at(CLOSE + MINUTE) == [PollClosed.TOPIC]

    def test_it_closes_once_however_often_somebody_looks(self, afternoon: Afternoon) -> None:
        for minutes in range(1, 4):
            assert afternoon.looks_at(CLOSE + minutes * MINUTE) == [PollClosed.TOPIC]

    def test_processes_that_look_at_the_same_moment_close_it_once(
        self, afternoon: Afternoon
    ) -> None:
        afternoon.hands.now = CLOSE + MINUTE
        together = Barrier(PROCESSES)

        def one_process(_: int) -> None:
            closing = Closing(afternoon.town.installation)
            together.wait()
            closing.run()

        with ThreadPoolExecutor(PROCESSES) as processes:
            list(processes.map(one_process, range(PROCESSES)))
        assert afternoon.ends == [PollClosed.TOPIC]

    def test_in_the_last_minute_a_vote_counts_by_when_it_came(self, afternoon: Afternoon) -> None:
        """Who came before the close may still wait to be decided; who came at the close is late."""
        one, two = afternoon.resident, afternoon.town.resident()
        afternoon.hands.now = CLOSE + timedelta(seconds=REQUEST_S_MAX - 1)
        in_time, late = CLOSE - timedelta(seconds=1), CLOSE
        assert refusals(
            afternoon.town.decide(
                Waiting(vote(one, afternoon.poll, 1, in_time), arrived=in_time),
                Waiting(vote(one, afternoon.poll, 2, late), arrived=late),
                Waiting(vote(two, afternoon.poll, 2, in_time), arrived=in_time),
            )
        )[:1] == [PollIsClosed]
        assert afternoon.town.count(BallotCast.TOPIC) == 1

    def test_an_extended_poll_closes_at_its_new_time(self, afternoon: Afternoon) -> None:
        later = CLOSE + 10 * MINUTE
        afternoon.is_extended(CLOSE - MINUTE, later)
        afternoon.the_door_stands_open(CLOSE, later)
        assert afternoon.looks_at(CLOSE + MINUTE) == []
        assert afternoon.looks_at(later + MINUTE) == [PollClosed.TOPIC]

    def test_a_cancelled_poll_is_not_closed(self, afternoon: Afternoon) -> None:
        act = Act.of(afternoon.town.chair, NOON)
        afternoon.town.recorded(CancelPoll(act=act, poll=afternoon.poll, reason="写错了"))
        assert afternoon.looks_at(CLOSE + MINUTE) == []

    def test_after_a_night_without_any_server_it_closes(self, afternoon: Afternoon) -> None:
        assert afternoon.looks_at(CLOSE + timedelta(hours=12)) == [PollClosed.TOPIC]

    def test_polls_of_all_communities_are_closed(self, afternoon: Afternoon) -> None:
        elsewhere = founded(afternoon.town.installation, "huaqing")
        poll_opened(elsewhere, "open", NOON, CLOSE)
        afternoon.looks_at(CLOSE + MINUTE)
        assert elsewhere.count(PollClosed.TOPIC) == 1

    def test_one_that_cannot_be_closed_keeps_no_other_open(self, afternoon: Afternoon) -> None:
        elsewhere = founded(afternoon.town.installation, "huaqing")
        poll_opened(elsewhere, "open", NOON, CLOSE - MINUTE)
        afternoon.closing.run()
        [(position,)] = elsewhere.rows(
            "UPDATE event SET data = '{}' WHERE log = %s AND type = %s RETURNING position",
            elsewhere.log, PollOpened.TOPIC,
        )  # fmt: skip
        assert position
        with pytest.raises(KeyError):
            afternoon.looks_at(CLOSE + MINUTE)
        assert afternoon.ends == [PollClosed.TOPIC]


class TestWhereTheDoorWasShut:
    def test_a_restart_holds_nothing(self, afternoon: Afternoon) -> None:
        stopped = CLOSE - 10 * MINUTE
        afternoon.the_door_stands_open(NOON, stopped)
        pause = timedelta(seconds=DOOR_GAP_SECONDS_MAX - BEAT_S)
        afternoon.the_door_stands_open(stopped + pause, CLOSE)
        assert afternoon.looks_at(CLOSE + MINUTE) == [PollClosed.TOPIC]

    def test_an_outage_before_the_last_hour_holds_nothing(self, afternoon: Afternoon) -> None:
        afternoon.the_door_stands_open(CLOSE - timedelta(hours=1), CLOSE)
        assert afternoon.looks_at(CLOSE + MINUTE) == [PollClosed.TOPIC]

    @pytest.mark.parametrize(
        ("shut", "open_again"),
        [(60, 57), (30, 27), (10, 7), (3, 0), (170, 0)],
        ids=["at first", "in between", "near the end", "at the end", "all afternoon"],
    )
    def test_three_minutes_of_the_last_hour_hold_the_closing(
        self, afternoon: Afternoon, shut: int, open_again: int
    ) -> None:
        afternoon.the_door_stands_open(NOON, CLOSE - shut * MINUTE)
        afternoon.the_door_stands_open(CLOSE - open_again * MINUTE, CLOSE + MINUTE)
        assert afternoon.looks_at(CLOSE + MINUTE) == [ClosingHeld.TOPIC]

    def test_a_poll_without_a_last_hour_is_measured_since_its_opening(
        self, afternoon: Afternoon
    ) -> None:
        opened_at = CLOSE - 10 * MINUTE
        poll_opened(afternoon.town, "sealed", opened_at, CLOSE)
        afternoon.the_door_stands_open(opened_at, CLOSE)
        afternoon.looks_at(CLOSE + MINUTE)
        assert afternoon.ends == [ClosingHeld.TOPIC]
        assert afternoon.town.count(PollClosed.TOPIC) == 1


class TestAHeldClosing:
    @pytest.fixture(autouse=True)
    def held(self, afternoon: Afternoon) -> None:
        in_time = CLOSE - MINUTE
        afternoon.town.recorded(vote(afternoon.resident, afternoon.poll, 1, in_time))
        assert afternoon.looks_at(CLOSE + MINUTE) == [ClosingHeld.TOPIC]

    def opened(self, afternoon: Afternoon) -> int:
        Opening(afternoon.town.installation).run()
        return afternoon.town.count(BallotsOpened.TOPIC) + afternoon.town.count(
            BallotsAllOpened.TOPIC
        )

    def test_it_says_until_when_and_nothing_is_opened(self, afternoon: Afternoon) -> None:
        [held] = [e for _, kind, e in afternoon.town.entries() if kind == ClosingHeld.TOPIC]
        until = CLOSE + MINUTE + timedelta(hours=HOLD_HOURS)
        assert json.loads(held)["data"]["until"] == until.strftime(ENTRY_TIME)
        assert afternoon.looks_at(until - MINUTE) == [ClosingHeld.TOPIC]
        assert self.opened(afternoon) == 0

    def test_when_the_hold_ends_it_closes_and_is_opened(self, afternoon: Afternoon) -> None:
        until = CLOSE + MINUTE + timedelta(hours=HOLD_HOURS)
        assert afternoon.looks_at(until) == [ClosingHeld.TOPIC, PollClosed.TOPIC]
        assert self.opened(afternoon) == 2

    def test_the_committee_may_close_it_before(self, afternoon: Afternoon) -> None:
        act = Act.of(afternoon.town.chair, CLOSE + 5 * MINUTE)
        afternoon.town.recorded(ClosePoll(act=act, poll=afternoon.poll, door_was_open=False))
        assert afternoon.looks_at(CLOSE + 6 * MINUTE) == [ClosingHeld.TOPIC, PollClosed.TOPIC]
        assert self.opened(afternoon) == 2

    def test_the_committee_may_extend_it_and_it_closes_then(self, afternoon: Afternoon) -> None:
        until, later = CLOSE + 5 * MINUTE, CLOSE + timedelta(hours=2)
        afternoon.is_extended(until, later)
        afternoon.the_door_stands_open(until, later)
        assert afternoon.looks_at(until + MINUTE) == [ClosingHeld.TOPIC]
        assert afternoon.looks_at(later + MINUTE) == [ClosingHeld.TOPIC, PollClosed.TOPIC]

    def test_what_was_shut_before_an_extension_holds_nothing_again(
        self, afternoon: Afternoon
    ) -> None:
        """Whoever extends a poll knows of the outage that held its closing."""
        open_again, later = CLOSE + 5 * MINUTE, CLOSE + 45 * MINUTE
        afternoon.is_extended(open_again, later)
        afternoon.the_door_stands_open(open_again, later)
        assert afternoon.looks_at(later + MINUTE) == [ClosingHeld.TOPIC, PollClosed.TOPIC]

    def test_an_outage_after_the_extension_holds_it_once_more(self, afternoon: Afternoon) -> None:
        open_again, later = CLOSE + 5 * MINUTE, CLOSE + 45 * MINUTE
        afternoon.is_extended(open_again, later)
        afternoon.the_door_stands_open(open_again, later - 3 * MINUTE)
        assert afternoon.looks_at(later + MINUTE) == [ClosingHeld.TOPIC, ClosingHeld.TOPIC]
