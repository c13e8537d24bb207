"""计票 counting — which castings of a poll count: a pure rule over its entries in their order."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.voting.events import BallotCast, PaperBallotConfirmed, VoteCast


@dataclass(slots=True)
class Castings:
    """What one name cast in one poll, as positions of entries (entry format, section 4).

    The last confirmed sheet of paper counts, else the last casting without paper.
    """

    online: int | None = None
    paper: int | None = None
    waiting: dict[str, int] = field(default_factory=dict)
    """Sheets that nobody has confirmed yet; at the close they are rejected."""
    cast: int = 0

    @property
    def counting(self) -> int | None:
        """The position of the casting that counts."""
        return self.online if self.paper is None else self.paper

    @property
    def superseded(self) -> int:
        """How many were replaced by a later one, or outranked by paper."""
        return self.cast - len(self.waiting) - (self.counting is not None)

    def add(self, position: int, happened: VoteCast | BallotCast | PaperBallotConfirmed) -> None:
        if isinstance(happened, PaperBallotConfirmed):
            self.paper = max(self.waiting.pop(happened.paper), self.paper or 0)
            return
        self.cast += 1
        if happened.paper is None:
            self.online = position
        else:
            self.waiting[happened.paper] = position
