"""计票 counting — which castings of a poll count: a pure rule over its entries in their order."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.voting.events import (
    BallotCast,
    PaperBallotConfirmed,
    PaperBallotDisputed,
    VoteCast,
)

Casting = VoteCast | BallotCast | PaperBallotConfirmed | PaperBallotDisputed


@dataclass(slots=True)
class Castings:
    """What one name cast in one poll, as positions of entries (entry format, section 4).

    The last confirmed sheet of paper counts, else the last casting without paper.
    """

    online: int | None = None
    paper: int | None = None
    waiting: dict[str, int] = field(default_factory=dict)
    """Sheets that nobody has confirmed yet; at the close they are rejected."""
    disputed: int = 0
    """Sheets from which two people read different choices; they are rejected at once."""
    cast: int = 0

    @property
    def counting(self) -> int | None:
        """The position of the casting that counts."""
        return self.online if self.paper is None else self.paper

    @property
    def superseded(self) -> int:
        """How many were replaced by a later one, or outranked by paper."""
        rejected = len(self.waiting) + self.disputed
        return self.cast - rejected - (self.counting is not None)

    def add(self, position: int, happened: Casting) -> None:
        if isinstance(happened, PaperBallotConfirmed):
            self.paper = max(self.waiting.pop(happened.paper), self.paper or 0)
            return
        if isinstance(happened, PaperBallotDisputed):
            del self.waiting[happened.paper]
            self.disputed += 1
            return
        self.cast += 1
        if happened.paper is None:
            self.online = position
        else:
            self.waiting[happened.paper] = position
