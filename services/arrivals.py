"""来人 — how many new accounts and new members come in an hour: what they leave stays for ever."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from services.counting import Count
from services.problems import TOO_MANY_ARRIVALS, Unanswerable

WINDOW_HOURS_MAX = 1
FROM_ONE_ADDRESS_MAX = 30
INTO_ONE_COMMUNITY_MAX = 300

Arriving = Literal["account", "member"]


def _within_the_hour(most: int) -> Count:
    return Count(most, timedelta(hours=WINDOW_HOURS_MAX))


@dataclass(frozen=True)
class Arrivals:
    """Arrivals by community and address, and by community over all addresses.

    A family behind one address has room, also a class at a community centre; a flood has not.
    Nobody uses up the room of a whole community from one address.
    """

    from_one_address: Count = field(default_factory=lambda: _within_the_hour(FROM_ONE_ADDRESS_MAX))
    into_one_community: Count = field(
        default_factory=lambda: _within_the_hour(INTO_ONE_COMMUNITY_MAX)
    )

    def admit(self, arriving: Arriving, community: str, address: str, now: datetime) -> None:
        """Count one more. Raises `Unanswerable` when too many came within the hour."""
        here = (arriving, community)
        if self.from_one_address.is_used_up((*here, address), now):
            raise Unanswerable(TOO_MANY_ARRIVALS)
        if self.into_one_community.is_used_up(here, now):
            raise Unanswerable(TOO_MANY_ARRIVALS)
        self.from_one_address.add((*here, address), now)
        self.into_one_community.add(here, now)
