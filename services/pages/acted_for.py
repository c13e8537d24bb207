"""代办 — the resident for whom the desk acts: found before anything is asked, and told by name."""

from __future__ import annotations

from dataclasses import dataclass

from projections import residents
from projections.residents import Member
from services.contacts import ACTING, contacts
from services.pages.visitor import Visitor
from services.speaking import Speaking
from services.wording import RESIDENT


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
