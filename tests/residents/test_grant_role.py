import pytest

from domain.kernel import Act
from domain.residents.events import RoleGranted
from domain.residents.grant_role import (
    AnOpenSeatTakesNoTerm,
    GrantRole,
    NobodyGrantsThemselves,
    NoSuchRole,
    TheTermIsOver,
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
    colleague,
    colleague_appointed,
    committee,
    committee_appointed,
    registrar_proposed,
    steward,
    steward_appointed,
    two_grant_sensitive_roles,
)
from tests.scenario import given


def stewarding(until: str | None = steward_appointed.until) -> GrantRole:
    return GrantRole(
        act=by_committee, holder=steward, role="steward", scope=steward_appointed.scope, until=until
    )


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


def test_somebody_may_hold_several_roles() -> None:
    registrar = clerk_appointed.model_copy(update={"role": "registrar"})
    history = given(committee_appointed, clerk_appointed, registrar)
    history.when(granting("clerk")).then_nothing()
    history.when(granting("registrar")).then_nothing()


def test_a_clerk_who_was_given_a_seat_gives_out_offices() -> None:
    promoted = clerk_appointed.model_copy(update={"role": "committee"})
    appointed = granting("clerk", holder="staff:he", act=by_clerk)
    given(committee_appointed, clerk_appointed, promoted).when(appointed).then(
        clerk_appointed.model_copy(update={"act": by_clerk, "holder": "staff:he"})
    )


def test_who_left_the_committee_gives_out_no_offices() -> None:
    released = clerk_released.model_copy(update={"holder": committee, "role": "committee"})
    given(committee_appointed, released).when(granting()).then_refused(NotYourOffice)


def test_nobody_gives_a_role_to_themselves() -> None:
    own = granting("registrar", holder=committee)
    given(committee_appointed).when(own).then_refused(NobodyGrantsThemselves)


def test_residents_serve_under_their_own_name_and_staff_under_a_handle() -> None:
    history = given(committee_appointed)
    history.when(granting("steward")).then_refused(NoSuchRole)
    history.when(granting("clerk", holder=steward)).then_refused(NoSuchRole)


def test_a_role_may_be_for_one_place_and_for_a_term() -> None:
    given(committee_appointed).when(stewarding()).then(steward_appointed)
    given(committee_appointed, steward_appointed).when(stewarding()).then_nothing()


def test_a_term_is_prolonged_by_giving_the_role_again() -> None:
    longer = "2028-01-01T00:00Z"
    given(committee_appointed, steward_appointed).when(stewarding(until=longer)).then(
        steward_appointed.model_copy(update={"until": longer})
    )


def test_a_term_does_not_end_in_the_past() -> None:
    given(committee_appointed).when(stewarding(until=NOON)).then_refused(TheTermIsOver)


def test_a_seat_without_a_term_is_not_cut_short_by_one() -> None:
    history = (committee_appointed, colleague_appointed)
    shorter = GrantRole(
        act=by_committee, holder=colleague, role="committee", until="2027-01-01T00:00Z"
    )
    given(*history).when(shorter).then_refused(AnOpenSeatTakesNoTerm)


def test_an_office_ends_with_its_term() -> None:
    for until, refused in ((by_committee.at, True), ("2026-03-02T04:10Z", False)):
        term = committee_appointed.model_copy(update={"until": until})
        outcome = given(term).when(granting())
        if refused:
            outcome.then_refused(NotYourOffice)
        else:
            outcome.then(clerk_appointed)


def test_an_office_for_one_place_is_none_for_the_whole_community() -> None:
    elsewhere = committee_appointed.model_copy(update={"scope": "grid:3"})
    given(elsewhere).when(granting()).then_refused(NotYourOffice)


class TestSensitiveRolesByTwo:
    history = (committee_appointed, colleague_appointed, two_grant_sensitive_roles)
    until = registrar_proposed.until

    def proposing(
        self, act: Act = by_committee, until: str | None = until, proposer: str | None = None
    ) -> GrantRole:
        return GrantRole(act=act, holder=clerk, role="registrar", until=until, proposer=proposer)

    def confirming(self, act: Act = by_colleague) -> GrantRole:
        return self.proposing(act, proposer=committee)

    def granted(self, act: Act = by_colleague) -> RoleGranted:
        return RoleGranted(act=act, holder=clerk, role="registrar", until=self.until)

    def test_the_first_only_proposes(self) -> None:
        given(*self.history).when(self.proposing()).then(registrar_proposed)

    def test_the_same_person_again_adds_nothing(self) -> None:
        given(*self.history, registrar_proposed).when(self.proposing()).then_nothing()

    def test_a_second_person_gives_the_role(self) -> None:
        history = given(*self.history, registrar_proposed)
        history.when(self.confirming()).then(self.granted())

    def test_nobody_confirms_what_they_proposed_themselves(self) -> None:
        history = given(*self.history, registrar_proposed)
        history.when(self.confirming(by_committee)).then_nothing()

    def test_what_somebody_proposed_who_has_lost_the_seat_is_no_proposal(self) -> None:
        lost = clerk_released.model_copy(
            update={"act": by_colleague, "holder": committee, "role": "committee"}
        )
        given(*self.history, registrar_proposed, lost).when(self.confirming()).then(
            registrar_proposed.model_copy(update={"act": by_colleague})
        )

    def test_two_who_propose_without_knowing_of_each_other_have_both_proposed(self) -> None:
        given(*self.history, registrar_proposed).when(self.proposing(by_colleague)).then(
            registrar_proposed.model_copy(update={"act": by_colleague})
        )

    def test_one_cannot_lift_the_rule_and_use_it_in_the_same_week(self) -> None:
        lifted = two_grant_sensitive_roles.model_copy(update={"value": "one"})
        given(*self.history, lifted).when(self.proposing()).then(registrar_proposed)
        week_later = Act(committee, "2026-03-09T04:09Z")
        given(*self.history, lifted).when(self.proposing(week_later)).then(self.granted(week_later))

    def test_a_second_person_with_another_term_proposes_anew(self) -> None:
        other = self.proposing(by_colleague, until=None)
        given(*self.history, registrar_proposed).when(other).then(
            registrar_proposed.model_copy(update={"act": by_colleague, "until": None})
        )

    def test_a_proposal_lapses_after_thirty_days(self) -> None:
        late = Act(colleague, "2026-04-01T04:09Z")
        given(*self.history, registrar_proposed).when(self.confirming(late)).then(
            registrar_proposed.model_copy(update={"act": late})
        )

    def test_a_role_that_ended_is_proposed_anew(self) -> None:
        ended = clerk_released.model_copy(update={"role": "registrar"})
        history = (*self.history, registrar_proposed, self.granted(), ended)
        given(*history).when(self.confirming()).then(
            registrar_proposed.model_copy(update={"act": by_colleague})
        )

    def test_one_is_enough_for_the_other_roles(self) -> None:
        given(*self.history).when(granting()).then(clerk_appointed)

    def test_the_operator_appoints_alone(self) -> None:
        alone = granting("committee", holder=committee, act=by_system)
        given(two_grant_sensitive_roles).when(alone).then(committee_appointed)
