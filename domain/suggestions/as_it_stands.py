"""一条建议 — what every act must know of the suggestion that it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import SYSTEM, Act, Event, Refused
from domain.standing import HoldingOffice
from domain.suggestions.events import (
    AppealDecided,
    AppealOutcome,
    MergeUndone,
    SuggestionAmended,
    SuggestionMerged,
    SuggestionModerated,
    SuggestionSubmitted,
    SuggestionWithdrawn,
)


class NoSuchSuggestion(Refused):
    """There is no such suggestion in this community."""


class SuggestionIsHidden(Refused):
    """This suggestion is hidden under the moderation rules and takes no new stances or comments."""


class SuggestionWasWithdrawn(Refused):
    """This suggestion was withdrawn by its author and takes no new stances or comments."""


class SuggestionWasMerged(Refused):
    """This suggestion was merged into another one and goes on there."""


class NotYours(Refused):
    """Only whoever said this can change it or take it back."""


@dataclass(frozen=True)
class Standing:
    """How one suggestion stands: None where nothing of the kind was said."""

    author: str | None = None
    scope: str = ""
    version: int = 1
    hidden_by: str | None = None
    withdrawn: bool = False
    merged_into: str | None = None

    def must_be_shown(self) -> None:
        if self.author is None:
            raise NoSuchSuggestion
        if self.withdrawn:
            raise SuggestionWasWithdrawn
        if self.hidden_by is not None:
            raise SuggestionIsHidden

    def must_be_open(self) -> None:
        self.must_be_shown()
        if self.merged_into is not None:
            raise SuggestionWasMerged


class SuggestionAsItStands(HoldingOffice):
    """Whose suggestion it is, how often it was amended, and whether it is open to anything new.

    A class that builds on it sets `suggestion`, and `other` where it must know a second one.
    """

    suggestion: str
    other: str | None = None
    standings: Mapping[str, Standing] = MappingProxyType({})

    def consistency_boundary(self) -> list[Selector]:
        life: list[type[Event]] = [
            SuggestionSubmitted,
            SuggestionAmended,
            SuggestionModerated,
            AppealDecided,
            SuggestionWithdrawn,
            SuggestionMerged,
            MergeUndone,
        ]
        known = [self.suggestion] if self.other is None else [self.suggestion, self.other]
        return [*super().consistency_boundary(), *(Selector(life, [one]) for one in known)]

    def standing_of(self, suggestion: str) -> Standing:
        return self.standings.get(suggestion, Standing())

    @property
    def standing(self) -> Standing:
        return self.standing_of(self.suggestion)

    @event(SuggestionSubmitted)
    def _(self, act: Act, suggestion: str, scope: str) -> None:
        self._now(suggestion, author=act.who, scope=scope)

    @event(SuggestionAmended)
    def _(self, suggestion: str, version: int) -> None:
        self._now(suggestion, version=version)

    @event(SuggestionModerated)
    def _(self, act: Act, suggestion: str) -> None:
        self._now(suggestion, hidden_by=act.by)

    @event(AppealDecided)
    def _(self, subject: str, outcome: AppealOutcome) -> None:
        if outcome == "restored":
            self._now(subject, hidden_by=None)

    @event(SuggestionWithdrawn)
    def _(self, suggestion: str) -> None:
        self._now(suggestion, withdrawn=True)

    @event(SuggestionMerged)
    def _(self, suggestion: str, into: str) -> None:
        self._now(suggestion, merged_into=into)

    @event(MergeUndone)
    def _(self, suggestion: str) -> None:
        self._now(suggestion, merged_into=None)

    def _now(self, suggestion: str, **changed: Any) -> None:  # noqa: ANN401 - fields of Standing.
        self.standings = {
            **self.standings,
            suggestion: replace(self.standing_of(suggestion), **changed),
        }

    @property
    def leaves_it(self) -> bool:
        """Erasing somebody touches nothing that is closed (entry format, section 3)."""
        closed = self.standing.hidden_by is not None or self.standing.withdrawn
        return self.act.by == SYSTEM and closed

    def must_be_there(self) -> None:
        if self.standing.author is None:
            raise NoSuchSuggestion

    def must_be_the_author(self) -> None:
        if self.standing.author != self.act.who:
            raise NotYours

    def must_be_shown(self) -> None:
        self.standing.must_be_shown()

    def must_be_open(self) -> None:
        self.standing.must_be_open()
