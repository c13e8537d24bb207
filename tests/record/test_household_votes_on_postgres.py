"""One vote per household: under which name it stands, and what becomes of it."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from domain.kernel import Act
from domain.voting.open_poll import OpenPoll, scope_of_ballots
from domain.voting.terms import Terms
from infra import poll_keys
from infra.ballots import SealedBallots, household_scope
from infra.erasing import Erasing
from infra.households import Households
from infra.migrate import MIGRATIONS
from infra.opening import Opening
from tests.record.ballots import BallotPaper
from tests.record.polls import vote
from tests.record.town import NOON, SCOPE, Resident, Town, fresh

HOME, NEXT_DOOR = "3号楼2单元501", "3号楼2单元502"
TERMS = Terms(
    kind="one", options=2, choices_max=1, seats=1, audience="residents", unit="household",
    mode="sealed", quorum=0, threshold=0, tie_rule="stays", closes_at="2026-09-01T05:00Z",
    hold_hours=24,
)  # fmt: skip


@pytest.fixture
def poll(linjiang: Town) -> str:
    return fresh("poll")


@pytest.fixture
def family(linjiang: Town) -> tuple[Resident, Resident, Resident]:
    """Two people of one household, and a neighbour."""
    mother, father, neighbour = linjiang.residents(3)
    lives(linjiang, mother, HOME)
    lives(linjiang, father, HOME)
    lives(linjiang, neighbour, NEXT_DOOR)
    return mother, father, neighbour


def lives(there: Town, who: Resident, household: str) -> None:
    homes = Households(there.installation.keys, there.installation.clock)
    homes.settle(there.community.origin, who.person, household, f"居民{who.person}")


def named(there: Town, person: UUID, poll: str) -> str | None:
    installation = there.installation
    ballots = SealedBallots(installation.main, installation.keys, installation.clock)
    return asyncio.run(ballots.household_name(there.community, person, poll))


def opened(there: Town, poll: str) -> BallotPaper:
    poll_keys.make(there.installation.keys, there.community.origin, poll, NOON)
    there.recorded(
        OpenPoll(
            act=Act.of(there.chair, NOON), poll=poll, voice=SCOPE, terms=TERMS,
            title="楼道的灯", text="", labels=("换", "不换"),
        )
    )  # fmt: skip
    return BallotPaper(there, poll)


def votes(paper: BallotPaper, who: Resident, choice: int) -> int:
    """The position of the ballot that a member casts for the household."""
    name = named(paper.there, who.person, paper.poll)
    assert name is not None
    [recorded] = paper.there.recorded(vote(replace(who, voice=name), paper.poll, choice, NOON))
    return recorded.position


def test_all_of_a_household_vote_under_one_name_and_nobody_else_does(
    linjiang: Town, poll: str, family: tuple[Resident, Resident, Resident]
) -> None:
    mother, father, neighbour = (named(linjiang, one.person, poll) for one in family)
    assert mother == father
    assert neighbour not in {mother, None}


def test_the_name_is_made_for_one_poll_and_says_nothing_of_the_household(
    linjiang: Town, poll: str, family: tuple[Resident, Resident, Resident]
) -> None:
    mother = family[0].person
    name, other = named(linjiang, mother, poll), named(linjiang, mother, fresh("poll"))
    assert name is not None
    assert other is not None
    assert name.startswith(f"{scope_of_ballots(poll, SCOPE, TERMS)}:")
    assert household_scope(poll) == scope_of_ballots(poll, SCOPE, TERMS)
    assert name.rpartition(":")[2] != other.rpartition(":")[2]
    assert linjiang.installation.keys.person_of(name) is None


def test_whoever_is_known_to_live_nowhere_has_none(linjiang: Town, poll: str) -> None:
    assert named(linjiang, linjiang.resident().person, poll) is None


def test_it_is_stored_before_it_is_used(
    linjiang: Town, poll: str, family: tuple[Resident, Resident, Resident]
) -> None:
    names = {named(linjiang, one.person, poll) for one in family}
    stored = linjiang.rows("SELECT name FROM household_name", keys=True)
    assert {name for (name,) in stored} == names


def test_the_last_ballot_of_a_household_counts_whoever_cast_it(
    linjiang: Town, poll: str, family: tuple[Resident, Resident, Resident]
) -> None:
    paper = opened(linjiang, poll)
    mother, father, neighbour = family
    votes(paper, mother, 0)
    last = votes(paper, father, 1)
    other = votes(paper, neighbour, 0)
    paper.closes()
    Opening(linjiang.installation).run()
    assert paper.results() == {last: [1], other: [0]}


def test_whoever_moves_while_a_poll_runs_votes_again_under_the_same_name(
    linjiang: Town, poll: str
) -> None:
    somebody = linjiang.resident()
    paper = opened(linjiang, poll)
    for number in range(1, 6):
        lives(linjiang, somebody, f"9号楼{number}01")
        last = votes(paper, somebody, number % 2)
    other = named(linjiang, somebody.person, fresh("poll"))
    paper.closes()
    Opening(linjiang.installation).run()
    assert paper.results() == {last: [1]}
    homes = Households(linjiang.installation.keys, linjiang.installation.clock)
    assert homes.homes_of(linjiang.community.origin, somebody.person) == ["9号楼501"]
    assert other is not None


def test_in_the_next_poll_they_vote_with_those_with_whom_they_live(
    linjiang: Town, poll: str, family: tuple[Resident, Resident, Resident]
) -> None:
    mother, father, neighbour = family
    assert named(linjiang, mother.person, poll) == named(linjiang, father.person, poll)
    lives(linjiang, mother, NEXT_DOOR)
    assert named(linjiang, mother.person, poll) == named(linjiang, father.person, poll)
    following = fresh("poll")
    assert named(linjiang, mother.person, following) == named(linjiang, neighbour.person, following)


def test_a_household_that_is_left_while_a_poll_runs_is_the_same_for_those_who_come(
    linjiang: Town, poll: str
) -> None:
    somebody, erased, newcomer = linjiang.residents(3)
    paper = opened(linjiang, poll)
    lives(linjiang, somebody, HOME)
    first = votes(paper, somebody, 0)
    lives(linjiang, somebody, NEXT_DOOR)
    Erasing(linjiang.installation).at_once(erased.person)
    lives(linjiang, newcomer, HOME)
    last = votes(paper, newcomer, 1)
    paper.closes()
    Opening(linjiang.installation).run()
    assert (first in paper.results(), paper.results()) == (False, {last: [1]})


def test_whoever_lived_under_a_name_before_names_were_fixed_keeps_it(
    linjiang: Town, poll: str, family: tuple[Resident, Resident, Resident]
) -> None:
    mother = family[0]
    name = named(linjiang, mother.person, poll)
    linjiang.rows("DROP TABLE household_vote", keys=True)
    linjiang.rows((MIGRATIONS / "keys" / "0009_household_votes.sql").read_text(), keys=True)
    lives(linjiang, mother, NEXT_DOOR)
    assert named(linjiang, mother.person, poll) == name


def test_once_the_last_one_of_a_household_is_erased_its_ballot_counts_and_then_its_names_go(
    linjiang: Town, poll: str, family: tuple[Resident, Resident, Resident]
) -> None:
    paper = opened(linjiang, poll)
    mother, father, neighbour = family
    cast = votes(paper, mother, 1)
    kept = named(linjiang, neighbour.person, poll)
    for one in (mother, father):
        Erasing(linjiang.installation).at_once(one.person)
    assert linjiang.rows("SELECT person FROM household_vote", keys=True) == [(neighbour.person,)]
    assert len(linjiang.rows("SELECT name FROM household_name", keys=True)) == 2
    paper.closes()
    Opening(linjiang.installation).run()
    assert paper.results() == {cast: [1]}
    assert linjiang.rows("SELECT name FROM household_name", keys=True) == [(kept,)]
    homes = Households(linjiang.installation.keys, linjiang.installation.clock)
    assert [home.label for home in homes.all(linjiang.community.origin)] == [NEXT_DOOR]
