"""监护 guardianship — a guardian is named, consents and takes it back; how it stands, in words.

The link is private: a guardian speaks for a child under a name that fits this child only, and that
tells nobody who the guardian is. Staff name guardians; the pages and the API come here alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from domain.consent import CONSENT_TEXTS, consent_ends, consent_stands
from domain.kernel import Act
from domain.residents.events import UNDER_14
from domain.residents.give_consent import GiveConsent
from domain.residents.guardianship import NotAGuardian
from domain.residents.name_guardian import NameGuardian
from domain.residents.tell_details import TellDetails
from domain.residents.withdraw_consent import WithdrawConsent
from domain.standing import NotAMember
from projections import guardians as views
from projections import residents
from services.addressing import RefusedForAResident
from services.contacts import own_details
from services.language import phrase
from services.wording import GUARDIAN, MEMBER_PREFIX

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from projections.guardians import Guardianship
    from projections.views import Community
    from services.linli import Linli

GUARDIAN_PREFIX: Final = "guardian:"
TODAYS_TEXT: Final = CONSENT_TEXTS[-1]
WORDINGS: Final = {
    "guardian-consent-1": (
        phrase("I am a guardian of this child."),
        phrase(
            "With this consent the child's own suggestions and comments are published in this"
            " community. Everybody can read them, also people who do not live here."
        ),
        phrase(
            "They are shown without the child's sign: instead of it stands “A young resident”."
            " Name and household are never shown."
        ),
        phrase(
            "The public log, which nobody can change, holds a sign with every entry, also with"
            " this child's. Nobody but the key holder can tell by it who the child is; but whoever"
            " looks closely can find which entries of one year were made under the same sign."
        ),
        phrase("Agreeing and disagreeing needs no consent: no words are published by it."),
        phrase("The consent holds for one year; then we ask again."),
        phrase(
            "Any guardian of the child can take it back at any time, on the page “My children” or"
            " at the service desk. From then on the child's words are no longer shown. Whoever has"
            " copied them before may have the copy."
        ),
        phrase(
            "That this child has a guardian, and that the guardian consented, stands in the public"
            " log, under signs by which nobody but the key holder can tell who the two are."
        ),
    ),
}
"""Every wording that guardians have agreed to; each stays readable for ever."""

State = Literal["none", "stands", "expired", "withdrawn"]
STATES: Final[dict[State, str]] = {
    "none": phrase("No consent yet: the child's own words are not accepted."),
    "stands": phrase("The consent stands: the child's own words are shown, without a sign."),
    "expired": phrase("The consent has come to its end: the child's own words are not shown."),
    "withdrawn": phrase("The consent was withdrawn: the child's own words are not shown."),
}


@dataclass(frozen=True, slots=True)
class Consent:
    """How it stands with the consent for one child: the last word of all guardians counts."""

    state: State
    position: int | None = None
    """The entry with the last word."""
    until: str | None = None
    """From when a consent that was not withdrawn holds no longer."""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Ward:
    """A child of somebody, and the name under which this guardian speaks for it."""

    child: str
    guardian: str
    name: str
    """The child's own, which is told to nobody but guardians and staff."""
    is_child: bool
    """Whether the child is still under 14, so that its words ask for a consent."""
    consent: Consent


def scope_of(child: str) -> str:
    """The scope that fits this child only, of the child's name on the roll."""
    return f"{GUARDIAN_PREFIX}{child.removeprefix(MEMBER_PREFIX)}"


def child_of(guardian: str) -> str:
    """Whose guardian somebody is under this name."""
    return f"{MEMBER_PREFIX}{guardian.split(':')[1]}"


async def named(linli: Linli, community: Community, act: Act, guardian: UUID) -> NameGuardian:
    """Note at the desk that this person is a guardian of the child for whom is acted."""
    # Whoever has joined, or told the age band, a moment ago must not pass for somebody without.
    await linli.record.wait(community, await linli.record.head(community))
    if await residents.member(linli.views, community, act.who) is None:
        raise RefusedForAResident(NotAMember())
    member = await linli.identity.name(guardian, community, "member")
    details = await own_details(linli, community, member)
    return NameGuardian(
        act=act,
        guardian=await linli.identity.name(guardian, community, scope_of(act.who)),
        guardian_member=member,
        guardian_age_band=details.get("age_band"),
    )


