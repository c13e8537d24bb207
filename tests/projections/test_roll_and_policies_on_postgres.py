from domain.community.events import PolicyAdopted
from domain.residents.events import (
    DetailsTold,
    GuardianConsented,
    GuardianConsentWithdrawn,
    GuardianNamed,
    MemberLeft,
    RoleGranted,
    RoleProposed,
    RoleRevoked,
)
from projections import community, guardians, offices, residents
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


def test_policies_and_the_roll(house: House) -> None:
    def adopted(value: str) -> PolicyAdopted:
        return PolicyAdopted(act=act(CLERK), policy="policy:comments", value=value)

    late = joined.model_copy(update={"act": act("member:late")})
    house.has(founded, adopted("open"), joined, adopted("closed"), late, verified)

    async def several(views: Views) -> None:
        [today] = await community.policies(views, HAITANG)
        assert (today.value, today.position) == ("closed", 4)
        history = await community.policy_history(views, HAITANG)
        assert [of.value for of in history] == ["closed", "open"]
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


def test_who_left_is_on_no_list_and_is_still_known_by_name(house: House) -> None:
    told = DetailsTold(act=act(CLERK, on_behalf=RESIDENT_ON_THE_ROLL))
    house.has(founded, joined, verified, told, MemberLeft(act=act(RESIDENT_ON_THE_ROLL)))

    async def several(views: Views) -> None:
        assert not await residents.members(views, HAITANG, verified=None, before=None, limit=5)
        member = await residents.member(views, HAITANG, RESIDENT_ON_THE_ROLL)
        assert member is not None
        assert member.left_position == 5
        names = [RESIDENT_ON_THE_ROLL, "member:nobody"]
        found = await residents.details_positions(views, HAITANG, names)
        assert found == {RESIDENT_ON_THE_ROLL: [2, 4]}

    house.asked(several)


def test_an_office_stands_until_its_term_or_its_end(house: House) -> None:
    until = "2026-04-01T00:00Z"
    ended = RoleGranted(act=act("system"), holder=CLERK, role="committee")
    house.has(
        founded,
        RoleGranted(act=act("system"), holder=CLERK, role="clerk"),
        RoleGranted(act=act("system"), holder=CLERK, role="clerk", scope="grid:3", until=until),
        ended,
        RoleRevoked(act=act("system"), holder=CLERK, role="committee"),
        RoleProposed(act=act("staff:zhao"), holder=CLERK, role="auditor"),
    )

    async def several(views: Views) -> None:
        async def in_force(at: str) -> list[tuple[str, str | None]]:
            found = await offices.offices_of(views, HAITANG, [CLERK, "staff:nobody"], at)
            return [(each.role, each.scope) for each in found]

        assert await in_force("2026-03-31T23:59Z") == [("clerk", None), ("clerk", "grid:3")]
        assert await in_force(until) == [("clerk", None)]
        assert [each.until for each in await offices.offices(views, HAITANG)] == [None, until]
        [waiting] = await offices.proposals(views, HAITANG, "2026-03-31T00:00Z")
        assert (waiting.holder, waiting.role, waiting.by) == (CLERK, "auditor", "staff:zhao")
        assert await offices.proposals(views, HAITANG, "2026-04-02T00:00Z") == []

    house.asked(several)


def test_the_last_word_of_whichever_guardian_counts(house: House) -> None:
    mother, father = "guardian:resident:mother", "guardian:resident:father"
    for_the_child = act(CLERK, on_behalf=RESIDENT_ON_THE_ROLL)

    def consented(guardian: str) -> GuardianConsented:
        return GuardianConsented(act=for_the_child, guardian=guardian, text="guardian-consent-1")

    def consenting() -> str | None:
        found = house.asked(
            lambda views: guardians.guardians_of(views, HAITANG, RESIDENT_ON_THE_ROLL)
        )
        by = guardians.consenting(found)
        return by.guardian if by else None

    house.has(
        founded,
        joined,
        GuardianNamed(act=for_the_child, guardian=mother),
        GuardianNamed(act=for_the_child, guardian=father),
    )
    assert consenting() is None
    house.has(consented(mother))
    assert consenting() == mother
    house.has(GuardianConsentWithdrawn(act=for_the_child, guardian=father))
    assert consenting() is None
    house.has(consented(father))
    assert consenting() == father
    wards = house.asked(lambda views: guardians.wards_of(views, HAITANG, [mother, "guardian:x:y"]))
    assert [(ward.child, ward.named_position) for ward in wards] == [(RESIDENT_ON_THE_ROLL, 3)]
    house.has(MemberLeft(act=act(RESIDENT_ON_THE_ROLL)), joined)
    assert consenting() is None
    assert house.asked(lambda views: guardians.wards_of(views, HAITANG, [father])) == []
