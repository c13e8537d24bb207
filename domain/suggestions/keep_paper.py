"""代办 acting — a picture of the paper is kept beside what staff recorded from it."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.standing import DESK_ROLES
from domain.suggestions.events import PaperKept
from domain.suggestions.recorded_by_staff import NothingRecordedForYou, RecordedByStaff

PAPERS_MAX = 5


class EnoughPapers(Refused):
    """As many pictures as can be kept are kept here already."""


class KeepPaper(RecordedByStaff):
    """Keep the picture (unpadded base64url of its SHA-256) beside what stands for this person."""

    def __init__(self, *, act: Act, subject: str, picture: str) -> None:
        super().__init__(act, subject)
        self.picture = picture
        self.kept = 0

    def consistency_boundary(self) -> list[Selector]:
        own = Selector([PaperKept], [self.subject, self.act.who])
        return [*super().consistency_boundary(), own]

    @event(PaperKept)
    def _(self) -> None:
        self.kept += 1

    def execute(self) -> None:
        self.must_hold(DESK_ROLES)
        if not any(spoken.by.startswith("staff:") for spoken in self.standing.values()):
            raise NothingRecordedForYou
        if self.kept >= PAPERS_MAX:
            raise EnoughPapers
        self.record(PaperKept(act=self.act, subject=self.subject, picture=self.picture))
