import pytest

from domain.kernel import Act
from domain.residents.events import ADULT, AGE_BANDS, TEENAGER, UNDER_14
from domain.residents.join_community import (
    AlreadyAMember,
    ChildrenJoinWithAGuardian,
    JoinCommunity,
)
from domain.standing import NotYourOffice
from tests.cast import (
    NOON,
    clerk_appointed,
    clerk_for_the_roll,
    committee,
    committee_appointed,
    joined,
    neighbour_joined,
    resident_on_the_roll,
)
from tests.scenario import given

by_oneself = Act(resident_on_the_roll, NOON)
committee_for_the_roll = Act(committee, NOON, resident_on_the_roll)
joined_at_the_desk = joined.model_copy(update={"act": clerk_for_the_roll, "channel": "desk"})


def joining(act: Act = by_oneself, *, channel: str = "web", age_band: str = ADULT) -> JoinCommunity:
    return JoinCommunity(
        act=act, channel=channel, name="王秀英", household="3号楼2单元501", age_band=age_band
    )


def test_a_resident_joins_the_roll_on_the_web() -> None:
    given().when(joining()).then(joined)


def test_neighbours_who_joined_before_are_no_obstacle() -> None:
    given(neighbour_joined).when(joining()).then(joined)


def test_nobody_joins_twice() -> None:
    given(joined).when(joining()).then_refused(AlreadyAMember)


def test_a_clerk_enters_a_resident_at_the_desk() -> None:
    given(clerk_appointed).when(joining(clerk_for_the_roll, channel="desk")).then(
        joined_at_the_desk
    )


def test_the_committee_serves_at_the_desk_too() -> None:
    given(committee_appointed).when(joining(committee_for_the_roll, channel="desk")).then(
        joined_at_the_desk.model_copy(update={"act": committee_for_the_roll})
    )


def test_nobody_is_entered_twice_whether_on_the_web_or_at_the_desk() -> None:
    at_the_desk = joining(clerk_for_the_roll, channel="desk")
    given(clerk_appointed, joined).when(at_the_desk).then_refused(AlreadyAMember)
    given(clerk_appointed, joined_at_the_desk).when(joining()).then_refused(AlreadyAMember)


def test_nobody_enters_somebody_else_without_an_office() -> None:
    given().when(joining(clerk_for_the_roll, channel="desk")).then_refused(NotYourOffice)


def test_a_neighbour_enters_nobody_else() -> None:
    neighbour_for_resident = Act(neighbour_joined.act.by, NOON, resident_on_the_roll)
    given(neighbour_joined, clerk_appointed).when(joining(neighbour_for_resident)).then_refused(
        NotYourOffice
    )


def test_children_under_14_do_not_join_alone() -> None:
    given().when(joining(age_band=UNDER_14)).then_refused(ChildrenJoinWithAGuardian)


def test_children_under_14_join_with_their_guardian_at_the_desk() -> None:
    with_guardian = joining(clerk_for_the_roll, channel="desk", age_band=UNDER_14)
    given(clerk_appointed).when(with_guardian).then(
        joined_at_the_desk.model_copy(update={"age_band": UNDER_14})
    )


@pytest.mark.parametrize("age_band", [TEENAGER, ADULT])
def test_from_14_on_everybody_joins_alone(age_band: str) -> None:
    given().when(joining(age_band=age_band)).then(joined.model_copy(update={"age_band": age_band}))


def test_there_are_three_age_bands_and_no_date_of_birth() -> None:
    assert AGE_BANDS == ("under-14", "14-17", "18-and-over")
