"""开票 opening — all counting ballots are opened: from now on there is a result."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import SYSTEM, Act, Refused
from domain.standing import NotYourOffice
from domain.voting.events import BallotsAllOpened
from domain.voting.poll_as_it_stands import PollAsItStands


class NothingIsSealed(Refused):
    """The votes of this poll are public: there is nothing to open."""


class OpeningBallots(PollAsItStands):
    """What every act of the opening must know; the system opens, and nobody else."""

    def __init__(self, act: Act, poll: str) -> None:
        super().__init__(act)
        self.poll = poll
        self.all_opened = False

    def consistency_boundary(self) -> list[Selector]:
        return [*super().consistency_boundary(), Selector([BallotsAllOpened], [self.poll])]

    @event(BallotsAllOpened)
    def _(self) -> None:
        self.all_opened = True

    def must_be_sealed(self) -> None:
        if self.act.by != SYSTEM:
            raise NotYourOffice
        if self.must_be_over().mode == "open":
            raise NothingIsSealed


class FinishOpening(OpeningBallots):
    """Say how many ballots were opened; once it is said, saying it again records nothing."""

    def __init__(self, *, act: Act, poll: str, opened: int) -> None:
        super().__init__(act, poll)
        self.opened = opened

    def execute(self) -> None:
        self.must_be_sealed()
        if not self.all_opened:
            self.record(BallotsAllOpened(act=self.act, poll=self.poll, opened=self.opened))
