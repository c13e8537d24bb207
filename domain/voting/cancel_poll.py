"""表决 voting — the committee cancels a poll, with a reason, in public; nothing is opened."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Event
from domain.standing import COMMITTEE_ROLES
from domain.voting.events import BallotsAllOpened, BallotsOpened, PollCancelled
from domain.voting.extend_poll import MovingNeedsAReason
from domain.voting.poll_as_it_stands import PollAsItStands, part_of


class CancelPoll(PollAsItStands):
    """Cancel a poll that has not closed; what has closed is counted, whoever likes it or not.

    Until the first of its sealed ballots is opened, nobody knows whom it would please: so a poll
    whose ballots cannot be opened does not stand for ever between its close and its result.
    """

    def __init__(self, *, act: Act, poll: str, reason: str) -> None:
        super().__init__(act)
        self.poll, self.reason = poll, reason
        self.opening = False

    def consistency_boundary(self) -> list[Selector]:
        opened: list[type[Event]] = [BallotsOpened]
        return [
            *super().consistency_boundary(),
            Selector(opened, [part_of(self.poll, 1)]),
            Selector([BallotsAllOpened], [self.poll]),
        ]

    @event(BallotsOpened)
    def _(self) -> None:
        self.opening = True

    @event(BallotsAllOpened)
    def _(self) -> None:
        self.opening = True

    def execute(self) -> None:
        self.must_hold(COMMITTEE_ROLES)
        terms = self.must_be_known()
        if not self.closed or terms.mode == "open" or self.opening:
            self.must_be_movable()
        if not self.reason.strip():
            raise MovingNeedsAReason
        self.record(
            PollCancelled(
                act=self.act, poll=self.poll, suggestions=terms.suggestions, reason=self.reason
            )
        )
