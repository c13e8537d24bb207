"""代办 — for whom somebody acts: for oneself on the web, or for a resident at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.identity import Session
from services.language import phrase
from services.pages.forms import Form, NotFilledIn
from services.pages.visitor import Visitor

NOBODY: Final = phrase("We know no resident with this log-in or member name.")
ONLY_AT_THE_DESK: Final = phrase("Only the service desk can act for somebody else.")


@dataclass(frozen=True)
class Speaker:
    """The names under which an act is recorded; `member` is only read, against the roll."""

    by: str
    on_behalf: str | None
    member: str
    channel: str


async def speaker(visitor: Visitor, session: Session, form: Form, scope: str) -> Speaker:
    """The signed-in person; or, when a desk form names one, the resident it is filled in for."""
    resident = form.fields.get("resident", "").strip()
    identity, community = visitor.linli.identity, visitor.community
    if not resident:
        person = session.account.person
        return Speaker(
            by=await identity.name(person, community, scope),
            on_behalf=None,
            member=await identity.name(person, community, "member"),
            channel="web",
        )
    if visitor.staff is None or not visitor.serves_at_the_desk:
        raise NotFilledIn("resident", ONLY_AT_THE_DESK)
    person = await person_behind(visitor, resident)
    return Speaker(
        by=visitor.staff,
        on_behalf=await identity.name(person, community, scope),
        member=await identity.name(person, community, "member"),
        channel="desk",
    )


async def person_behind(visitor: Visitor, resident: str) -> UUID:
    """The person behind a log-in, or behind a member name for those who joined at the desk."""
    identity = visitor.linli.identity
    if resident.startswith("member:"):
        known = await identity.person_of(resident)
    else:
        account = await identity.account(visitor.community, resident)
        known = account.person if account else None
    if known is None:
        raise NotFilledIn("resident", NOBODY)
    return known
