"""Officers: somebody for every role, and for every way in which an office is none."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.kernel import Act
from domain.residents.grant_role import GrantRole
from domain.residents.join_community import JoinCommunity
from domain.residents.revoke_role import RevokeRole
from domain.residents.verify_residence import VerifyResidence
from domain.suggestions.submit_suggestion import SubmitSuggestion
from infra.hashing import HASHER
from infra.installation import Installation, utc_now
from infra.settings import Settings
from projections.views import Community
from services.identity import Account
from services.speaking import voice_of_the_year
from tests.services.conftest import PASSWORD, SLUG, decide, furnish

ELSEWHERE = "haitang"
STAFF = ("grid-worker", "clerk", "registrar", "committee", "auditor")
SERVICE = ("steward", "planner")
ROLES = (*SERVICE, *STAFF)
HELD = ("held", "for a term", "granted again")
NOT_HELD = ("over", "revoked", "for a part", "elsewhere")
"""Ways in which a role that was granted opens nothing that concerns the whole community."""
HASHED = HASHER.hash(PASSWORD)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True)
class Somebody:
    """Who asks, with the roles in force as they were meant, not as anything looks them up."""

    called: str
    home: str = ""
    account: Account | None = None
    offices: frozenset[str] = frozenset()
    member: str = ""
    suggestion: str = ""
    position: int = 0
    """Of the entry of that suggestion."""


@dataclass
class Town:
    """Everybody, by what they are called."""

    settings: Settings | None = None
    people: dict[str, Somebody] = field(default_factory=dict)


def at(moment: datetime) -> str:
    return Act.of("system", moment).at


@dataclass(frozen=True)
class Peopling:
    """Brings people into the communities of one installation."""

    installation: Installation

    def somebody(
        self, called: str, home: Community, offices: Iterable[str] = (), *, staff: bool = False
    ) -> Somebody:
        accounts, keys = self.installation.accounts, self.installation.keys
        login = called.replace(" ", "-")
        account = accounts.add(home, login, HASHED, staff=f"staff:{login}" if staff else None)
        [member] = keys.names([account.person], home.origin, "member").values()
        return Somebody(called, home.slug, account, frozenset(offices), member)

    def verified(self, somebody: Somebody, home: Community) -> Somebody:
        """The same on the roll, verified, with a suggestion."""
        assert somebody.account is not None
        now, member = utc_now(), somebody.member
        scope = voice_of_the_year(home, now)
        keys = self.installation.keys
        [voice] = keys.names([somebody.account.person], home.origin, scope).values()
        made = f"suggestion:{voice.partition(':')[2]}"
        join = JoinCommunity(
            act=Act.of(member, now),
            channel="web",
            name=somebody.called,
            household="",
            age_band="18-and-over",
        )
        suggest = SubmitSuggestion(
            act=Act.of(voice, now),
            member=member,
            suggestion=made,
            scope=scope,
            category="services",
            channel="web",
            title=f"A suggestion of {somebody.called}",
            text="",
            age_band="18-and-over",
        )
        verify = VerifyResidence(act=Act.of("staff:chair", now), resident=member)
        *_, position = decide(self.installation, home, join, verify, suggest)
        return replace(somebody, suggestion=made, position=position)

    def give(self, somebody: Somebody, role: str, how: str, place: Community) -> None:
        """Grant a role in one of the ways that are told above."""
        assert somebody.account is not None
        now, holder = utc_now(), somebody.account.staff
        if role in SERVICE:
            keys, origin = self.installation.keys, place.origin
            [holder] = keys.names([somebody.account.person], origin, "service").values()
        assert holder is not None
        until = {"over": at(now - HOUR), "for a term": at(now + DAY)}.get(how)
        scope = "grid:3" if how == "for a part" else None
        long_ago = Act.of("system", now - 2 * DAY)
        grant = GrantRole(act=long_ago, holder=holder, role=role, scope=scope, until=until)
        again = GrantRole(act=Act.of("system", now), holder=holder, role=role)
        revoke = RevokeRole(act=Act.of("system", now), holder=holder, role=role)
        steps = {"revoked": [grant, revoke], "granted again": [grant, revoke, again]}
        decide(self.installation, place, *steps.get(how, [grant]))


def peopled(installation: Installation, town: Town) -> None:
    """Somebody of every kind in the community that tests know, and two in another one."""
    furnish(installation)
    town.settings = installation.settings
    here = installation.community(SLUG)
    there = installation.communities.found(installation.writer, ELSEWHERE, "海棠社区")
    installation.communities.appoint(installation.writer, there, "chair")
    peopling = Peopling(installation)
    made = [
        Somebody("anybody"),
        peopling.somebody("newcomer", here),
        peopling.verified(peopling.somebody("resident", here), here),
        peopling.verified(peopling.somebody("foreigner", there), there),
    ]
    for role in ROLES:
        for how in (*HELD, *NOT_HELD):
            offices = [role] if how in HELD else []
            one = peopling.somebody(f"{role} {how}", here, offices, staff=role in STAFF)
            peopling.give(one, role, how, there if how == "elsewhere" else here)
            made.append(peopling.verified(one, here))
    several = peopling.somebody("several", here, ["auditor"], staff=True)
    for role, how in {"clerk": "over", "auditor": "held", "committee": "for a part"}.items():
        peopling.give(several, role, how, here)
    officer = peopling.somebody("foreign officer", there, STAFF, staff=True)
    for role in STAFF:
        peopling.give(officer, role, "held", there)
    town.people = {each.called: each for each in [*made, several, officer]}
