"""计票 counting — from the ballots that count to a result, by the terms of the poll alone.

One choice: the most votes win (for several seats: the single non-transferable vote). Several with
a maximum: limited or block voting. Approval: Brams and Fishburn, "Approval Voting" (1978); for
several seats the rule "AV" of Lackner and Skowron, "Multi-Winner Voting with Approval
Preferences" (2023). Ranked: instant run-off (see there). Statements: each is carried by itself if
more agree than disagree, as by a simple majority where whoever passes is not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from domain.voting.instant_runoff import Round, instant_runoff
from domain.voting.terms import ANSWERS
from domain.voting.ties import first_to_last

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.voting.terms import Terms

Ballots = Mapping[tuple[int, ...], int]
"""How many counting ballots bear each choice; () is a blank one, which is counted for nothing."""
TieBrokenBy = Literal["", "listed-first", "lot"]


@dataclass(frozen=True)
class Outcome:
    """What the ballots say.

    `votes` has a place for each option (in an instant run-off: as of the deciding round), and three
    for each statement. `winners` ascend; they are those who are certain where a tie stands, and
    nobody where the quorum is not met. `tied` are the options that were equal at the last seat, or
    in an instant run-off for leaving when the tie rule was asked for the last time.
    `tie_stands`: nothing decides between them, or the lot has not been drawn yet.
    """

    ballots: int
    votes: tuple[int, ...]
    winners: tuple[int, ...]
    tied: tuple[int, ...] = ()
    tie_broken_by: TieBrokenBy = ""
    tie_stands: bool = False
    rounds: tuple[Round, ...] = ()
    quorum_met: bool = True
    threshold_met: bool = True


@dataclass(frozen=True)
class _Seated:
    """Who wins, were there a quorum."""

    votes: tuple[int, ...]
    winners: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    broken_by: TieBrokenBy = ""
    stands: bool = False
    rounds: tuple[Round, ...] = ()


def count(terms: Terms, ballots: Ballots, drawn: str | None = None) -> Outcome:
    """The result of a poll: a pure function of its terms, its counting ballots and its lot."""
    cast = sum(ballots.values())
    if terms.kind == "statements":
        seated = _statements(terms, ballots)
    elif terms.kind == "ranked":
        seated = _ranked(terms, ballots, drawn)
    else:
        seated = _most_votes(terms, ballots, drawn)
    quorum_met = cast >= terms.quorum
    per_option = seated.votes[:: len(ANSWERS)] if terms.kind == "statements" else seated.votes
    return Outcome(
        ballots=cast,
        votes=seated.votes,
        winners=seated.winners if quorum_met else (),
        tied=seated.tied if quorum_met else (),
        tie_broken_by=seated.broken_by if quorum_met else "",
        tie_stands=seated.stands and quorum_met,
        rounds=seated.rounds,
        quorum_met=quorum_met,
        threshold_met=any(passes(terms, votes, cast) for votes in per_option),
    )


def passes(terms: Terms, votes: int, ballots: int) -> bool:
    """Whether an option exceeds the threshold; without one it takes a single vote."""
    return 100 * votes > terms.threshold * ballots


def _tally(ballots: Ballots, places: int) -> tuple[int, ...]:
    votes = [0] * places
    for choice, number in ballots.items():
        for index in choice:
            votes[index] += number
    return tuple(votes)


def _most_votes(terms: Terms, ballots: Ballots, drawn: str | None) -> _Seated:
    """The seats go to the options with the most votes, as far as these pass the threshold."""
    votes, cast = _tally(ballots, terms.options), sum(ballots.values())
    able = [option for option in range(terms.options) if passes(terms, votes[option], cast)]
    if len(able) <= terms.seats:
        return _Seated(votes, tuple(able))
    last = sorted((votes[option] for option in able), reverse=True)[terms.seats - 1]
    above = [option for option in able if votes[option] > last]
    level = [option for option in able if votes[option] == last]
    left = terms.seats - len(above)
    if len(level) == left:
        return _Seated(votes, _ascending(above, level))
    order = first_to_last(level, terms.tie_rule, drawn)
    if order is None:
        return _Seated(votes, tuple(above), tuple(level), stands=True)
    broken_by: TieBrokenBy = "lot" if terms.tie_rule == "lot" else "listed-first"
    return _Seated(votes, _ascending(above, order[:left]), tuple(level), broken_by)


def _ascending(*options: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(option for some in options for option in some))


def _ranked(terms: Terms, ballots: Ballots, drawn: str | None) -> _Seated:
    """The leader of the instant run-off wins, if the threshold is passed."""
    runoff = instant_runoff(terms, ballots, drawn)
    last = runoff.rounds[-1]
    cast = sum(ballots.values())
    leads = runoff.leader is not None and passes(terms, last.votes[runoff.leader], cast)
    winners = (runoff.leader,) if runoff.leader is not None and leads else ()
    if last.tied and not last.eliminated:
        return _Seated(last.votes, (), last.tied, stands=True, rounds=runoff.rounds)
    for each in reversed(runoff.rounds):
        if each.broken_by == "listed-first" or each.broken_by == "lot":  # noqa: PLR1714 - mypy narrows.
            return _Seated(last.votes, winners, each.tied, each.broken_by, rounds=runoff.rounds)
    return _Seated(last.votes, winners, rounds=runoff.rounds)


def _statements(terms: Terms, ballots: Ballots) -> _Seated:
    """Which statements are carried."""
    votes, cast = _tally(ballots, len(ANSWERS) * terms.options), sum(ballots.values())
    agree, disagree = votes[:: len(ANSWERS)], votes[1 :: len(ANSWERS)]
    return _Seated(
        votes,
        tuple(
            statement
            for statement in range(terms.options)
            if agree[statement] > disagree[statement] and passes(terms, agree[statement], cast)
        ),
    )
