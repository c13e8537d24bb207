"""表决 voting — the committee moves the close of a poll, always later, with a reason, in public."""

from __future__ import annotations

from domain.kernel import Act, Refused
from domain.standing import COMMITTEE_ROLES
from domain.voting.events import PollExtended
from domain.voting.open_poll import POLL_DAYS_MAX
from domain.voting.poll_as_it_stands import PollAsItStands, later
from domain.voting.terms import is_an_entry_time

EXTENSIONS_MAX = 3


class OnlyLater(Refused):
    """A poll may only close later than was said, and within ninety days of its opening."""


class EnoughExtensions(Refused):
    """This poll was extended three times already: it closes when it was said last."""


class MovingNeedsAReason(Refused):
    """Whoever moves or cancels a poll says why."""


class ExtendPoll(PollAsItStands):
    """Let a poll close later: while it takes votes, or while its closing is held."""

    def __init__(self, *, act: Act, poll: str, closes_at: str, reason: str) -> None:
        super().__init__(act)
        self.poll, self.until, self.reason = poll, closes_at, reason

    def execute(self) -> None:
        self.must_hold(COMMITTEE_ROLES)
        self.must_be_movable()
        if not is_an_entry_time(self.until):
            raise OnlyLater
        longest = later(self.opened_at, hours=24 * POLL_DAYS_MAX)
        if not max(self.closes_at, self.act.at) < self.until <= longest:
            raise OnlyLater
        if self.extensions >= EXTENSIONS_MAX:
            raise EnoughExtensions
        if not self.reason.strip():
            raise MovingNeedsAReason
        self.record(
            PollExtended(act=self.act, poll=self.poll, closes_at=self.until, reason=self.reason)
        )
