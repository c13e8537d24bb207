"""纸质选票 paper ballots — a second member of staff reads the same sheet, and then it counts."""

from __future__ import annotations

from datetime import datetime

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Event, Refused
from domain.standing import DESK_ROLES
from domain.voting.events import (
    BallotCast,
    PaperBallotConfirmed,
    PaperBallotDisputed,
    VoteCast,
)
from domain.voting.poll_as_it_stands import PollAsItStands


class NoSuchPaperBallot(Refused):
    """No such sheet of paper was recorded for this person in this poll."""


class AnotherPersonConfirms(Refused):
    """A sheet of paper is confirmed by somebody else than who recorded it."""


class PapersDiffer(Refused):
    """Two people read different choices from this sheet, so it does not count: record it anew."""


class ConfirmPaperBallot(PollAsItStands):
    """Read a sheet for the voter of the act; `agrees` is whether both read the same choice.

    What was read first is compared outside, against its commitment: no rule ever sees a choice.
    There is one second reading: whoever could try again would need no sheet. Confirming again
    records nothing.
    """

    def __init__(self, *, act: Act, poll: str, paper: str, agrees: bool, arrived: datetime) -> None:
        super().__init__(act)
        self.poll, self.paper, self.agrees, self.arrived = poll, paper, agrees, arrived
        self.recorded_by: str | None = None
        self.confirmed = self.disputed = False

    def consistency_boundary(self) -> list[Selector]:
        sheet: list[type[Event]] = [
            VoteCast,
            BallotCast,
            PaperBallotConfirmed,
            PaperBallotDisputed,
        ]
        return [
            *super().consistency_boundary(),
            Selector(sheet, [self.poll, self.act.who, self.paper]),
        ]

    @event(VoteCast)
    def _(self, act: Act) -> None:
        self.recorded_by = act.by

    @event(BallotCast)
    def _(self, act: Act) -> None:
        self.recorded_by = act.by

    @event(PaperBallotConfirmed)
    def _(self) -> None:
        self.confirmed = True

    @event(PaperBallotDisputed)
    def _(self) -> None:
        self.disputed = True

    def execute(self) -> None:
        self.must_hold(DESK_ROLES)
        self.must_take_votes(self.arrived)
        if self.recorded_by is None:
            raise NoSuchPaperBallot
        if self.confirmed:
            return
        if self.recorded_by == self.act.by:
            raise AnotherPersonConfirms
        if self.disputed:
            raise PapersDiffer
        read = PaperBallotConfirmed if self.agrees else PaperBallotDisputed
        self.record(read(act=self.act, poll=self.poll, paper=self.paper))
