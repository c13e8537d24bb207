"""代办 — the resident for whom the desk acts: found before anything is asked, and told by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.kernel import Refused
from domain.residents.join_community import AlreadyAMember
from domain.standing import NotAMember, NotVerified
from domain.suggestions.submit_suggestion import EnoughForToday
from domain.suggestions.take_stance import EnoughChangesForToday
from projections import residents
from projections.residents import Member
from services.contacts import ACTING, contacts
from services.language import phrase
from services.pages.visitor import Visitor
from services.speaking import Speaking
from services.wording import RESIDENT

ABOUT_THE_RESIDENT: Final[dict[type[Refused], str]] = {
    AlreadyAMember: phrase("This resident is already on the roll."),
    NotAMember: phrase("This resident is not on the roll of this community yet."),
    NotVerified: phrase("The residence of this resident has not been confirmed yet."),
    EnoughForToday: phrase(
        "This resident has made as many suggestions within a day as the rules allow."
    ),
    EnoughChangesForToday: phrase(
        "This resident has changed the stance here many times within a day."
    ),
}
"""What a refusal says to the desk, which is not the one that it is about."""


class RefusedForAResident(Exception):
    """A rule said no to an act for somebody else."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(str(reason))
        self.kind = type(reason)
        self.sentence_en = ABOUT_THE_RESIDENT[self.kind]


@dataclass(frozen=True)
class ActedFor:
    """A resident with the private words that the staff may read."""

    resident: str
    """The name on the roll."""
    member: Member | None
    private: dict[str, str]

    @property
    def said(self) -> str:
        """Name and household; for somebody who told neither, the name on the roll."""
        name, household = self.private.get("name", ""), self.private.get("household", "")
        return f"{name or self.resident}（{household}）" if household else name or self.resident


async def acted_for(visitor: Visitor, resident: str) -> ActedFor | None:
    """The resident of a log-in or of a name on the roll, for those who serve at the desk."""
    session = visitor.session
    if session is None or visitor.staff is None or not visitor.serves_at_the_desk:
        return None
    if not RESIDENT.fullmatch(resident):
        return None
    speaking = Speaking(visitor.linli, visitor.community, session.account, visitor.now, resident)
    person = await speaking.person_behind(resident)
    if person is None:
        return None
    name = await visitor.linli.identity.name(person, visitor.community, "member")
    member = await residents.member(visitor.linli.views, visitor.community, name)
    if member is None:
        return ActedFor(name, None, {})
    kept = await contacts(
        visitor.linli, visitor.community, [name], staff=visitor.staff, place=ACTING
    )
    return ActedFor(name, member, kept.get(name, {}))
