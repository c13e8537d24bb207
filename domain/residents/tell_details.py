"""居民 residents — name, household or age band of a member are told anew at the desk."""

from __future__ import annotations

from domain.kernel import Act
from domain.residents.events import DetailsTold
from domain.standing import VERIFYING_ROLES, NotAMember, TakingPart


class TellDetails(TakingPart):
    """Record what is told; what is None stays as it was. Nothing told records nothing.

    At the desk only: a child would otherwise grow up by a form.
    """

    POLICIES = ()

    def __init__(
        self, *, act: Act, name: str | None = None, household: str | None = None,
        age_band: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(act, act.who)
        self.name, self.household, self.age_band = name, household, age_band

    def execute(self) -> None:
        self.must_hold(VERIFYING_ROLES)
        if not self.joined:
            raise NotAMember
        if (self.name, self.household, self.age_band) != (None, None, None):
            self.record(
                DetailsTold(
                    act=self.act,
                    name=self.name,
                    household=self.household,
                    age_band=self.age_band,
                )
            )
