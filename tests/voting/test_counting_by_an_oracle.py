"""What we count, counted again by votelib, which others wrote and others use."""

from collections.abc import Iterator, Mapping
from random import Random

import pytest
from votelib.component.transfer import Gregory  # type: ignore[import-untyped]
from votelib.convert import ApprovalToSimpleVotes  # type: ignore[import-untyped]
from votelib.evaluate.core import Plurality, Tie  # type: ignore[import-untyped]
from votelib.evaluate.sequential import (  # type: ignore[import-untyped]
    TransferableVoteDistributor,
    allocation_totals,
    initial_allocation,
)

from domain.voting.counting import count
from domain.voting.events import TieRule
from domain.voting.terms import TIE_RULES
from domain.voting.ties import drawn_for
from tests.voting.elections import RANDOM_ELECTIONS, approvals, random_rankings, terms_of

Rankings = Mapping[tuple[int, ...], int]
DRAWN = "5 11 17 23 29 33 8"
PLACES = {
    "listed-first": dict(enumerate(range(9))),
    "lot": {
        n: place for place, n in enumerate(sorted(range(9), key=lambda n: drawn_for(n, DRAWN)))
    },
}


def elections(first_seed: int) -> Iterator[tuple[int, Random, int, dict[tuple[int, ...], int]]]:
    """Random elections of two to seven options and one to thirty voters, each with its seed."""
    for seed in range(first_seed, first_seed + RANDOM_ELECTIONS):
        chance = Random(seed)  # noqa: S311 - the same elections every time.
        options = chance.randint(2, 7)
        yield seed, chance, options, random_rankings(chance, options, chance.randint(1, 30))


def test_approval_agrees_with_the_oracle_on_1000_random_elections_with_ties() -> None:
    ties = 0
    for seed, chance, options, rankings in elections(10_000):
        seats = chance.randint(1, options)
        ballots = approvals(rankings)
        ours = count(terms_of("approval", options, seats=seats), ballots)
        votes = ApprovalToSimpleVotes().convert({frozenset(c): n for c, n in ballots.items()})
        theirs = Plurality().evaluate(votes, seats) if votes else []
        certain = {each for each in theirs if not isinstance(each, Tie)}
        tied = {option for each in theirs if isinstance(each, Tie) for option in each}
        assert (set(ours.winners), set(ours.tied)) == (certain, tied), f"seed {seed}"
        listed = count(terms_of("approval", options, seats=seats, tie_rule="listed-first"), ballots)
        broken = Tie.break_by_list(theirs, list(range(options)))
        assert set(listed.winners) == set(broken), f"seed {seed}"
        ties += bool(tied)
    assert ties > RANDOM_ELECTIONS // 10


class PublishedRule:
    """Who stays in, told to the oracle by the rule as it is published, in words of its own."""

    def __init__(self, rule: TieRule) -> None:
        self.place = PLACES.get(rule)
        self.seen: list[dict[int, int]] = []
        self.stands = False

    def evaluate(self, totals: dict[int, int]) -> list[int]:
        self.seen.insert(0, dict(totals))
        fewest = min(totals.values())
        lowest = [option for option in totals if totals[option] == fewest]
        others = [number for number in totals.values() if number > fewest]
        if len(lowest) > 1 and len(others) > 1 and fewest * len(lowest) < min(others):
            return [option for option in totals if option not in lowest]
        past = {option: [round_[option] for round_ in self.seen] for option in lowest}
        behind = [option for option in lowest if past[option] == min(past.values())]
        if len(behind) > 1 and self.place is None:
            self.stands = True
            return list(totals)
        last = max(behind, key=(self.place or {}).get) if len(behind) > 1 else behind[0]  # type: ignore[arg-type]
        return [option for option in totals if option != last]


def rounds_of_the_oracle(
    options: int, ballots: Rankings, rule: TieRule
) -> tuple[list[dict[int, int]], int | None]:
    """The totals of every round, down to the last option, and who that is."""
    published = PublishedRule(rule)
    oracle = TransferableVoteDistributor(quota_function=None, retainer=published)
    allocation = beginning(options, ballots)
    rounds: list[dict[int, int]] = []
    while True:
        totals = allocation_totals(allocation)
        totals.pop(None, None)
        rounds.append(totals)
        if len(totals) == 1:
            return rounds, next(iter(totals))
        allocation, _ = oracle.next_count(allocation, 1, sum(ballots.values()))
        if published.stands:
            return rounds, None


def beginning(options: int, ballots: Rankings) -> dict[int | None, dict[tuple[int, ...], int]]:
    """First preferences; the oracle knows nothing of options that nobody named."""
    allocation = initial_allocation(ballots)
    return {option: allocation.get(option, {}) for option in range(options)}


def all_who_could_win(options: int, ballots: Rankings) -> set[int]:
    """Winners over every order in which equals may leave (parallel universes)."""
    found: set[int] = set()
    met: set[frozenset[int]] = set()
    waiting = [beginning(options, ballots)]
    while waiting:
        allocation = waiting.pop()
        totals = {key: sum(pile.values()) for key, pile in allocation.items() if key is not None}
        if frozenset(totals) in met:
            continue
        met.add(frozenset(totals))
        if len(totals) == 1:
            found |= set(totals)
            continue
        fewest = min(totals.values())
        waiting += [
            Gregory().transfer(allocation, [option])
            for option, number in totals.items()
            if number == fewest
        ]
    return found


@pytest.mark.parametrize("rule", TIE_RULES)
def test_ranked_agrees_with_the_oracle_on_1000_random_elections_with_ties(rule: TieRule) -> None:
    ties = 0
    for seed, _, options, ballots in elections(20_000):
        ours = count(terms_of("ranked", options, tie_rule=rule), ballots, DRAWN)
        rounds, left = rounds_of_the_oracle(options, ballots, rule)
        for number, each in enumerate(ours.rounds):
            votes = tuple(rounds[number].get(option, 0) for option in range(options))
            assert each.votes == votes, f"seed {seed}, round {number}"
            assert sum(votes) + each.exhausted == sum(ballots.values()), f"seed {seed}"
        if not any(ballots):
            assert (ours.winners, ours.tie_stands) == ((), False), f"seed {seed}"
        elif ours.tie_stands:
            assert (left, len(rounds)) == (None, len(ours.rounds)), f"seed {seed}"
        else:
            assert left is None or ours.winners == (left,), f"seed {seed}"
            assert set(ours.winners) <= all_who_could_win(options, ballots), f"seed {seed}"
        ties += any(each.tied for each in ours.rounds)
    assert ties > RANDOM_ELECTIONS // 10


@pytest.mark.parametrize("rule", TIE_RULES)
def test_ranked_has_one_winner_wherever_the_oracle_finds_that_no_tie_matters(rule: TieRule) -> None:
    for seed, _, options, ballots in elections(30_000):
        ours = count(terms_of("ranked", options, tie_rule=rule), ballots, DRAWN)
        could_win = all_who_could_win(options, ballots)
        if len(could_win) == 1 and not ours.tie_stands:
            assert set(ours.winners) == could_win, f"seed {seed}"
