"""能否投票 may vote — what stands in somebody's way, asked before a ballot is filled in.

The command decides by the log; here the views are asked, so that nobody fills in a ballot in vain.
Whether somebody serves is left to the command.
"""

from __future__ import annotations

from domain.kernel import Refused
from domain.standing import NotAMember
from domain.voting.cast_vote import AGES, NotAmongTheVoters, NotVerifiedInTime
from domain.voting.poll_as_it_stands import PollIsClosed, PollWasCancelled
from projections.voting import Poll
from services.casting import own_names
from services.contacts import own_details
from services.pages.membership import membership
from services.pages.polls import state_of
from services.pages.visitor import Visitor
from services.problems import NO_HOUSEHOLD, Unanswerable


async def obstacle(visitor: Visitor, shown: Poll) -> Refused | Unanswerable | None:
    """Why this person's ballot would be refused, as far as it is known before."""
    if shown.state == "cancelled":
        return PollWasCancelled()
    if state_of(visitor, shown) != "open":
        return PollIsClosed()
    member = await membership(visitor)
    if member is None or member.left_position is not None:
        return NotAMember()
    if member.verified_position is None or member.verified_position > shown.position:
        return NotVerifiedInTime()
    if shown.audience in AGES:
        kept = await own_details(visitor.linli, visitor.community, member.member)
        if kept.get("age_band") not in AGES[shown.audience]:
            return NotAmongTheVoters()
    names = await own_names(visitor.linli, visitor.community, visitor.account, shown)
    return None if names else Unanswerable(NO_HOUSEHOLD)
