"""建议 suggestions — its author gives a suggestion another wording, as a new version."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Refused
from domain.suggestions.about_a_suggestion import AboutASuggestion
from domain.suggestions.events import Status, SuggestionAmended, SuggestionAnswered
from domain.suggestions.own_words import OwnWords
from domain.suggestions.take_stance import TextHasChanged
from domain.voting.events import PollCancelled, PollOpened

VERSIONS_MAX = 20
UNSETTLED: tuple[Status, ...] = ("under-review", "declined")
"""Answers after which a wording may still be changed."""


class TextIsSettled(Refused):
    """This wording was accepted, or is or was voted on: it stays as it is."""


class EnoughVersions(Refused):
    """This suggestion was amended as often as the rules allow: please make a new one."""


class AmendSuggestion(OwnWords, AboutASuggestion):
    """Amend one's own suggestion; `seen` is the version that was changed.

    Support stays with the wording that was supported: nobody's stance moves along.
    """

    def __init__(
        self, *, act: Act, member: str, suggestion: str, seen: int,
        channel: str, title: str, text: str, age_band: str | None,
    ) -> None:  # fmt: skip
        AboutASuggestion.__init__(self, act, member, suggestion)
        self.seen, self.channel, self.age_band = seen, channel, age_band
        self.title, self.text = title, text
        self.settled = False
        self.polls: frozenset[str] = frozenset()
        """Those about it that were not cancelled."""

    def consistency_boundary(self) -> list[Selector]:
        settling = Selector([SuggestionAnswered, PollOpened, PollCancelled], [self.suggestion])
        return [*super().consistency_boundary(), settling]

    @event(SuggestionAnswered)
    def _(self, status: Status) -> None:
        self.settled = status not in UNSETTLED

    @event(PollOpened)
    def _(self, poll: str) -> None:
        self.polls |= {poll}

    @event(PollCancelled)
    def _(self, poll: str) -> None:
        self.polls -= {poll}

    def execute(self) -> None:
        self.must_take_part()
        self.must_be_free_to_publish(self.age_band)
        self.must_be_open()
        self.must_be_the_author()
        if self.settled or self.polls:
            raise TextIsSettled
        if self.seen != self.standing.version:
            raise TextHasChanged
        if self.standing.version >= VERSIONS_MAX:
            raise EnoughVersions
        self.record(
            SuggestionAmended(
                act=self.act,
                suggestion=self.suggestion,
                version=self.standing.version + 1,
                channel=self.channel,
                title=self.title,
                text=self.text or None,
            )
        )
