"""表决 voting — a poll closes in time by itself, or waits where its door was shut at the end."""

from __future__ import annotations

from domain.kernel import SYSTEM, Act
from domain.standing import COMMITTEE_ROLES
from domain.voting.events import ClosingHeld, PollClosed
from domain.voting.poll_as_it_stands import PollAsItStands, PollStillRuns, later

GRACE_MINUTES = 1
"""No request is answered later than this after it came to the door: whatever came in time is
recorded by then, or never will be."""


class ClosePoll(PollAsItStands):
    """Close a poll, or hold its closing (entry format, section 4); what is so already is nothing.

    The system closes; `door_was_open` says whether people could vote in the last hour. A closing
    that is held is ended by the committee, or by its time.
    """

    def __init__(self, *, act: Act, poll: str, door_was_open: bool) -> None:
        super().__init__(act)
        self.poll, self.door_was_open = poll, door_was_open

    def execute(self) -> None:
        if self.act.by != SYSTEM:
            self.must_hold(COMMITTEE_ROLES)
        terms = self.must_be_known()
        if self.closed:
            return
        if self.held_until is not None:
            if self.act.by == SYSTEM and self.act.at < self.held_until:
                return
        elif self.act.by != SYSTEM or self.act.at < later(self.closes_at, minutes=GRACE_MINUTES):
            raise PollStillRuns
        elif not self.door_was_open:
            until = later(self.act.at, hours=terms.hold_hours)
            self.record(ClosingHeld(act=self.act, poll=self.poll, until=until))
            return
        self.record(PollClosed(act=self.act, poll=self.poll))
