"""An afternoon with a poll, for tests of its close: a clock that is set, a door that is beaten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from domain.kernel import ENTRY_TIME, Act
from domain.voting.events import ClosingHeld, PollClosed
from domain.voting.extend_poll import ExtendPoll
from infra.closer import Closing
from infra.door_open import BEAT_S
from infra.installation import opened
from infra.settings import Settings
from infra.supervisor import Databases
from tests.record.polls import poll_opened
from tests.record.town import NOON, Resident, Town, founded, over

MINUTE = timedelta(minutes=1)
CLOSE = NOON + timedelta(hours=3)


@dataclass
class Hands:
    """The hands of the clock, which the test moves."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Afternoon:
    """A town with a sealed poll that closes at three in the afternoon, and one resident."""

    town: Town
    hands: Hands
    closing: Closing
    resident: Resident
    poll: str

    def the_door_stands_open(self, first: datetime, last: datetime) -> None:
        """As long as a server runs, it beats."""
        moment = first
        while moment <= last:
            self.closing.door.beat(moment)
            moment += timedelta(seconds=BEAT_S)

    def looks_at(self, moment: datetime) -> list[str]:
        """The closer looks; the types of the entries that end this poll or hold its closing."""
        self.hands.now = moment
        self.closing.run()
        return self.ends

    @property
    def ends(self) -> list[str]:
        kinds = (ClosingHeld.TOPIC, PollClosed.TOPIC)
        return [
            kind
            for _, kind, data in self.town.entries()
            if kind in kinds and json.loads(data)["data"]["poll"] == self.poll
        ]

    def is_extended(self, moment: datetime, closes_at: datetime) -> None:
        act = Act.of(self.town.chair, moment)
        closes = closes_at.strftime(ENTRY_TIME)
        self.town.recorded(ExtendPoll(act=act, poll=self.poll, closes_at=closes, reason="停电"))


@contextmanager
def spent(databases: Databases, home: Path) -> Iterator[Afternoon]:
    settings, hands = over(databases, Settings(home=home)), Hands()
    with opened(settings, clock=hands) as installation:
        town = founded(installation, "linjiang")
        resident = town.resident()
        poll = poll_opened(town, "sealed", NOON, CLOSE)
        yield Afternoon(town, hands, Closing(installation), resident, poll)
