from domain.kernel import Act
from domain.residents.erase_person import ErasePerson, OnlyTheSystemErases
from domain.residents.join_community import JoinCommunity
from domain.residents.leave_community import LeaveCommunity, StillInOffice
from domain.residents.tell_details import TellDetails
from domain.standing import NotAMember, NotVerified, NotYourOffice
from domain.suggestions.take_stance import TakeStance
from tests.cast import (
    NOON,
    by_committee,
    by_resident,
    by_system,
    clerk,
    clerk_appointed,
    clerk_for_the_roll,
    clerk_released,
    committee_appointed,
    erased,
    joined,
    left,
    moved_house,
    reading_corner,
    resident_on_the_roll,
    stance_taken,
    steward,
    steward_appointed,
    steward_released,
    suggestion_submitted,
    system_for_the_roll,
    verified,
)
from tests.scenario import given

OWN = Act(resident_on_the_roll, NOON)


def leaving(act: Act = OWN, holders: tuple[str, ...] = ()) -> LeaveCommunity:
    return LeaveCommunity(act=act, holders=holders)


def joining() -> JoinCommunity:
    return JoinCommunity(
        act=OWN, channel="web", name="王秀英", household="3号楼2单元501", age_band="18-and-over"
    )


def agreeing() -> TakeStance:
    return TakeStance(
        act=by_resident,
        member=resident_on_the_roll,
        suggestion=reading_corner,
        choice="agree",
        channel="web",
    )


def test_a_member_leaves() -> None:
    given(joined, verified).when(leaving()).then(left)


def test_nobody_leaves_who_has_not_joined() -> None:
    given().when(leaving()).then_refused(NotAMember)
    given(joined, left).when(leaving()).then_refused(NotAMember)


def test_whoever_serves_lays_the_roles_down_first() -> None:
    history = (joined, clerk_appointed, steward_appointed)
    for holders in ((clerk,), (steward,), (clerk, steward)):
        given(*history).when(leaving(holders=holders)).then_refused(StillInOffice)
    ended = (*history, clerk_released, steward_released)
    given(*ended).when(leaving(holders=(clerk, steward))).then(left)


def test_a_term_that_has_ended_keeps_nobody() -> None:
    over = steward_appointed.model_copy(update={"until": NOON})
    given(joined, over).when(leaving(holders=(steward,))).then(left)


def test_whoever_left_takes_no_part_until_joining_and_being_confirmed_again() -> None:
    history = (suggestion_submitted, joined, verified, left)
    given(*history).when(agreeing()).then_refused(NotAMember)
    given(*history).when(joining()).then(joined)
    given(*history, joined).when(agreeing()).then_refused(NotVerified)
    given(*history, joined, verified).when(agreeing()).then(stance_taken("agree"))


def test_joining_again_brings_no_second_stance() -> None:
    history = (suggestion_submitted, joined, verified, stance_taken("agree"), left)
    given(*history, joined, verified).when(agreeing()).then_nothing()


def test_the_desk_records_it_for_whoever_asks_there_and_nobody_else() -> None:
    given(clerk_appointed, joined).when(leaving(clerk_for_the_roll)).then(
        left.model_copy(update={"act": clerk_for_the_roll})
    )
    given(joined).when(leaving(clerk_for_the_roll)).then_refused(NotYourOffice)


def test_the_system_lets_somebody_leave_who_is_erased() -> None:
    given(joined).when(leaving(system_for_the_roll)).then(
        left.model_copy(update={"act": system_for_the_roll})
    )
    given(joined, left).when(leaving(system_for_the_roll)).then_nothing()


def test_an_erasure_is_recorded_once_and_names_nobody() -> None:
    erasing = ErasePerson(act=by_system, erasure=erased.erasure)
    given().when(erasing).then(erased)
    given(erased).when(erasing).then_nothing()


def test_nobody_but_the_system_records_an_erasure() -> None:
    for act in (by_committee, by_resident):
        erasing = ErasePerson(act=act, erasure=erased.erasure)
        given(committee_appointed).when(erasing).then_refused(OnlyTheSystemErases)


def test_the_desk_records_details_that_are_told_anew() -> None:
    telling = TellDetails(act=clerk_for_the_roll, household="5号楼1单元202")
    given(clerk_appointed, joined).when(telling).then(moved_house)


def test_nothing_told_records_nothing() -> None:
    given(clerk_appointed, joined).when(TellDetails(act=clerk_for_the_roll)).then_nothing()


def test_nobody_changes_the_details_of_somebody_who_is_not_on_the_roll() -> None:
    telling = TellDetails(act=clerk_for_the_roll, name="王大明")
    given(clerk_appointed).when(telling).then_refused(NotAMember)


def test_a_child_does_not_grow_up_by_a_form() -> None:
    telling = TellDetails(act=OWN, age_band="18-and-over")
    given(joined).when(telling).then_refused(NotYourOffice)
