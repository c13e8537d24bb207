"""The library's mapper over our bytes, for its event store beside the group writer."""

from __future__ import annotations

from eventsourcing.dcb.api import DCBEvent
from eventsourcing.dcb.domain import Tagged
from eventsourcing.dcb.persistence import DCBMapper

from domain.kernel import Event
from infra.mapper import entry_of, event_of


class EntryMapper(DCBMapper[Event]):
    """For events without private fields."""

    def to_dcb_event(self, event: Tagged[Event]) -> DCBEvent:
        decision = event.decision
        return DCBEvent(type=decision.TOPIC, data=entry_of(decision), tags=decision.tags)

    def to_domain_event(self, event: DCBEvent) -> Tagged[Event]:
        happened = event_of(event.data)
        return Tagged(happened.tags, happened)
