"""信 letters — what the code of an invitation letter opens, and how guessing codes is kept slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.residents.events import UNDER_14
from projections import residents
from services.contacts import own_details
from services.problems import (
    ASK_AT_THE_DESK,
    HOUSEHOLD_IS_FULL,
    NO_SUCH_CODE,
    TOO_MANY_TRIES,
    Unanswerable,
)
from services.roll import ROLL, is_a_code, plain_code

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from projections.views import Community
    from services.linli import Linli
    from services.roll import Invitation


async def invited(
    linli: Linli, community: Community, code: str, address: str, now: datetime
) -> Invitation:
    """The household whose letter shows this code. Wrong ones are counted, and slowed down."""
    trying, plain = (community.slug, address), plain_code(code)
    if linli.letters.is_used_up(trying, now):
        raise Unanswerable(TOO_MANY_TRIES)
    # It counts before it is looked up, so that a hundred at once are not all free.
    linli.letters.add(trying, now)
    found = await linli.roll.invited(community, plain) if is_a_code(plain) else None
    if found is None:
        raise Unanswerable(NO_SUCH_CODE)
    # This try alone: a letter of one's own does not make guesses at those of others free.
    linli.letters.take_back(trying)
    return found


async def must_have_a_seat(
    linli: Linli, community: Community, invitation: Invitation, name: str
) -> None:
    """Asked for whoever has no account yet, so that a refusal leaves none behind."""
    if not await linli.roll.has_room(invitation):
        raise Unanswerable(HOUSEHOLD_IS_FULL)
    await kept(linli, community, invitation, name)


async def kept(linli: Linli, community: Community, invitation: Invitation, name: str) -> list[UUID]:
    """People of this household and name whom a sheet put there; nobody has spoken for them.

    Whoever was put on the roll face to face is known to the office, and is asked for there.
    """
    places = []
    for person in await linli.roll.places(community, invitation, name):
        member = await linli.identity.name(person, community, "member")
        found = await residents.member(linli.views, community, member)
        if found is None or found.left_position is not None:
            continue
        if (await own_details(linli, community, member)).get("age_band") == UNDER_14:
            continue  # A child's place is the guardian's to speak for.
        if found.channel != ROLL:
            raise Unanswerable(ASK_AT_THE_DESK)
        places.append(person)
    return places
