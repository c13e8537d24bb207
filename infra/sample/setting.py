"""样本场景 — what every part of the sample story shares: its draws, its days, its names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from domain.kernel import Act, Command
from infra.sample.logins import CLERK, GRID_WORKER

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random
    from uuid import UUID

    from infra.chance import Chance
    from infra.sample.people import Neighbour
    from infra.sample.rhythm import Rhythm

Timed = tuple[datetime, Command]
# Most come in person; some telephone; and a grid worker brings notes along from the doors.
ASSISTED_PERCENT = {"desk": 70, "phone": 18, "paper": 12}


@dataclass(frozen=True)
class Member:
    """A neighbour who has joined: since when able to take part, or never."""

    neighbour: Neighbour
    member: str
    joined: datetime
    takes_part_from: datetime | None


@dataclass(frozen=True)
class Setting:
    """Everything that a teller of a part needs; every draw comes from the seed."""

    random: Random
    rhythm: Rhythm
    chance: Chance
    name: Callable[[UUID, str], str]

    def member(self, neighbour: Neighbour) -> str:
        return self.name(neighbour.person, "member")

    def own(self, neighbour: Neighbour, scope: str, moment: datetime) -> Act:
        """An act by one's own hand."""
        return Act.of(self.name(neighbour.person, scope), moment)

    def spoken(self, neighbour: Neighbour, scope: str, moment: datetime) -> tuple[Act, str]:
        """How this person says something: by the own hand, or through somebody of the staff."""
        if not neighbour.comes_to_the_desk:
            return self.own(neighbour, scope, moment), "web"
        [channel] = self.random.choices(list(ASSISTED_PERCENT), list(ASSISTED_PERCENT.values()))
        staff = GRID_WORKER if channel == "paper" else CLERK
        return Act.of(staff, moment, self.name(neighbour.person, scope)), channel

    def voice(self, moment: datetime) -> str:
        """The scope of what is said at this moment."""
        return f"voice:{moment.astimezone(self.rhythm.zone).year}"
