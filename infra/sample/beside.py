"""样本之外 — what a sample keeps beside its log: households, letters, papers, an erased person.

None of it enters the log, so it may use the present moment: the letters can be shown at once.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from infra.erasing import Erasing
from infra.households import Households
from infra.installation import utc_now
from infra.pictures import PostgresPictures
from infra.sample.names import BUILDINGS

if TYPE_CHECKING:
    from infra.installation import Installation
    from infra.sample.people import Neighbour
    from infra.sample.story import Told
    from projections.views import Community

EMPTY_HOMES_FLOOR = 7
"""On the top floor nobody has joined yet: their letters wait in the box."""


def beside(
    installation: Installation, community: Community, told: Told, people: list[Neighbour]
) -> None:
    """Whatever of it stands already stays, so that a sowing that was cut off goes on."""
    households = Households(installation.keys, utc_now)
    origin = community.origin
    households.settle_all(origin, [(n.person, n.household, n.name) for n in people])
    stairs = (house + unit for house, units in BUILDINGS.items() for unit in units)
    households.make(origin, (f"{stair}{EMPTY_HOMES_FLOOR}01" for stair in stairs))
    pictures = PostgresPictures(installation.main, installation.keys)

    async def keep() -> None:
        for owner, picture in told.papers:
            await pictures.keep(community, owner, picture)

    asyncio.run(keep())
    erasing = Erasing(installation)
    # Its entries are part of the story; what is left to do is to destroy.
    erasing.rows.ask_at_once(told.erased, utc_now(), drawn=True)
    erasing.at_once(told.erased)
