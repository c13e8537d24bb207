"""居民 residents — a person joins the roll of the community, once."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Command, Refused
from domain.residents.events import UNDER_14, ResidentJoined, RoleGranted
from domain.standing import DESK_ROLES, must_hold


class AlreadyAMember(Refused):
    """You are already on the roll of this community."""


class ChildrenJoinWithAGuardian(Refused):
    """Children under 14 join at the service desk, together with a guardian."""


class JoinCommunity(Command):
    """Join under the `member` name of the act: by oneself, or through a clerk at the desk."""

    def __init__(self, *, act: Act, channel: str, name: str, household: str, age_band: str) -> None:
        self.act, self.channel = act, channel
        self.name, self.household, self.age_band = name, household, age_band
        self.role: str | None = None
        self.joined = False

    def consistency_boundary(self) -> list[Selector]:
        return [
            Selector([ResidentJoined], [self.act.who]),
            Selector([RoleGranted], [self.act.by]),
        ]

    @event(ResidentJoined)
    def _(self) -> None:
        self.joined = True

    @event(RoleGranted)
    def _(self, role: str) -> None:
        self.role = role

    def execute(self) -> None:
        at_the_desk = self.act.on_behalf is not None
        if at_the_desk:
            must_hold(self.role, DESK_ROLES)
        if self.joined:
            raise AlreadyAMember
        if self.age_band == UNDER_14 and not at_the_desk:
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
