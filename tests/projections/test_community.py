from domain.community.events import PolicyAdopted
from projections.community import COMMUNITY, POLICIES, PolicyRow
from tests.projections.scenario import CLERK, NOON, act, founded, given


def adopted(value: str) -> PolicyAdopted:
    return PolicyAdopted(act=act(CLERK), policy="policy:comments", value=value)


def test_every_value_that_a_policy_took_is_kept_with_its_entry() -> None:
    given(founded, adopted("open"), adopted("closed")).then_rows(
        COMMUNITY,
        POLICIES,
        PolicyRow("policy:comments", 2, "open", NOON, CLERK),
        PolicyRow("policy:comments", 3, "closed", NOON, CLERK),
    )
