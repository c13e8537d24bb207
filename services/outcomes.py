"""结果 outcomes — a poll counted by its rule from the ballots that everybody may know.

A result is counted once and kept, since no later entry but the lot changes it. What is kept is the
outcome alone, without ballots: some kilobytes for the longest one. Each process counts for itself.
"""

from __future__ import annotations

from asyncio import Lock, to_thread
from typing import TYPE_CHECKING, Final

from domain.voting.counting import count
from projections import ballots

if TYPE_CHECKING:
    from domain.voting.counting import Outcome
    from projections.views import Community, Views
    from projections.voting import Poll
    from services.linli import Linli

OUTCOMES_KEPT_MAX: Final = 200


class Outcomes:
    """The results that were asked for last."""

    def __init__(self, most: int = OUTCOMES_KEPT_MAX) -> None:
        self._most, self._counting = most, Lock()
        self._kept: dict[tuple[int, str, int, str | None], Outcome] = {}

    def __len__(self) -> int:
        return len(self._kept)

    async def outcome(self, views: Views, community: Community, poll: Poll) -> Outcome | None:
        """How it stands, or how it ended; None as long as choices are hidden.

        A cancelled poll has no outcome, though votes by name in it stay public.
        """
        if not poll.shows_choices or poll.state == "cancelled":
            return None
        if poll.result_position is None:
            standing = await ballots.ballots(views, community, poll.poll)
            return await to_thread(count, poll.terms, standing)
        key = community.log, poll.poll, poll.result_position, poll.drawn
        # Of many who ask at once the first counts for all. Many rankings take a second, in which
        # others are answered.
        async with self._counting:
            if key not in self._kept:
                counting = await ballots.ballots(views, community, poll.poll)
                self._kept[key] = await to_thread(count, poll.terms, counting, poll.drawn)
        # What nobody has asked for the longest stands first, and is forgotten first.
        found = self._kept[key] = self._kept.pop(key)
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        return found


async def outcome(linli: Linli, community: Community, poll: Poll) -> Outcome | None:
    """What `Outcomes` says of a poll that is served here."""
    return await linli.outcomes.outcome(linli.views, community, poll)
