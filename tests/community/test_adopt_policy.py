import inspect

import pytest

from domain.catalogue import CATALOGUE
from domain.community.adopt_policy import (
    AdoptPolicy,
    NoSuchPolicy,
    NotAValueOfThePolicy,
    TheRuleNeedsItsWording,
)
from domain.community.events import PolicyAdopted
from domain.kernel import Act, Command
from domain.policies import (
    COMMENTS,
    MODERATION,
    POLICIES,
    SUGGESTIONS_PER_DAY,
    SUGGESTIONS_PER_DAY_MAX,
    WHO_MAY_TAKE_PART,
    Policy,
)
from domain.standing import NotYourOffice
from tests.cast import (
    by_clerk,
    by_committee,
    by_resident,
    by_system,
    clerk_appointed,
    clerk_released,
    comments_closed,
    comments_open,
    committee,
    committee_appointed,
    founded,
    members_may_take_part,
    moderation_as_written,
    one_suggestion_a_day,
    rules_at_the_founding,
)
from tests.scenario import given

TELEPHONE = ("phone", "sms", "mobile", "call", "电话", "手机", "短信")


WORDING = "不骂人，不泄露他人信息。"


def adopting(
    policy: str, value: str, act: Act = by_committee, text: str | None = None
) -> AdoptPolicy:
    return AdoptPolicy(act=act, policy=policy, value=value, text=text)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=lambda policy: str(policy.id))
class TestEveryRule:
    def test_the_committee_adopts_each_of_its_values(self, policy: Policy) -> None:
        for value in policy.values:
            given(committee_appointed).when(adopting(policy.id, value, text=WORDING)).then(
                PolicyAdopted(act=by_committee, policy=policy.id, value=value, text=WORDING)
            )

    def test_the_value_that_it_already_has_records_nothing(self, policy: Policy) -> None:
        history = given(founded, *rules_at_the_founding, committee_appointed)
        history.when(adopting(policy.id, policy.at_founding)).then_nothing()

    def test_nobody_but_the_committee_changes_it(self, policy: Policy) -> None:
        history = given(committee_appointed, clerk_appointed)
        for act in (by_clerk, by_resident, by_system):
            history.when(adopting(policy.id, policy.values[-1], act)).then_refused(NotYourOffice)

    def test_it_never_asks_for_a_telephone(self, policy: Policy) -> None:
        said = " ".join([policy.id, *policy.values]).lower()
        assert not [word for word in TELEPHONE if word in said]


def test_nobody_is_asked_for_a_telephone_anywhere() -> None:
    asked = {name for kind in CATALOGUE.values() for name in kind.model_fields}
    for command in Command.__subclasses__():
        asked |= set(inspect.signature(command.__init__).parameters)
    assert {"name", "household", "age_band"} <= asked
    assert not [name for name in asked if any(word in name for word in TELEPHONE)]


def test_who_may_take_part_is_either_all_members_or_those_confirmed_by_the_desk() -> None:
    assert WHO_MAY_TAKE_PART.values == ("members", "verified")


def test_comments_are_open_or_closed() -> None:
    assert COMMENTS.values == ("open", "closed")


def test_suggestions_a_day_are_one_to_fifty() -> None:
    assert [int(value) for value in SUGGESTIONS_PER_DAY.values] == [*range(1, 51)]
    assert SUGGESTIONS_PER_DAY_MAX == 50


def test_a_rule_that_this_community_does_not_have_is_refused() -> None:
    given(committee_appointed).when(adopting("policy:curfew", "22:00")).then_refused(NoSuchPolicy)


@pytest.mark.parametrize(
    ("policy", "value"),
    [
        (WHO_MAY_TAKE_PART.id, "everybody"),
        (COMMENTS.id, ""),
        (SUGGESTIONS_PER_DAY.id, "0"),
        (SUGGESTIONS_PER_DAY.id, "51"),
        (SUGGESTIONS_PER_DAY.id, "05"),
        (SUGGESTIONS_PER_DAY.id, "many"),
    ],
)
def test_a_value_that_a_rule_cannot_take_is_refused(policy: str, value: str) -> None:
    given(committee_appointed).when(adopting(policy, value)).then_refused(NotAValueOfThePolicy)


def test_the_committee_may_go_back_to_a_former_value() -> None:
    history = given(committee_appointed, comments_open, comments_closed)
    history.when(adopting(COMMENTS.id, "open")).then(comments_open)
    history.when(adopting(COMMENTS.id, "closed")).then_nothing()


def test_one_rule_says_nothing_about_another() -> None:
    history = given(committee_appointed, one_suggestion_a_day, comments_closed)
    history.when(adopting(WHO_MAY_TAKE_PART.id, "members")).then(members_may_take_part)


def test_who_has_left_the_committee_for_the_desk_changes_no_rule() -> None:
    moved = committee_appointed.model_copy(update={"act": by_committee, "role": "clerk"})
    released = clerk_released.model_copy(update={"holder": committee, "role": "committee"})
    history = given(committee_appointed, moved, released)
    history.when(adopting(COMMENTS.id, "closed")).then_refused(NotYourOffice)


def test_a_rule_takes_a_value_without_a_wording_of_its_own() -> None:
    given(committee_appointed).when(adopting(COMMENTS.id, "closed")).then(comments_closed)


def test_a_rule_that_holds_as_written_needs_its_wording() -> None:
    bare = adopting(MODERATION.id, "as-written")
    given(committee_appointed).when(bare).then_refused(TheRuleNeedsItsWording)


def test_a_new_wording_is_recorded_though_the_value_stays() -> None:
    reworded = adopting(MODERATION.id, "as-written", text="不骂人。")
    given(committee_appointed, moderation_as_written).when(reworded).then(
        moderation_as_written.model_copy(update={"text": "不骂人。"})
    )
