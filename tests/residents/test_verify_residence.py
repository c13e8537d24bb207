import pytest

from domain.kernel import Act
from domain.residents.verify_residence import (
    LettersDoNotVerify,
    NobodyVerifiesThemselves,
    VerifyResidence,
)
from domain.standing import NotAMember, NotYourOffice
from tests.cast import (
    NOON,
    by_clerk,
    by_committee,
    by_system,
    clerk_appointed,
    committee_appointed,
    joined,
    left,
    letters_only_invite,
    neighbour_joined,
    neighbour_verified,
    resident_on_the_roll,
    stranger_in_office,
    two_approvers,
    verified,
    verified_by_letter,
    vouched,
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


class TestTwoApprovers:
    history = (clerk_appointed, committee_appointed, two_approvers, joined)

    def test_the_first_one_only_vouches(self) -> None:
        given(*self.history).when(verifying()).then(vouched)

    def test_the_same_one_again_adds_nothing(self) -> None:
        given(*self.history, vouched).when(verifying()).then_nothing()

    def test_another_one_confirms(self) -> None:
        given(*self.history, vouched).when(verifying(by_committee)).then(
            verified.model_copy(update={"act": by_committee.to_the_hour()})
        )

    def test_whoever_left_and_came_back_is_vouched_for_anew(self) -> None:
        history = given(*self.history, vouched, left, joined)
        history.when(verifying(by_committee)).then(
            vouched.model_copy(update={"act": by_committee.to_the_hour()})
        )

    def test_one_is_enough_again_when_the_rule_says_so(self) -> None:
        one = two_approvers.model_copy(update={"value": "one"})
        given(*self.history, one).when(verifying()).then(verified)


class TestTheLetter:
    showing = VerifyResidence(act=by_system, resident=resident_on_the_roll, method="letter")

    def test_the_code_of_a_letter_confirms_where_somebody_lives(self) -> None:
        given(joined).when(self.showing).then(verified_by_letter)

    def test_also_where_two_approvers_are_asked_for_otherwise(self) -> None:
        given(two_approvers, joined).when(self.showing).then(verified_by_letter)

    def test_a_community_may_let_letters_only_invite(self) -> None:
        given(letters_only_invite, joined).when(self.showing).then_refused(LettersDoNotVerify)

    def test_it_confirms_nobody_who_has_not_joined(self) -> None:
        given().when(self.showing).then_refused(NotAMember)

    def test_nobody_but_the_system_reads_letters(self) -> None:
        own = VerifyResidence(act=joined.act, resident=resident_on_the_roll, method="letter")
        given(joined).when(own).then_refused(NotYourOffice)

    def test_the_system_confirms_nobody_without_a_letter(self) -> None:
        without = VerifyResidence(act=by_system, resident=resident_on_the_roll)
        given(joined).when(without).then_refused(NotYourOffice)
