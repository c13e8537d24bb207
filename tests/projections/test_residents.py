import pytest

from domain.residents.events import ResidentJoined, RoleGranted
from projections.projection import FoldFailed
from projections.residents import MEMBERS, RESIDENTS, ROLES, MemberRow, RoleRow
from tests.projections.scenario import (
    CLERK,
    NOON,
    RESIDENT_ON_THE_ROLL,
    act,
    founded,
    given,
    joined,
    verified,
)


def granted(role: str) -> RoleGranted:
    return RoleGranted(act=act("system"), holder=CLERK, role=role)


def test_who_joins_is_on_the_roll_and_not_verified_yet() -> None:
    given(founded, joined).then_rows(
        RESIDENTS, MEMBERS, MemberRow(RESIDENT_ON_THE_ROLL, 2, NOON, "web")
    )


def test_the_desk_verifies_a_member() -> None:
    given(founded, joined, verified).then_rows(
        RESIDENTS, MEMBERS, MemberRow(RESIDENT_ON_THE_ROLL, 2, NOON, "web", 3)
    )


def test_who_joins_at_the_desk_is_on_the_roll_under_the_own_name() -> None:
    at_the_desk = ResidentJoined(act=act(CLERK, on_behalf=RESIDENT_ON_THE_ROLL), channel="desk")
    given(at_the_desk).then_rows(
        RESIDENTS, MEMBERS, MemberRow(RESIDENT_ON_THE_ROLL, 1, NOON, "desk")
    )


def test_the_last_role_granted_is_the_role_held() -> None:
    given(granted("clerk"), granted("committee")).then_rows(
        RESIDENTS, ROLES, RoleRow(CLERK, "committee")
    )


def test_verifying_nobody_stops_the_projection_and_says_where() -> None:
    with pytest.raises(FoldFailed, match="2") as failed:
        given(founded, verified).rows(RESIDENTS)
    assert failed.value.reason.startswith("position 2: NoSuchRow")
