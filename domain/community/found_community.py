"""社区 community — a community is founded, once, with the rules that it begins with."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.community.events import CommunityFounded, PolicyAdopted
from domain.kernel import Act, Command, Refused
from domain.policies import POLICIES


class AlreadyFounded(Refused):
    """This community has already been founded."""


class FoundCommunity(Command):
    """Found a community with its id, name and time zone."""

    def __init__(self, *, act: Act, community: str, name: str, time_zone: str) -> None:
        self.act, self.community, self.name, self.time_zone = act, community, name, time_zone
        self.founded = False

    def consistency_boundary(self) -> list[Selector]:
        return [Selector([CommunityFounded], [self.community])]

    @event(CommunityFounded)
    def _(self) -> None:
        self.founded = True

    def execute(self) -> None:
        if self.founded:
            raise AlreadyFounded
        self.record(
            CommunityFounded(
                act=self.act, community=self.community, name=self.name, time_zone=self.time_zone
            )
        )
        for policy in POLICIES.values():
            self.record(PolicyAdopted(act=self.act, policy=policy.id, value=policy.at_founding))
