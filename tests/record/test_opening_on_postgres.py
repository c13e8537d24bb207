"""How a sealed poll is opened: what counts, all of it, once, and nothing else for ever."""

import json
import threading
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag

from domain.voting.events import BallotCast, BallotsAllOpened, BallotsOpened, PollClosed
from infra import poll_keys
from infra.erasing import Erasing
from infra.opening import UNUSED_KEY_AGE_MAX, Opening
from infra.sealed_polls import BallotMissing
from infra.vault import opened
from tests.benchmarks.ballot_box import BallotBox
from tests.record.ballots import BallotPaper
from tests.record.town import NOON, Town, fresh


class StopsAfter(threading.Event):
    """Is set once it has been asked so many times."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks

    def is_set(self) -> bool:
        self.looks -= 1
        return self.looks < 0


def open_what_is_due(there: Town) -> None:
    Opening(there.installation).run()


def test_after_the_close_the_last_ballot_of_each_name_is_opened_and_nothing_else(
    linjiang: Town,
) -> None:
    first, second, third = linjiang.residents(3)
    poll = BallotPaper.opened(linjiang)
    poll.votes(first, 0)
    stays = poll.votes(second, 1)
    changed = poll.votes(first, 2)
    blank = poll.votes(third, 3)
    poll.closes()
    open_what_is_due(linjiang)
    assert poll.results() == {stays: [1], changed: [2], blank: [3]}
    [end] = poll.entries(BallotsAllOpened.TOPIC).values()
    assert (end["by"], end["data"]) == ("system", {"poll": poll.poll, "opened": 3})


def test_before_the_close_nothing_is_opened(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    position = poll.votes(somebody, 1)
    open_what_is_due(linjiang)
    assert poll.results() == {}
    assert poll.has_key()
    assert poll.sealed() == [position]


def test_what_a_replaced_ballot_said_nobody_can_read_any_more(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    replaced = poll.votes(somebody, 0)
    poll.votes(somebody, 1)
    poll.closes()
    open_what_is_due(linjiang)
    assert not poll.has_key()
    assert poll.sealed() == []
    assert replaced not in poll.results()
    poll_keys.make(linjiang.installation.keys, linjiang.community.origin, poll.poll, NOON)
    assert not poll.has_key()


def test_paper_counts_once_a_second_person_has_read_the_same(linjiang: Town) -> None:
    came, hesitates = linjiang.residents(2)
    poll = BallotPaper.opened(linjiang)
    poll.votes(came, 0)
    online = poll.votes(hesitates, 1)
    paper, confirmed = poll.votes_on_paper(came, 2)
    _, unconfirmed = poll.votes_on_paper(hesitates, 3)
    poll.confirms(came, paper)
    poll.closes()
    open_what_is_due(linjiang)
    assert poll.results() == {online: [1], confirmed: [2]}
    assert unconfirmed not in poll.sealed()


def test_a_poll_without_a_ballot_has_a_result_too(linjiang: Town) -> None:
    poll = BallotPaper.opened(linjiang)
    poll.closes()
    open_what_is_due(linjiang)
    assert poll.entries(BallotsOpened.TOPIC) == {}
    [end] = poll.entries(BallotsAllOpened.TOPIC).values()
    assert end["data"]["opened"] == 0
    assert not poll.has_key()


def test_a_cancelled_poll_is_never_opened_and_nobody_can_open_it_later(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    poll.votes(somebody, 1)
    poll.is_cancelled()
    open_what_is_due(linjiang)
    assert not poll.results()
    assert not poll.entries(BallotsAllOpened.TOPIC)
    assert not poll.has_key()
    assert poll.sealed() == []


def test_of_an_open_poll_there_is_nothing_to_open(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang, "open")
    poll.votes(somebody, 1)
    open_what_is_due(linjiang)
    assert poll.has_key()
    poll.closes()
    open_what_is_due(linjiang)
    assert linjiang.entries()[-1][1] == PollClosed.TOPIC
    assert not poll.has_key()


def test_whoever_is_erased_has_voted_and_the_ballot_is_opened(linjiang: Town) -> None:
    leaves, stays = linjiang.residents(2)
    poll = BallotPaper.opened(linjiang)
    positions = poll.votes(leaves, 0), poll.votes(stays, 1)
    Erasing(linjiang.installation).at_once(leaves.person)
    assert poll.sealed() == list(positions)
    poll.closes()
    open_what_is_due(linjiang)
    assert poll.results() == {positions[0]: [0], positions[1]: [1]}
    assert Erasing(linjiang.installation).again() == 0


def test_an_opening_that_was_stopped_goes_on_where_it_was(linjiang: Town) -> None:
    box = BallotBox(linjiang.installation, linjiang.community, fresh("poll"))
    box.open()
    list(box.cast(1_600))
    box.close()
    Opening(linjiang.installation, StopsAfter(1)).run()
    assert linjiang.count(BallotsOpened.TOPIC) == 1
    assert linjiang.count(BallotsAllOpened.TOPIC) == 0
    open_what_is_due(linjiang)
    parts = [
        json.loads(data)["data"]
        for _, kind, data in linjiang.entries()
        if kind == BallotsOpened.TOPIC
    ]
    numbers = [part["part"] for part in parts]
    assert numbers == [f"opening:{box.poll.removeprefix('poll:')}:{n}" for n in range(1, 5)]
    found = [(at, tuple(choice)) for part in parts for at, choice, _ in part["ballots"]]
    assert found == sorted(box.counting.values())
    longest = max(len(data) for _, _, data in linjiang.entries())
    assert longest <= 60_000
    assert max(len(part["ballots"]) for part in parts) == 500


def test_when_nothing_is_left_to_do_nothing_is_recorded(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    poll.votes(somebody, 1)
    poll.closes()
    open_what_is_due(linjiang)
    head = len(linjiang.entries())
    open_what_is_due(linjiang)
    assert len(linjiang.entries()) == head


def test_many_processes_open_a_poll_once(linjiang: Town) -> None:
    voters = linjiang.residents(6)
    poll = BallotPaper.opened(linjiang)
    positions = [poll.votes(voter, n % 4) for n, voter in enumerate(voters)]
    poll.closes()
    openers = [threading.Thread(target=open_what_is_due, args=(linjiang,)) for _ in range(6)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert sorted(poll.results()) == positions
    assert linjiang.count(BallotsAllOpened.TOPIC) == 1


class TestABallotThatCannotBeOpened:
    def test_it_keeps_its_poll_without_a_result_and_no_other_poll(self, linjiang: Town) -> None:
        somebody = linjiang.resident()
        damaged, whole = (BallotPaper.opened(linjiang) for _ in range(2))
        position, other = (poll.votes(somebody, 1) for poll in (damaged, whole))
        linjiang.rows(
            "UPDATE vault SET ciphertext = set_byte(ciphertext, 30, get_byte(ciphertext, 30) # 1)"
            " WHERE position = %s",
            position,
        )
        for poll in (damaged, whole):
            poll.closes()
        with pytest.raises(InvalidTag):
            open_what_is_due(linjiang)
        assert not damaged.results()
        assert not damaged.entries(BallotsAllOpened.TOPIC)
        assert damaged.has_key()
        assert whole.results() == {other: [1]}

    def test_one_that_is_missing_is_never_passed_over(self, linjiang: Town) -> None:
        somebody = linjiang.resident()
        poll = BallotPaper.opened(linjiang)
        position = poll.votes(somebody, 1)
        linjiang.rows("DELETE FROM vault WHERE position = %s", position)
        poll.closes()
        with pytest.raises(BallotMissing):
            open_what_is_due(linjiang)
        assert poll.entries(BallotsAllOpened.TOPIC) == {}


class TestAKeyThatNoPollUses:
    def kept(self, there: Town, poll: str) -> bool:
        return poll in {each.poll for each in poll_keys.kept(there.installation.keys)}

    def test_it_goes_after_a_day(self, linjiang: Town) -> None:
        keys, origin = linjiang.installation.keys, linjiang.community.origin
        late, new = fresh("poll"), fresh("poll")
        poll_keys.make(keys, origin, late, NOON - UNUSED_KEY_AGE_MAX - timedelta(seconds=1))
        poll_keys.make(keys, origin, new, NOON - UNUSED_KEY_AGE_MAX)
        open_what_is_due(linjiang)
        assert not self.kept(linjiang, late)
        assert self.kept(linjiang, new)

    def test_it_stays_when_somebody_has_just_asked_for_it_again(self, linjiang: Town) -> None:
        keys, origin, poll = linjiang.installation.keys, linjiang.community.origin, fresh("poll")
        poll_keys.make(keys, origin, poll, NOON - 2 * UNUSED_KEY_AGE_MAX)
        [unused] = poll_keys.kept(keys)
        before = poll_keys.of(keys, origin, [poll])
        poll_keys.make(keys, origin, poll, NOON)
        poll_keys.forget(keys, unused)
        assert poll_keys.of(keys, origin, [poll]) == before

    def test_that_of_a_poll_that_runs_for_long_stays(self, linjiang: Town) -> None:
        poll = BallotPaper.opened(linjiang)
        linjiang.rows("UPDATE poll_key SET made_at = '2020-01-01Z'", keys=True)
        open_what_is_due(linjiang)
        assert poll.has_key()


def test_no_reader_of_the_vault_is_given_a_ballot(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    position = poll.votes(somebody, 1)
    installation, community = linjiang.installation, linjiang.community
    with installation.main.connection() as connection:
        found = opened(connection, installation.keys, linjiang.log, community.origin, [position])
    assert found == {}
    assert list(poll.entries(BallotCast.TOPIC)) == [position]
