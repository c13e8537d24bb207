import pytest

from domain.kernel import Act
from domain.residents.revoke_role import (
    AnotherMemberEndsThis,
    OnlyAnOpenSeatEndsAnOpenSeat,
    RevokeRole,
)
from domain.standing import NotYourOffice
from tests.cast import (
    NOON,
    by_clerk,
    by_colleague,
    by_committee,
    by_resident,
    by_system,
    clerk,
    clerk_appointed,
    clerk_released,
    colleague_appointed,
    committee,
    committee_appointed,
    steward,
    steward_appointed,
    steward_released,
)
from tests.scenario import given


def releasing(act: Act = by_committee, holder: str = clerk, role: str = "clerk") -> RevokeRole:
    return RevokeRole(act=act, holder=holder, role=role)


def stepping_down(act: Act, scope: str | None = steward_released.scope) -> RevokeRole:
    return RevokeRole(act=act, holder=steward, role="steward", scope=scope)


def test_the_committee_takes_a_role_back() -> None:
    given(committee_appointed, clerk_appointed).when(releasing()).then(clerk_released)


def test_a_role_that_is_not_held_ends_without_a_record() -> None:
    given(committee_appointed).when(releasing()).then_nothing()
    given(committee_appointed, clerk_appointed, clerk_released).when(releasing()).then_nothing()


def test_a_role_ends_for_the_place_that_it_was_given_for() -> None:
    history = given(committee_appointed, steward_appointed)
    history.when(stepping_down(by_committee, scope=None)).then_nothing()
    history.when(stepping_down(by_committee)).then(steward_released)


def test_a_steward_steps_down() -> None:
    own = Act(steward, NOON)
    given(steward_appointed).when(stepping_down(own)).then(
        steward_released.model_copy(update={"act": own})
    )


@pytest.mark.parametrize("act", [by_resident, by_colleague], ids=["a resident", "a stranger"])
def test_nobody_else_ends_the_office_of_somebody(act: Act) -> None:
    history = given(committee_appointed, clerk_appointed)
    history.when(releasing(act)).then_refused(NotYourOffice)


def test_a_clerk_does_not_end_a_seat_in_the_committee() -> None:
    history = given(committee_appointed, clerk_appointed)
    history.when(releasing(by_clerk, committee, "committee")).then_refused(NotYourOffice)


def test_the_last_one_of_the_committee_cannot_leave_it_alone() -> None:
    own = releasing(by_committee, committee, "committee")
    given(committee_appointed).when(own).then_refused(AnotherMemberEndsThis)


def test_one_of_two_in_the_committee_releases_the_other_and_not_both_each_other() -> None:
    first = releasing(by_colleague, committee, "committee")
    released = clerk_released.model_copy(
        update={"act": by_colleague, "holder": committee, "role": "committee"}
    )
    given(committee_appointed, colleague_appointed).when(first).then(released)
    second = releasing(by_committee, "staff:qian", "committee")
    given(committee_appointed, colleague_appointed, released).when(second).then_refused(
        NotYourOffice
    )


def test_a_seat_with_a_term_does_not_end_one_without() -> None:
    for_a_year = colleague_appointed.model_copy(update={"until": "2027-01-01T00:00Z"})
    ending = releasing(by_colleague, committee, "committee")
    given(committee_appointed, for_a_year).when(ending).then_refused(OnlyAnOpenSeatEndsAnOpenSeat)


def test_the_system_ends_the_roles_of_somebody_who_is_erased() -> None:
    given(clerk_appointed).when(releasing(by_system)).then(
        clerk_released.model_copy(update={"act": by_system})
    )
