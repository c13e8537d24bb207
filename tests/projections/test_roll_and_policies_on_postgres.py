from domain.community.events import PolicyAdopted
from domain.residents.events import RoleGranted
from projections import community, residents
from projections.views import Views
from tests.projections.house import HAITANG, House
from tests.projections.scenario import (
    CLERK,
    RESIDENT_ON_THE_ROLL,
    act,
    founded,
    joined,
    verified,
)


def test_policies_roles_and_the_roll(house: House) -> None:
    def adopted(value: str) -> PolicyAdopted:
        return PolicyAdopted(act=act(CLERK), policy="policy:comments", value=value)

    late = joined.model_copy(update={"act": act("member:late")})
    granted = RoleGranted(act=act("system"), holder=CLERK, role="clerk")
    house.has(founded, adopted("open"), joined, adopted("closed"), late, verified, granted)

    async def several(views: Views) -> None:
        [today] = await community.policies(views, HAITANG)
        assert (today.value, today.position) == ("closed", 4)
        history = await community.policy_history(views, HAITANG)
        assert [of.value for of in history] == ["closed", "open"]
        assert await residents.role_of(views, HAITANG, CLERK) == "clerk"
        assert await residents.role_of(views, HAITANG, "staff:nobody") is None
        member = await residents.member(views, HAITANG, RESIDENT_ON_THE_ROLL)
        assert member is not None
        assert (member.joined_position, member.verified_position) == (3, 6)
        assert await residents.member(views, HAITANG, "member:nobody") is None

        async def roll(verified: bool | None, before: int | None) -> list[str]:  # noqa: FBT001
            found = await residents.members(
                views, HAITANG, verified=verified, before=before, limit=5
            )
            return [of.member for of in found]

        assert await roll(None, None) == ["member:late", RESIDENT_ON_THE_ROLL]
        assert await roll(None, 5) == [RESIDENT_ON_THE_ROLL]
        assert await roll(True, None) == [RESIDENT_ON_THE_ROLL]  # noqa: FBT003
        assert await roll(False, None) == ["member:late"]  # noqa: FBT003

    house.asked(several)
