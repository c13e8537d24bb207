"""表决 voting — the committee cancels a poll, with a reason, in public; nothing is opened."""

from __future__ import annotations

from domain.kernel import Act
from domain.standing import COMMITTEE_ROLES
from domain.voting.events import PollCancelled
from domain.voting.extend_poll import MovingNeedsAReason
from domain.voting.poll_as_it_stands import PollAsItStands


class CancelPoll(PollAsItStands):
    """Cancel a poll that has not closed; what has closed is counted, whoever likes it or not."""

    def __init__(self, *, act: Act, poll: str, reason: str) -> None:
        super().__init__(act)
        self.poll, self.reason = poll, reason

    def execute(self) -> None:
        self.must_hold(COMMITTEE_ROLES)
        self.must_be_movable()
        if not self.reason.strip():
            raise MovingNeedsAReason
        self.record(PollCancelled(act=self.act, poll=self.poll, reason=self.reason))
