"""表决 voting — what every act must know of the poll that it concerns."""

from __future__ import annotations

from datetime import datetime, timedelta

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import ENTRY_TIME, Act, Event, Refused
from domain.standing import HoldingOffice
from domain.voting.events import (
    Audience,
    ClosingHeld,
    Kind,
    Mode,
    PollCancelled,
    PollClosed,
    PollExtended,
    PollOpened,
    TieRule,
    Unit,
)
from domain.voting.terms import Terms


class NoSuchPoll(Refused):
    """There is no such poll in this community."""


class PollIsClosed(Refused):
    """This poll has closed: it takes no more votes, and its end cannot be moved any more."""


class PollWasCancelled(Refused):
    """This poll was cancelled: nothing was counted, and nothing was opened."""


class PollStillRuns(Refused):
    """This poll has not closed yet."""


def moment(entry_time: str) -> datetime:
    return datetime.fromisoformat(entry_time)


def later(entry_time: str, *, hours: int = 0, minutes: int = 0) -> str:
    """The entry time so much later."""
    return (moment(entry_time) + timedelta(hours=hours, minutes=minutes)).strftime(ENTRY_TIME)


def part_of(poll: str, number: int) -> str:
    """The id of one part of the opening of a poll, counted from 1."""
    return f"opening:{poll.removeprefix('poll:')}:{number}"


class PollAsItStands(HoldingOffice):
    """The terms of a poll, when it closes by now, and whether it was held, closed or cancelled.

    A class that builds on it sets `poll`.
    """

    poll: str
    terms: Terms | None = None
    opened_at: str = ""
    closes_at: str = ""
    extensions: int = 0
    held_until: str | None = None
    closed: bool = False
    cancelled: bool = False

    def consistency_boundary(self) -> list[Selector]:
        life: list[type[Event]] = [
            PollOpened,
            PollExtended,
            PollCancelled,
            ClosingHeld,
            PollClosed,
        ]
        return [*super().consistency_boundary(), Selector(life, [self.poll])]

    @event(PollOpened)
    def _(  # noqa: PLR0913, PLR0917 - the library hands an event over field by field.
        self, act: Act, kind: Kind, options: int, choices_max: int, seats: int, audience: Audience,
        unit: Unit, mode: Mode, quorum: int, threshold: int, tie_rule: TieRule,
        closes_at: str, hold_hours: int, suggestions: tuple[str, ...],
    ) -> None:  # fmt: skip
        self.opened_at, self.closes_at = act.at, closes_at
        self.terms = Terms(
            kind=kind,
            options=options,
            choices_max=choices_max,
            seats=seats,
            audience=audience,
            unit=unit,
            mode=mode,
            quorum=quorum,
            threshold=threshold,
            tie_rule=tie_rule,
            closes_at=closes_at,
            hold_hours=hold_hours,
            suggestions=suggestions,
        )

    @event(PollExtended)
    def _(self, closes_at: str) -> None:
        self.closes_at, self.held_until = closes_at, None
        self.extensions += 1

    @event(ClosingHeld)
    def _(self, until: str) -> None:
        self.held_until = until

    @event(PollCancelled)
    def _(self) -> None:
        self.cancelled = True

    @event(PollClosed)
    def _(self) -> None:
        self.closed = True

    def must_be_known(self) -> Terms:
        """What was fixed at the opening."""
        if self.terms is None:
            raise NoSuchPoll
        if self.cancelled:
            raise PollWasCancelled
        return self.terms

    def must_take_votes(self, arrived: datetime) -> Terms:
        """Refuse what came to the door at or after the close (`arrived`: exact, UTC)."""
        terms = self.must_be_known()
        if self.closed or self.held_until is not None or arrived >= moment(self.closes_at):
            raise PollIsClosed
        return terms

    def must_be_movable(self) -> None:
        """Refuse to touch the end of a poll after its close, unless its closing is held.

        Who acts for the office acts to the minute: `at` is the moment here.
        """
        self.must_be_known()
        if self.closed or (self.held_until is None and self.act.at >= self.closes_at):
            raise PollIsClosed

    def must_be_over(self) -> Terms:
        terms = self.must_be_known()
        if not self.closed:
            raise PollStillRuns
        return terms
