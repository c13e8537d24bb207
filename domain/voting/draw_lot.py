"""抽签 lots — a tie is broken by numbers drawn in public after the close."""

from __future__ import annotations

import re

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.standing import COMMITTEE_ROLES
from domain.voting.events import BallotsAllOpened, LotDrawn
from domain.voting.poll_as_it_stands import PollAsItStands, PollStillRuns

DRAW = re.compile(r"[1-9][0-9]?( [1-9][0-9]?){5}")
"""As in the draws that everybody knows, so that there is one way only to write one down."""


class NoLotHere(Refused):
    """By the rule of this poll, ties are not broken by lot."""


class LotWasDrawn(Refused):
    """The lot of this poll was drawn already."""


class NotANumberDrawn(Refused):
    """What was drawn is six different numbers from 1 to 99, the smallest first, spaces between."""


def is_a_draw(text: str) -> bool:
    if not DRAW.fullmatch(text):
        return False
    numbers = [int(number) for number in text.split()]
    return numbers == sorted(set(numbers))


class DrawLot(PollAsItStands):
    """Record the numbers (`drawn`) of a public draw that took place after the close.

    Which draw it is was said in the text of the poll, so that nobody can choose among draws.
    """

    def __init__(self, *, act: Act, poll: str, drawn: str) -> None:
        super().__init__(act)
        self.poll, self.drawn = poll, drawn
        self.all_opened = self.was_drawn = False

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([BallotsAllOpened, LotDrawn], [self.poll]),
        ]

    @event(BallotsAllOpened)
    def _(self) -> None:
        self.all_opened = True

    @event(LotDrawn)
    def _(self) -> None:
        self.was_drawn = True

    def execute(self) -> None:
        self.must_hold(COMMITTEE_ROLES)
        terms = self.must_be_over()
        if terms.tie_rule != "lot":
            raise NoLotHere
        if terms.mode != "open" and not self.all_opened:
            raise PollStillRuns
        if self.was_drawn:
            raise LotWasDrawn
        if not is_a_draw(self.drawn):
            raise NotANumberDrawn
        self.record(LotDrawn(act=self.act, poll=self.poll, drawn=self.drawn))
