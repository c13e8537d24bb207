"""居民 residents — the desk confirms that a member lives here. No telephone is asked for."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Command
from domain.residents.events import ResidenceVerified, ResidentJoined, RoleGranted
from domain.standing import DESK_ROLES, NotAMember, must_hold


class VerifyResidence(Command):
    """Verify the member `resident`; verifying again records nothing."""

    def __init__(self, *, act: Act, resident: str, method: str = "desk") -> None:
        self.act, self.resident, self.method = act, resident, method
        self.role: str | None = None
        self.joined = self.verified = False

    def consistency_boundary(self) -> list[Selector]:
        return [
            Selector([ResidentJoined, ResidenceVerified], [self.resident]),
            Selector([RoleGranted], [self.act.by]),
        ]

    @event(ResidentJoined)
    def _(self) -> None:
        self.joined = True

    @event(ResidenceVerified)
    def _(self) -> None:
        self.verified = True

    @event(RoleGranted)
    def _(self, role: str) -> None:
        self.role = role

    def execute(self) -> None:
        must_hold(self.role, DESK_ROLES)
        if not self.joined:
            raise NotAMember
        if not self.verified:
            self.record(ResidenceVerified(act=self.act, resident=self.resident, method=self.method))
