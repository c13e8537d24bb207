import pytest

from domain.kernel import Act
from domain.residents.grant_role import GrantRole, NoSuchRole
from domain.standing import NotYourOffice
from tests.cast import (
    by_clerk,
    by_committee,
    by_resident,
    by_system,
    clerk,
    clerk_appointed,
    committee,
    committee_appointed,
)
from tests.scenario import given


def granting(role: str = "clerk", *, holder: str = clerk, act: Act = by_committee) -> GrantRole:
    return GrantRole(act=act, holder=holder, role=role)


def test_the_founding_appoints_the_first_committee_member() -> None:
    first = granting("committee", holder=committee, act=by_system)
    given().when(first).then(committee_appointed)


def test_the_committee_appoints_a_clerk() -> None:
    given(committee_appointed).when(granting()).then(clerk_appointed)


def test_the_committee_appoints_another_committee_member() -> None:
    given(committee_appointed).when(granting("committee")).then(
        clerk_appointed.model_copy(update={"role": "committee"})
    )


@pytest.mark.parametrize("act", [by_clerk, by_resident], ids=["a clerk", "a resident"])
def test_nobody_else_gives_out_offices(act: Act) -> None:
    history = given(committee_appointed, clerk_appointed)
    history.when(granting("committee", act=act)).then_refused(NotYourOffice)


def test_nobody_appoints_themselves() -> None:
    given().when(granting("committee", holder=committee)).then_refused(NotYourOffice)


@pytest.mark.parametrize("role", ["mayor", "", "Clerk"])
def test_an_office_that_does_not_exist_is_given_to_nobody(role: str) -> None:
    given(committee_appointed).when(granting(role)).then_refused(NoSuchRole)


def test_giving_the_office_that_somebody_holds_records_nothing() -> None:
    given(committee_appointed, clerk_appointed).when(granting()).then_nothing()


def test_somebody_who_changes_office_holds_the_last_one() -> None:
    promoted = clerk_appointed.model_copy(update={"role": "committee"})
    history = given(committee_appointed, clerk_appointed, promoted)
    history.when(granting("committee")).then_nothing()
    history.when(granting("clerk")).then(clerk_appointed)


def test_a_clerk_who_was_promoted_gives_out_offices() -> None:
    promoted = clerk_appointed.model_copy(update={"role": "committee"})
    appointed = granting("clerk", holder="staff:he", act=by_clerk)
    given(committee_appointed, clerk_appointed, promoted).when(appointed).then(
        clerk_appointed.model_copy(update={"act": by_clerk, "holder": "staff:he"})
    )


def test_who_left_the_committee_gives_out_no_offices() -> None:
    moved = committee_appointed.model_copy(update={"act": by_committee, "role": "clerk"})
    given(committee_appointed, moved).when(granting()).then_refused(NotYourOffice)
