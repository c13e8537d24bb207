"""样本居民 — fictitious residents of the sample community, and how lively each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.residents.events import ADULT, TEENAGER, UNDER_14
from infra.sample.names import BUILDINGS, GIVEN, SURNAMES, YOUNG_GIVEN

if TYPE_CHECKING:
    from random import Random
    from uuid import UUID

    from infra.keys import Keys

RESIDENTS_COUNT = 1_200
CHILDREN_COUNT = 6
TEENAGERS_PERCENT = 7
AT_THE_DESK_PERCENT = 18
# Of those who come to the desk, some stand on the committee's list before they come; of the
# others, some had a letter in their box.
BY_THE_LIST_PERCENT = 15
BY_LETTER_PERCENT = 30
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
    joins_by: str
    comes_to_the_desk: bool
    liveliness: float


@dataclass(frozen=True)
class Family:
    """A child, and the adult of the same household who speaks for it."""

    child: Neighbour
    guardian: Neighbour


def neighbours(random: Random, keys: Keys) -> list[Neighbour]:
    """About 1,200 people, the same ones for the same seed."""
    people = keys.new_people([f"sample/{number}" for number in range(RESIDENTS_COUNT)])
    return [_neighbour(random, person) for person in people]


def families(random: Random, keys: Keys, people: list[Neighbour]) -> list[Family]:
    """A few children of people who join by themselves, at the desk, with their guardians."""
    children = keys.new_people([f"sample/child/{number}" for number in range(CHILDREN_COUNT)])
    adults = [n for n in people if n.age_band == ADULT and n.joins_by == "web" and n.liveliness]
    return [
        Family(_child(random, child, guardian), guardian)
        for child, guardian in zip(children, random.sample(adults, CHILDREN_COUNT), strict=True)
    ]


def _neighbour(random: Random, person: UUID) -> Neighbour:
    building = random.choice(sorted(BUILDINGS))
    unit = random.choice(BUILDINGS[building])
    room = f"{random.randint(1, FLOORS)}{random.randint(1, DOORS):02}"
    quiet = random.randrange(100) < QUIET_PERCENT
    teenager = random.randrange(100) < TEENAGERS_PERCENT
    desk = not teenager and random.randrange(100) < AT_THE_DESK_PERCENT
    other_way = random.randrange(100) < (BY_THE_LIST_PERCENT if desk else BY_LETTER_PERCENT)
    return Neighbour(
        person=person,
        name=random.choice(SURNAMES) + random.choice(GIVEN),
        household=f"{building}{unit}{room}",
        age_band=TEENAGER if teenager else ADULT,
        joins_by=(("desk", "roll") if desk else ("web", "letter"))[other_way],
        comes_to_the_desk=desk,
        liveliness=0 if quiet else min(random.paretovariate(LIVELINESS_SHAPE), LIVELINESS_MAX),
    )


def _child(random: Random, person: UUID, guardian: Neighbour) -> Neighbour:
    return Neighbour(
        person=person,
        name=random.choice(SURNAMES) + random.choice(YOUNG_GIVEN),
        household=guardian.household,
        age_band=UNDER_14,
        joins_by="desk",
        comes_to_the_desk=False,
        liveliness=0,
    )
