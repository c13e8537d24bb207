"""情景 scenario — given events, when a command comes, then events or a refusal: how a rule reads.

The history passes through the boundary of the command, as it does under the writer: a boundary
that forgets an event fails the test of its rule. Private fields are absent from it, as on every
replay: a rule that rests on somebody's words fails too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.kernel import Refused, decide

if TYPE_CHECKING:
    from domain.kernel import Command, Event


@dataclass(frozen=True)
class Outcome:
    """What followed: new events, or the refusal in their place."""

    events: tuple[Event, ...]
    refused: Refused | None = None

    def then(self, *expected: Event) -> None:
        assert self.refused is None, f"refused: {self.refused!r}"
        assert self.events == expected

    def then_nothing(self) -> None:
        """Accepted, and nothing is recorded, since nothing changes."""
        self.then()

    def then_refused(self, reason: type[Refused]) -> None:
        assert type(self.refused) is reason, f"{self.refused!r}, recorded: {self.events}"


@dataclass(frozen=True)
class Given:
    """A log with these events in order."""

    history: tuple[Event, ...]

    def when(self, command: Command) -> Outcome:
        try:
            return Outcome(decide(command, self.history))
        except Refused as reason:
            return Outcome((), reason)


def given(*events: Event) -> Given:
    return Given(tuple(map(replayed, events)))


def replayed(event: Event) -> Event:
    """The event as the log gives it back: without its private fields."""
    return event.model_copy(update=dict.fromkeys(event.PRIVATE))
