"""成员 membership — how somebody stands on the roll, and what joining asks for."""

from __future__ import annotations

from typing import Final, TypedDict

from projections import residents
from projections.residents import Member
from services.language import phrase
from services.pages import labels
from services.pages.forms import Form
from services.pages.visitor import Visitor
from services.wording import HOUSEHOLD_CHARACTERS_MAX, NAME_CHARACTERS_MAX

YOUR_NAME: Final = phrase("A name has %(least)d to %(most)d characters.")
YOUR_HOUSEHOLD: Final = phrase("A household has at most %(most)d characters.")
YOUR_AGE_BAND: Final = phrase("Please choose an age band.")


class Details(TypedDict):
    """What is told when joining: private, for the person and the staff."""

    name: str
    household: str
    age_band: str


async def membership(visitor: Visitor) -> Member | None:
    """The signed-in person on the roll, if they have joined."""
    member = await visitor.name("member")
    if member is None:
        return None
    return await residents.member(visitor.linli.views, visitor.community, member)


async def is_on_the_roll(visitor: Visitor) -> bool:
    return await membership(visitor) is not None


def member_details(form: Form) -> Details:
    most = HOUSEHOLD_CHARACTERS_MAX
    return Details(
        name=form.words("name", YOUR_NAME, least=1, most=NAME_CHARACTERS_MAX),
        household=form.words("household", YOUR_HOUSEHOLD, least=0, most=most),
        age_band=form.one_of("age_band", labels.AGE_BANDS, YOUR_AGE_BAND),
    )
