"""排序复选 instant run-off — ranked ballots counted in rounds, until one option leads.

Sources. In each round a ballot counts for the first option on it that is still in; whoever has
more than half of these votes leads; else the option with the fewest leaves, and its ballots pass
on: San Francisco Charter, section 13.102. Of equals for leaving, those leave who had fewer votes
in the latest earlier round in which they differ: Scottish Local Government Elections Order 2007,
schedule 1, rule 51. Where they never differed, the tie rule of the poll decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from domain.voting.ties import first_to_last

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.voting.events import TieRule
    from domain.voting.terms import Terms

Ranking = tuple[int, ...]
BrokenBy = Literal["", "together", "earlier-round", "listed-first", "lot"]


@dataclass(frozen=True)
class Round:
    """One round: what each option held, who left after it, and how equals were told apart.

    `votes` has a place for every option, 0 for those that left before; `exhausted` ballots name
    none that is still in. `tied` are the equals with the fewest votes, if there were several.
    `broken_by` is "together" where they all left at once, since all their votes are fewer than
    those of the next option, and "" where nothing decided: then the count stands still here.
    """

    votes: tuple[int, ...]
    exhausted: int
    eliminated: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    broken_by: BrokenBy = ""


@dataclass(frozen=True)
class Runoff:
    """All rounds, and who leads after the last one: nobody where a tie stands or nobody chose."""

    rounds: tuple[Round, ...]
    leader: int | None = None


@dataclass
class _Piles:
    """Ballots by the option that they count for now, how far each was read, and how many equal it.

    No ballot is read twice, however many rounds there are.
    """

    options: int
    held: dict[int, list[tuple[Ranking, int, int]]]
    votes: dict[int, int]
    exhausted: int = 0

    @classmethod
    def of(cls, options: int, ballots: Mapping[Ranking, int]) -> _Piles:
        piles = cls(options, {n: [] for n in range(options)}, dict.fromkeys(range(options), 0))
        for ballot, number in ballots.items():
            piles.hand(ballot, 0, number)
        return piles

    def hand(self, ballot: Ranking, read: int, number: int) -> None:
        """Give equal ballots to the next option on them that is still in."""
        for place in range(read, len(ballot)):
            option = ballot[place]
            if option in self.held:
                self.held[option].append((ballot, place + 1, number))
                self.votes[option] += number
                return
        self.exhausted += number

    def leave(self, options: Sequence[int]) -> None:
        """All of them leave before the first ballot passes on, so none passes between them."""
        leaving = [self.held.pop(option) for option in options]
        for option in options:
            del self.votes[option]
        for pile in leaving:
            for ballot, read, number in pile:
                self.hand(ballot, read, number)

    def standing(self) -> Round:
        votes = (self.votes.get(option, 0) for option in range(self.options))
        return Round(tuple(votes), self.exhausted)


def instant_runoff(terms: Terms, ballots: Mapping[Ranking, int], drawn: str | None) -> Runoff:
    """Count on until the leader passes the poll's threshold, or only two options are left."""
    piles = _Piles.of(terms.options, ballots)
    must_exceed = terms.threshold * sum(ballots.values())
    rounds: list[Round] = []
    while True:
        votes, standing = piles.votes, piles.standing()
        leader = max(votes, key=votes.__getitem__)
        leads = 2 * votes[leader] > sum(votes.values())
        if not any(votes.values()):
            return Runoff((*rounds, standing))
        if leads and (100 * votes[leader] > must_exceed or len(votes) <= 2):  # noqa: PLR2004 - two.
            return Runoff((*rounds, standing), leader)
        eliminated, tied, broken_by = _leaving(votes, rounds, terms.tie_rule, drawn)
        rounds.append(Round(standing.votes, standing.exhausted, eliminated, tied, broken_by))
        if not eliminated:
            return Runoff(tuple(rounds))
        if len(votes) - len(eliminated) == 1:
            [left] = votes.keys() - set(eliminated)
            return Runoff(tuple(rounds), left)
        piles.leave(eliminated)


def _leaving(
    votes: Mapping[int, int], earlier: Sequence[Round], rule: TieRule, drawn: str | None
) -> tuple[tuple[int, ...], tuple[int, ...], BrokenBy]:
    """Who leaves after a round, who were equal for it, and what told them apart."""
    fewest = min(votes.values())
    lowest = tuple(sorted(option for option in votes if votes[option] == fewest))
    if len(lowest) == 1:
        return lowest, (), ""
    others = [number for option, number in votes.items() if option not in lowest]
    if len(others) > 1 and fewest * len(lowest) < min(others):
        return lowest, lowest, "together"
    behind = _behind_earlier(lowest, earlier)
    if len(behind) == 1:
        return behind, lowest, "earlier-round"
    order = first_to_last(behind, rule, drawn)
    if order is None:
        return (), lowest, ""
    return order[-1:], lowest, "lot" if rule == "lot" else "listed-first"


def _behind_earlier(tied: tuple[int, ...], earlier: Sequence[Round]) -> tuple[int, ...]:
    """Of equals, those that had the fewest votes in the latest round that tells them apart."""
    for before in reversed(earlier):
        fewest = min(before.votes[option] for option in tied)
        tied = tuple(option for option in tied if before.votes[option] == fewest)
    return tied
