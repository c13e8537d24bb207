"""结果 outcomes — a poll counted by its rule from the ballots that everybody may know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.voting.counting import count
from projections import ballots

if TYPE_CHECKING:
    from domain.voting.counting import Outcome
    from projections.views import Community
    from projections.voting import Poll
    from services.linli import Linli


async def outcome(linli: Linli, community: Community, poll: Poll) -> Outcome | None:
    """How it stands, or how it ended once it has a result; None as long as choices are hidden.

    A cancelled poll has no outcome, though votes by name in it stay public.
    """
    if not poll.shows_choices or poll.state == "cancelled":
        return None
    counting = await ballots.ballots(linli.views, community, poll.poll)
    return count(poll.terms, counting, poll.drawn)
