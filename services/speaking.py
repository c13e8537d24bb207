"""发言 — in whose name something is said: a resident's own, or recorded by the desk for one."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.kernel import Act
from domain.standing import DESK_ROLES
from projections import residents
from projections.views import Community
from services.contacts import own_details
from services.door import RequestKey
from services.identity import Account
from services.in_office import offices_held
from services.linli import Linli
from services.log_ins import folded
from services.problems import NO_SUCH_LOGIN, NOT_YOUR_OFFICE, YOUR_OWN_ACT, Unanswerable
from services.wording import MEMBER_PREFIX

WEB, DESK = "web", "desk"
ID_CHARACTERS = 22


@dataclass(frozen=True)
class Speaker:
    """Who speaks in one scope: the envelope, the name on the roll that is read, the channel."""

    act: Act
    member: str
    channel: str


@dataclass(frozen=True)
class Speaking:
    """Who is asking, and for whom: pages and API alike.

    `resident` is a log-in or a `member` name when the desk records for somebody; both are read by
    `wording.Resident`. What the office may do is decided from the log, by the command.
    """

    linli: Linli
    community: Community
    account: Account
    now: datetime
    resident: str | None = None
    channel: str = DESK
    """How the resident reached the desk: one of `standing.ASSISTED_CHANNELS`."""

    async def within(self, scope: str) -> Speaker:
        """The speaker under the name that this person has in the scope."""
        if self.resident is None:
            name, member = await self.names(self.account.person, scope)
            return Speaker(Act.of(name, self.now), member, WEB)
        # Before anybody is looked up: an answer would tell a stranger who is here.
        held = await offices_held(self.linli, self.community, self.account)
        if self.account.staff is None or DESK_ROLES.isdisjoint(held):
            raise Unanswerable(NOT_YOUR_OFFICE)
        person = await self.person_behind(self.resident)
        if person is None:
            raise Unanswerable(NO_SUCH_LOGIN)
        if person == self.account.person:
            raise Unanswerable(YOUR_OWN_ACT)
        name, member = await self.names(person, scope)
        return Speaker(Act.of(self.account.staff, self.now, name), member, self.channel)

    async def person_behind(self, resident: str) -> UUID | None:
        """The person behind a log-in, or behind a name on this roll for those who have none."""
        identity = self.linli.identity
        if not resident.startswith(MEMBER_PREFIX):
            account = await identity.account(self.community, resident)
            return account.person if account else None
        person = await identity.person_of(resident)
        if person is None or await identity.name(person, self.community, "member") != resident:
            return None
        return person

    async def names(self, person: UUID, scope: str) -> tuple[str, str]:
        """A person's names in a scope and on the roll."""
        names = await self.linli.identity.names(person, self.community, scope, "member")
        return names[0], names[1]

    async def age_band(self, speaker: Speaker) -> str | None:
        """What the speaker told when joining, as long as it is kept; nothing of it is recorded."""
        found = await residents.member(self.linli.views, self.community, speaker.member)
        if found is None:
            # Somebody who has only just joined must not pass for somebody without an age.
            record = self.linli.record
            await record.wait(self.community, await record.head(self.community))
            found = await residents.member(self.linli.views, self.community, speaker.member)
        if found is None:
            return None
        kept = await own_details(self.linli, self.community, speaker.member)
        return kept.get("age_band")


def resident_named(text: str) -> str:
    """A log-in or a name on the roll as it is looked up, however it was typed."""
    plain = text.strip()
    return plain if plain.startswith(MEMBER_PREFIX) else folded(plain)


def voice_of_the_year(community: Community, now: datetime) -> str:
    """The scope in which new suggestions are made today, by the community's own calendar."""
    return f"voice:{now.astimezone(ZoneInfo(community.time_zone)).year}"


def fresh_id(linli: Linli, kind: str, request: RequestKey | None) -> str:
    """`<kind>:<22 characters>`: by chance, or of the request, so that a repeat names the same."""
    if request is None:
        return f"{kind}:{linli.chance()}"
    digest = sha256(f"linli/id/v1\0{kind}\0".encode() + request.id.bytes).digest()
    return f"{kind}:{urlsafe_b64encode(digest).decode()[:ID_CHARACTERS]}"
