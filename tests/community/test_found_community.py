from domain.community.found_community import AlreadyFounded, FoundCommunity
from domain.policies import POLICIES
from tests.cast import by_system, founded, one_suggestion_a_day, rules_at_the_founding
from tests.scenario import given


def founding(community: str = "community:haitang") -> FoundCommunity:
    return FoundCommunity(
        act=by_system, community=community, name="海棠社区", time_zone="Asia/Shanghai"
    )


def test_a_community_begins_with_its_name_and_all_its_rules() -> None:
    given().when(founding()).then(founded, *rules_at_the_founding)


def test_every_rule_has_a_value_from_the_first_day() -> None:
    for policy in POLICIES.values():
        assert policy.at_founding in policy.values
        assert policy.among({}) == policy.at_founding


def test_a_community_is_founded_once() -> None:
    given(founded).when(founding()).then_refused(AlreadyFounded)


def test_a_founding_again_cannot_bring_back_the_first_rules() -> None:
    history = given(founded, *rules_at_the_founding, one_suggestion_a_day)
    history.when(founding()).then_refused(AlreadyFounded)


def test_another_community_is_no_obstacle() -> None:
    elsewhere = "community:yulan"
    given(founded).when(founding(elsewhere)).then(
        founded.model_copy(update={"community": elsewhere}), *rules_at_the_founding
    )
