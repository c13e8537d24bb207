"""居民 residents — a person joins the roll of the community, once."""

from __future__ import annotations

from domain.kernel import Act, Refused
from domain.residents.events import UNDER_14, ResidentJoined
from domain.standing import DESK_ROLES, TakingPart


class AlreadyAMember(Refused):
    """You are already on the roll of this community."""


class ChildrenJoinWithAGuardian(Refused):
    """Children under 14 join at the service desk, together with a guardian."""


class JoinCommunity(TakingPart):
    """Join under the `member` name of the act: by oneself, or through staff.

    Whoever left may join again, and is confirmed again.
    """

    POLICIES = ()

    def __init__(self, *, act: Act, channel: str, name: str, household: str, age_band: str) -> None:
        super().__init__(act, act.who)
        self.channel = channel
        self.name, self.household, self.age_band = name, household, age_band

    def execute(self) -> None:
        through_staff = self.act.on_behalf is not None
        if through_staff:
            self.must_hold(DESK_ROLES)
        if self.joined:
            raise AlreadyAMember
        if self.age_band == UNDER_14 and not through_staff:
            raise ChildrenJoinWithAGuardian
        self.record(
            ResidentJoined(
                act=self.act,
                channel=self.channel,
                name=self.name,
                household=self.household,
                age_band=self.age_band,
            )
        )
