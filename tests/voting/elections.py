"""Terms and ballots of elections that never took place, for the tests of counting."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from domain.voting.terms import Terms, choices_and_seats

if TYPE_CHECKING:
    from domain.voting.events import Kind, TieRule

RANDOM_ELECTIONS = 1_000


def terms_of(
    kind: Kind,
    options: int,
    *,
    seats: int = 1,
    choices_max: int = 1,
    quorum: int = 0,
    threshold: int = 0,
    tie_rule: TieRule = "stays",
) -> Terms:
    """Terms of a poll in which nothing matters but how it is counted."""
    fixed_max, fixed_seats = choices_and_seats(kind, options, choices_max, seats)
    return Terms(
        kind=kind,
        options=options,
        choices_max=fixed_max,
        seats=fixed_seats,
        audience="residents",
        unit="person",
        mode="open",
        quorum=quorum,
        threshold=threshold,
        tie_rule=tie_rule,
        closes_at="2026-12-01T12:00Z",
        hold_hours=24,
    )


def random_rankings(chance: Random, options: int, voters: int) -> dict[tuple[int, ...], int]:
    """Ballots that rank some options, or all, or none; few voters, so that ties are common."""
    ballots: dict[tuple[int, ...], int] = {}
    for _ in range(voters):
        ranking = tuple(chance.sample(range(options), chance.randint(0, options)))
        ballots[ranking] = ballots.get(ranking, 0) + 1
    return ballots


def approvals(rankings: dict[tuple[int, ...], int]) -> dict[tuple[int, ...], int]:
    """The same ballots as if each option on them were approved."""
    ballots: dict[tuple[int, ...], int] = {}
    for ranking, number in rankings.items():
        choice = tuple(sorted(ranking))
        ballots[choice] = ballots.get(choice, 0) + number
    return ballots
