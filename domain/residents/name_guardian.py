"""监护 guardianship — the desk notes who speaks for a child."""

from __future__ import annotations

from domain.kernel import Act, Refused
from domain.residents.events import ADULT, GuardianNamed
from domain.residents.guardianship import WithTheGuardian
from domain.standing import VERIFYING_ROLES, NotAMember

GUARDIANS_MAX = 4


class NotANameForThisChild(Refused):
    """A guardian is noted under a name that fits this child only."""


class GuardiansAreAdults(Refused):
    """A guardian is 18 or over."""


class NobodyIsTheirOwnGuardian(Refused):
    """Nobody is their own guardian."""


class EnoughGuardians(Refused):
    """This child has as many guardians as can be noted."""


class NameGuardian(WithTheGuardian):
    """Note a guardian of the child for whom is acted; the same one again records nothing.

    `guardian_member` and `guardian_age_band` are read, and never recorded.
    """

    def __init__(
        self, *, act: Act, guardian: str, guardian_member: str, guardian_age_band: str | None
    ) -> None:
        super().__init__(act, guardian, guardian_member)
        self.guardian_age_band = guardian_age_band

    def execute(self) -> None:
        self.must_hold(VERIFYING_ROLES)
        if not self.joined:
            raise NotAMember
        if self.guardian_member == self.member:
            raise NobodyIsTheirOwnGuardian
        if not self.guardian.startswith(f"guardian:{self.member.rpartition(':')[2]}:"):
            raise NotANameForThisChild
        self.must_be_on_the_roll()
        if self.guardian_age_band != ADULT:
            raise GuardiansAreAdults
        if self.guardian in self.guardians:
            return
        if len(self.guardians) >= GUARDIANS_MAX:
            raise EnoughGuardians
        self.record(GuardianNamed(act=self.act, guardian=self.guardian))
