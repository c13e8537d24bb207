"""A result is counted once, and then it is known."""

import asyncio

import pytest

from domain.voting.counting import Outcome
from infra.supervisor import Databases
from projections import voting
from projections.views import Views
from projections.voting import Poll
from services.outcomes import Outcomes
from tests.infra.logs import connected, open_log
from tests.projections.house import HAITANG, House
from tests.projections.poll_story import (
    BENCH,
    LANTERNS,
    all_opened,
    ballot,
    ballots_opened,
    cancelled,
    closed,
    lot_drawn,
    opened,
    sealed_closed,
    sealed_opened,
    vote,
)
from tests.projections.scenario import NEIGHBOUR, founded


@pytest.fixture
def house(fresh_databases: Databases) -> House:
    open_log(fresh_databases.main)
    return House(fresh_databases.main)


@pytest.fixture
def outcomes() -> Outcomes:
    return Outcomes(most=1)


def told(house: House, outcomes: Outcomes, poll: str = BENCH) -> Outcome | None:
    async def ask(views: Views) -> Outcome | None:
        return await outcomes.outcome(views, HAITANG, await the_poll(views, poll))

    return house.asked(ask)


async def the_poll(views: Views, poll: str) -> Poll:
    found = await voting.poll(views, HAITANG, poll)
    assert found is not None
    return found


def lose_the_ballots(house: House) -> None:
    """Whoever counts from now on finds nothing."""
    with connected(house.conninfo) as connection:
        connection.execute("DELETE FROM poll_choices")


def test_a_result_is_counted_once(house: House, outcomes: Outcomes) -> None:
    house.has(founded, opened, vote(0), vote(1, by=NEIGHBOUR), closed)
    found = told(house, outcomes)
    assert found is not None
    assert (found.votes, found.tie_stands) == ((1, 1, 0), True)
    lose_the_ballots(house)
    assert told(house, outcomes) is found


def test_a_lot_that_was_drawn_is_counted_in(house: House, outcomes: Outcomes) -> None:
    house.has(founded, opened, vote(0), vote(1, by=NEIGHBOUR), closed)
    told(house, outcomes)
    house.has(lot_drawn)
    found = told(house, outcomes)
    assert found is not None
    assert (found.tie_stands, found.tie_broken_by, len(found.winners)) == (False, "lot", 1)


def test_as_long_as_people_vote_every_vote_is_counted(house: House, outcomes: Outcomes) -> None:
    house.has(founded, opened, vote(0))
    assert told(house, outcomes) is not None
    house.has(vote(1, by=NEIGHBOUR))
    found = told(house, outcomes)
    assert found is not None
    assert found.votes == (1, 1, 0)
    assert len(outcomes) == 0
    house.has(cancelled)
    assert told(house, outcomes) is None


def test_what_nobody_has_asked_for_the_longest_is_forgotten(
    house: House, outcomes: Outcomes
) -> None:
    house.has(founded, opened, sealed_opened, vote(0), ballot(), closed, sealed_closed)
    assert told(house, outcomes, LANTERNS) is None
    house.has(ballots_opened((5, (2,))), all_opened.model_copy(update={"opened": 1}))
    bench, lanterns = told(house, outcomes), told(house, outcomes, LANTERNS)
    assert len(outcomes) == 1
    assert told(house, outcomes, LANTERNS) is lanterns
    assert told(house, outcomes) == bench
    assert told(house, outcomes) is not bench


def test_of_many_who_ask_at_once_one_counts(house: House, outcomes: Outcomes) -> None:
    house.has(founded, opened, vote(0), closed)

    async def ask(views: Views) -> list[Outcome | None]:
        poll = await the_poll(views, BENCH)
        return await asyncio.gather(*(outcomes.outcome(views, HAITANG, poll) for _ in range(4)))

    first, *others = house.asked(ask)
    assert first is not None
    assert all(found is first for found in others)
