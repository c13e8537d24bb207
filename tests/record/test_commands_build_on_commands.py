"""What a command remembers is handed down; the library alone would forget it without a word."""

from datetime import UTC, datetime

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Command
from domain.residents.events import ResidentJoined, RoleGranted
from tests.scenario import given

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ACT = Act.of("member:li", NOON)


class Remembering(Command):
    """Knows whether somebody joined, and a role."""

    def __init__(self) -> None:
        self.act = ACT
        self.joined, self.role = False, ""

    def consistency_boundary(self) -> list[Selector]:
        return [Selector([ResidentJoined], ["member:li"]), Selector([RoleGranted], ["staff:a"])]

    @event(ResidentJoined)
    def _(self) -> None:
        self.joined = True

    @event(RoleGranted)
    def _(self, role: str) -> None:
        self.role = role


class Building(Remembering):
    """Builds on it, with an own idea of roles."""

    @event(RoleGranted)
    def _(self, role: str) -> None:
        self.role = role.upper()

    def execute(self) -> None:
        if self.joined:
            self.record(RoleGranted(act=ACT, holder="staff:a", role=self.role))


def test_a_command_remembers_what_the_one_it_builds_on_remembers() -> None:
    joined = ResidentJoined(act=ACT, channel="web")
    granted = RoleGranted(act=ACT, holder="staff:a", role="clerk")
    expected = RoleGranted(act=ACT, holder="staff:a", role="CLERK")
    given(joined, granted).when(Building()).then(expected)


def test_what_it_says_itself_leaves_the_other_as_it_was() -> None:
    first = Remembering()
    RoleGranted(act=ACT, holder="staff:a", role="clerk").mutate(first)
    assert first.role == "clerk"
