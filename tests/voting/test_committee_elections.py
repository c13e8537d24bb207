"""Elections of committees with their winners, given with the project and not part of it."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from domain.voting.counting import count
from domain.voting.events import TieRule
from tests.voting.elections import terms_of

AV = "av"
ELECTIONS = range(40)


@dataclass(frozen=True)
class Given:
    """One election: its ballots, its seats, and every committee that approval lets win."""

    ballots: Counter[tuple[int, ...]]
    candidates: int
    seats: int
    committees: set[frozenset[int]]


def given(file: Path) -> Given:
    told = yaml.safe_load(file.read_text("utf-8"))
    [winning] = [
        each["result"] for each in told["compute"] if each["rule_id"] == AV and not each["resolute"]
    ]
    return Given(
        Counter(tuple(sorted(approved)) for approved in told["profile"]),
        told["num_cand"],
        told["committeesize"],
        {frozenset(committee) for committee in winning},
    )


@pytest.fixture(scope="module")
def elections(real_data: Path) -> list[Given]:
    return [given(file) for file in sorted((real_data / "committee-elections").glob("*.abc.yaml"))]


def test_all_forty_elections_are_there(elections: list[Given]) -> None:
    assert len(elections) == len(ELECTIONS)


@pytest.mark.parametrize("number", ELECTIONS)
def test_approval_gives_the_winning_committees_and_tells_ties_as_ties(
    elections: list[Given], number: int
) -> None:
    told = elections[number]
    terms = terms_of("approval", told.candidates, seats=told.seats, tie_rule="stays")
    outcome = count(terms, told.ballots)
    certain = frozenset(outcome.winners)
    left = told.seats - len(certain)
    assert {certain | set(some) for some in combinations(outcome.tied, left)} == told.committees
    assert bool(outcome.tied) == outcome.tie_stands == (len(told.committees) > 1)


@pytest.mark.parametrize("number", ELECTIONS)
@pytest.mark.parametrize("drawn", [None, "5 11 17 23 29 33 8"])
def test_a_broken_tie_gives_one_of_the_winning_committees(
    elections: list[Given], number: int, drawn: str | None
) -> None:
    told = elections[number]
    rule: TieRule = "listed-first" if drawn is None else "lot"
    terms = terms_of("approval", told.candidates, seats=told.seats, tie_rule=rule)
    outcome = count(terms, told.ballots, drawn)
    assert frozenset(outcome.winners) in told.committees
    assert outcome.tie_broken_by == (rule if len(told.committees) > 1 else "")
