"""居民 residents — a person is erased: the last entry of it, which names nobody."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import SYSTEM, Act, Command, Refused
from domain.residents.events import PersonErased


class OnlyTheSystemErases(Refused):
    """An erasure is asked for on one's own page or at the service desk, and done by the system."""


class ErasePerson(Command):
    """Record that a person was erased, under a random id; the same one again records nothing."""

    def __init__(self, *, act: Act, erasure: str) -> None:
        # Told to the hour, as what was withdrawn before it.
        self.act, self.erasure = act.to_the_hour(), erasure
        self.done = False

    def consistency_boundary(self) -> list[Selector]:
        return [Selector([PersonErased], [self.erasure])]

    @event(PersonErased)
    def _(self) -> None:
        self.done = True

    def execute(self) -> None:
        if self.act.by != SYSTEM:
            raise OnlyTheSystemErases
        if not self.done:
            self.record(PersonErased(act=self.act, erasure=self.erasure))
