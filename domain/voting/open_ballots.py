"""开票 opening — the counting ballots of a closed poll are opened, part by part."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.voting.events import BallotsOpened, Opened
from domain.voting.finish_opening import OpeningBallots

BALLOTS_PER_PART_MAX = 500


class TooManyForOnePart(Refused):
    """One part of an opening holds at most five hundred ballots, and at least one."""


class OpenBallots(OpeningBallots):
    """Open some of the counting ballots under the number of their part; a part opens once."""

    def __init__(self, *, act: Act, poll: str, part: str, ballots: tuple[Opened, ...]) -> None:
        super().__init__(act, poll)
        self.part, self.ballots = part, ballots
        self.opened = False

    def consistency_boundary(self) -> list[Selector]:
        return [*super().consistency_boundary(), Selector([BallotsOpened], [self.part])]

    @event(BallotsOpened)
    def _(self) -> None:
        self.opened = True

    def execute(self) -> None:
        self.must_be_sealed()
        if self.opened or self.all_opened:
            return
        if not 1 <= len(self.ballots) <= BALLOTS_PER_PART_MAX:
            raise TooManyForOnePart
        self.record(
            BallotsOpened(act=self.act, poll=self.poll, part=self.part, ballots=self.ballots)
        )