async def own_name(linli: Linli, person: UUID, child: str) -> str:
    """Under which name a person speaks for this child. Raises `NotAGuardian`."""
    prefix = f"{scope_of(child)}:"
    for name in await linli.identity.names_known(person):
        if name.startswith(prefix):
            return name
    raise NotAGuardian


async def consenting(
    linli: Linli, community: Community, act: Act, guardian: str, text: str
) -> GiveConsent:
    """Agree to a wording; what the child says is shown once the log has it."""
    known = GUARDIAN.fullmatch(guardian)
    person = await linli.identity.person_of(guardian) if known else None
    if person is None:
        raise NotAGuardian
    member = await linli.identity.name(person, community, "member")
    return GiveConsent(act=act, guardian=guardian, guardian_member=member, text=text)


async def withdrawing(
    linli: Linli, community: Community, act: Act, guardian: str
) -> WithdrawConsent:
    """Take a consent back. The words go first: whatever happens next, nobody is shown them."""
    standing = await guardians(linli, community, act.who)
    stands = consent_of(standing, act.at).state == "stands"
    if stands and any(each.guardian == guardian for each in standing):
        person = await linli.identity.person_of(act.who)
        if person is not None:
            await linli.identity.withhold(person, withheld=True)
    return WithdrawConsent(act=act, guardian=guardian)


async def telling(
    linli: Linli, act: Act, *, name: str | None, household: str | None, age_band: str | None
) -> TellDetails:
    """Tell anew what has changed. Who is told to be a child is sheltered before it is recorded."""
    if age_band == UNDER_14:
        await shelter(linli, act.who)
    return TellDetails(act=act, name=name, household=household, age_band=age_band)


async def shelter(linli: Linli, child: str) -> None:
    """From now on this person's own words wait for a consent, and are shown without a sign."""
    person = await linli.identity.person_of(child)
    if person is not None:
        await linli.identity.unsign(person, unsigned=True)
        await linli.identity.withhold(person, withheld=True)


async def guardians(linli: Linli, community: Community, child: str) -> list[Guardianship]:
    """The guardians of a child who is on the roll; whoever left it has none any more."""
    member = await residents.member(linli.views, community, child)
    if member is None or member.left_position is not None:
        return []
    found = await views.guardians_of(linli.views, community, child)
    return [each for each in found if each.named_position > member.joined_position]


async def children(linli: Linli, community: Community, person: UUID, now: datetime) -> list[Ward]:
    """The children for whom somebody speaks."""
    own = [n for n in await linli.identity.names_known(person) if n.startswith(GUARDIAN_PREFIX)]
    found = []
    for guardian in sorted(own):
        child = child_of(guardian)
        standing = await guardians(linli, community, child)
        if any(each.guardian == guardian for each in standing):
            details = await own_details(linli, community, child)
            found.append(
                Ward(
                    child,
                    guardian,
                    details.get("name", ""),
                    details.get("age_band") == UNDER_14,
                    consent_of(standing, Act.of(guardian, now).at),
                )
            )
    return found


def consent_of(standing: Sequence[Guardianship], at: str) -> Consent:
    """How it stands at an entry time, by the last word of all guardians of one child."""
    withdrawn = max((each.withdrawn_position or 0 for each in standing), default=0)
    given = max(standing, key=lambda each: each.consented_position or 0, default=None)
    if given is None or given.consented_position is None or given.consented_at is None:
        return Consent("none")
    if withdrawn > given.consented_position:
        return Consent("withdrawn", withdrawn, text=given.text)
    state: State = "stands" if consent_stands(given.consented_at, at) else "expired"
    return Consent(state, given.consented_position, consent_ends(given.consented_at), given.text)
