import pytest

from domain.kernel import Act
from domain.residents.verify_residence import NobodyVerifiesThemselves, VerifyResidence
from domain.standing import NotAMember, NotYourOffice
from tests.cast import (
    NOON,
    by_clerk,
    by_committee,
    by_system,
    clerk_appointed,
    committee_appointed,
    joined,
    neighbour_joined,
    neighbour_verified,
    resident_on_the_roll,
    stranger_in_office,
    verified,
)
from tests.scenario import given


def verifying(act: Act = by_clerk) -> VerifyResidence:
    return VerifyResidence(act=act, resident=resident_on_the_roll)


def test_a_clerk_confirms_that_a_member_lives_here() -> None:
    given(clerk_appointed, joined).when(verifying()).then(verified)


def test_the_hour_of_the_visit_is_recorded_and_not_its_minute() -> None:
    assert by_clerk.at == "2026-03-02T04:07Z"
    told = verified.model_copy(update={"act": Act(by_clerk.by, "2026-03-02T04:00Z")})
    given(clerk_appointed, joined).when(verifying()).then(told)


def test_the_committee_confirms_too() -> None:
    given(committee_appointed, joined).when(verifying(by_committee)).then(
        verified.model_copy(update={"act": by_committee.to_the_hour()})
    )


@pytest.mark.parametrize(
    "act",
    [Act(resident_on_the_roll, NOON), Act(stranger_in_office, NOON), by_system, by_committee],
    ids=["the resident", "staff without a role", "the system", "staff not yet appointed"],
)
def test_nobody_without_an_office_confirms_anybody(act: Act) -> None:
    given(clerk_appointed, joined).when(verifying(act)).then_refused(NotYourOffice)


def test_whoever_has_not_joined_cannot_be_confirmed() -> None:
    given(clerk_appointed).when(verifying()).then_refused(NotAMember)


def test_a_neighbour_on_the_roll_does_not_stand_in_for_a_resident() -> None:
    given(clerk_appointed, neighbour_joined).when(verifying()).then_refused(NotAMember)


def test_nobody_confirms_where_they_live_themselves() -> None:
    own = VerifyResidence(
        act=by_clerk, resident=resident_on_the_roll, verifier=resident_on_the_roll
    )
    given(clerk_appointed, joined).when(own).then_refused(NobodyVerifiesThemselves)


def test_confirming_again_records_nothing() -> None:
    given(clerk_appointed, joined, verified).when(verifying()).then_nothing()


def test_a_neighbour_confirmed_before_is_no_obstacle() -> None:
    history = given(clerk_appointed, joined, neighbour_joined, neighbour_verified)
    history.when(verifying()).then(verified)
