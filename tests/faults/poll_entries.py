"""What the log says of one poll, and what must hold of a poll that was closed and opened."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from domain.voting.events import BallotCast, BallotsAllOpened, BallotsOpened, PollClosed, VoteCast
from tests.faults.voting import Voter
from tests.record.town import Town

Entry = tuple[int, dict[str, Any]]
ABOUT = """
    SELECT position, e.type, e.data FROM event_tag t JOIN event e USING (log, position)
    WHERE t.log = %s AND t.tag = %s ORDER BY position
"""


@dataclass(frozen=True)
class Entries:
    """Position and raw entry, in order, by type."""

    by_type: dict[str, list[Entry]]

    @classmethod
    def of(cls, there: Town, poll: str) -> Entries:
        """At any moment, also while others write."""
        found: dict[str, list[Entry]] = {}
        for position, kind, data in there.rows(ABOUT, there.log, poll):
            found.setdefault(kind, []).append((position, json.loads(data)))
        return cls(found)

    def __getitem__(self, topic: str) -> list[Entry]:
        return self.by_type.get(topic, [])

    @property
    def castings(self) -> list[Entry]:
        return sorted(self[VoteCast.TOPIC] + self[BallotCast.TOPIC])

    @property
    def last_of_each(self) -> dict[str, int]:
        """The position of the last casting of each name."""
        return {entry["data"].get("for", entry["by"]): at for at, entry in self.castings}

    @property
    def choices(self) -> dict[int, list[int]]:
        """The choice of each casting that anybody can read: cast in the open, or opened."""
        cast = {at: entry["data"]["choice"] for at, entry in self[VoteCast.TOPIC]}
        return cast | {at: choice for at, choice, _ in self.opened}

    @property
    def opened(self) -> list[tuple[int, list[int], str]]:
        return [
            (at, choice, salt)
            for _, entry in self[BallotsOpened.TOPIC]
            for at, choice, salt in entry["data"]["ballots"]
        ]


def every_vote_in_time_is_kept(
    entries: Entries, voters: Sequence[Voter], closes_at: datetime
) -> None:
    """Recorded is what was acknowledged, all of it before the close; counted is each one's last."""
    [(closed, _)] = entries[PollClosed.TOPIC]
    promised = [promise for voter in voters for promise in voter.promises]
    assert sorted(promise.position for promise in promised) == [at for at, _ in entries.castings]
    assert max(promise.position for promise in promised) < closed
    for voter in voters:
        assert all(promise.sent_at < closes_at for promise in voter.promises)
        assert voter.turned_away_at is not None
        assert voter.turned_away_at >= closes_at
    assert entries.last_of_each == {
        voter.name: voter.promises[-1].position for voter in voters if voter.promises
    }
    for voter in voters:
        for last in voter.promises[-1:]:
            assert entries.choices[last.position] == [last.choice]


def the_opening_is_whole(entries: Entries) -> None:
    """Exactly the counting ballots are opened, once each, and each fits its commitment."""
    [(done, finished)] = entries[BallotsAllOpened.TOPIC]
    positions = [position for position, _, _ in entries.opened]
    assert sorted(positions) == sorted(entries.last_of_each.values())
    assert finished["data"]["opened"] == len(positions) == len(entries.last_of_each)
    [(closed, _)] = entries[PollClosed.TOPIC]
    assert closed < min(at for at, _ in entries[BallotsOpened.TOPIC]) <= done
    committed = {at: entry["c"] for at, entry in entries[BallotCast.TOPIC]}
    for position, choice, salt in entries.opened:
        assert commitment(salt, choice) == committed[position]


def commitment(salt: str, choice: Sequence[int]) -> str:
    """As the entry format says it, with the standard library alone."""
    said = json.dumps({"choice": list(choice)}, separators=(",", ":")).encode()
    plain = urlsafe_b64decode(salt + "=" * (-len(salt) % 4))
    digest = sha256(b"linli/commit/v1\0" + plain + said).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def votes_of(entries: Entries, options: int) -> list[int]:
    """How many counting ballots each option has."""
    counted = Counter(
        index for at in entries.last_of_each.values() for index in entries.choices[at]
    )
    return [counted[option] for option in range(options)]
