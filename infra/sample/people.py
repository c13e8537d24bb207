"""样本居民 — fictitious residents of the sample community, and how lively each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.residents.events import ADULT, TEENAGER
from infra.sample.names import BUILDINGS, GIVEN, SURNAMES

if TYPE_CHECKING:
    from random import Random
    from uuid import UUID

    from infra.keys import Keys

RESIDENTS_COUNT = 1_200
TEENAGERS_PERCENT = 7
AT_THE_DESK_PERCENT = 18
FLOORS, DOORS = 6, 4
# A few people do a great deal, most do a little, and many only join, as in every neighbourhood.
QUIET_PERCENT = 46
LIVELINESS_SHAPE = 1.25
LIVELINESS_MAX = 40.0


@dataclass(frozen=True)
class Neighbour:
    """One fictitious person: the private fields, and habits that only the seeder knows."""

    person: UUID
    name: str
    household: str
    age_band: str
    comes_to_the_desk: bool
    liveliness: float

    @property
    def channel(self) -> str:
        return "desk" if self.comes_to_the_desk else "web"


def neighbours(random: Random, keys: Keys) -> list[Neighbour]:
    """About 1,200 people, the same ones for the same seed."""
    people = keys.new_people([f"sample/{number}" for number in range(RESIDENTS_COUNT)])
    return [_neighbour(random, person) for person in people]


def _neighbour(random: Random, person: UUID) -> Neighbour:
    building = random.choice(sorted(BUILDINGS))
    unit = random.choice(BUILDINGS[building])
    room = f"{random.randint(1, FLOORS)}{random.randint(1, DOORS):02}"
    quiet = random.randrange(100) < QUIET_PERCENT
    teenager = random.randrange(100) < TEENAGERS_PERCENT
    return Neighbour(
        person=person,
        name=random.choice(SURNAMES) + random.choice(GIVEN),
        household=f"{building}{unit}{room}",
        age_band=TEENAGER if teenager else ADULT,
        comes_to_the_desk=not teenager and random.randrange(100) < AT_THE_DESK_PERCENT,
        liveliness=0 if quiet else min(random.paretovariate(LIVELINESS_SHAPE), LIVELINESS_MAX),
    )
