import pytest

from domain.residents.events import (
    DetailsTold,
    GuardianConsented,
    GuardianConsentWithdrawn,
    GuardianNamed,
    MemberLeft,
    ResidenceVouched,
    ResidentJoined,
    RoleGranted,
    RoleProposed,
    RoleRevoked,
)
from projections.projection import FoldFailed
from projections.resident_folds import (
    DETAILS,
    GUARDIANSHIPS,
    MEMBERS,
    OFFICES,
    PROPOSALS,
    RESIDENTS,
    DetailsRow,
    GuardianshipRow,
    MemberRow,
    OfficeRow,
    ProposalRow,
)
from tests.projections.scenario import (
    CLERK,
    NOON,
    RESIDENT_ON_THE_ROLL,
    act,
    founded,
    given,
    joined,
    verified,
)

COLLEAGUE = "staff:zhao"
GUARDIAN = "guardian:resident:mother"
NEW_YEAR = "2027-01-01T00:00Z"
for_the_child = act(CLERK, on_behalf=RESIDENT_ON_THE_ROLL)
named = GuardianNamed(act=for_the_child, guardian=GUARDIAN)
consented = GuardianConsented(
    act=act(GUARDIAN, on_behalf=RESIDENT_ON_THE_ROLL), guardian=GUARDIAN, text="guardian-consent-1"
)
consent_withdrawn = GuardianConsentWithdrawn(act=consented.act, guardian=GUARDIAN)


def granted(role: str, scope: str | None = None, until: str | None = None) -> RoleGranted:
    return RoleGranted(act=act("system"), holder=CLERK, role=role, scope=scope, until=until)


def office(position: int, role: str, *, standing: bool = True) -> OfficeRow:
    return OfficeRow(CLERK, role, "", None, position, NOON, "system", standing)


def test_who_joins_is_on_the_roll_and_not_verified_yet() -> None:
    given(founded, joined).then_rows(
        RESIDENTS, MEMBERS, MemberRow(RESIDENT_ON_THE_ROLL, 2, NOON, "web")
    )


def test_the_desk_verifies_a_member() -> None:
    given(founded, joined, verified).then_rows(
        RESIDENTS, MEMBERS, MemberRow(RESIDENT_ON_THE_ROLL, 2, NOON, "web", 3)
    )


def test_a_first_approver_vouches_before_a_second_one_verifies() -> None:
    vouched = ResidenceVouched(act=act(COLLEAGUE), resident=RESIDENT_ON_THE_ROLL, method="desk")
    given(joined, vouched).then_rows(
        RESIDENTS, MEMBERS,
        MemberRow(RESIDENT_ON_THE_ROLL, 1, NOON, "web", vouched_position=2),
    )  # fmt: skip
    given(joined, vouched, verified).then_rows(
        RESIDENTS, MEMBERS,
        MemberRow(RESIDENT_ON_THE_ROLL, 1, NOON, "web", verified_position=3, vouched_position=2),
    )  # fmt: skip


def test_who_joins_at_the_desk_is_on_the_roll_under_the_own_name() -> None:
    at_the_desk = ResidentJoined(act=act(CLERK, on_behalf=RESIDENT_ON_THE_ROLL), channel="desk")
    given(at_the_desk).then_rows(
        RESIDENTS, MEMBERS, MemberRow(RESIDENT_ON_THE_ROLL, 1, NOON, "desk")
    )


def test_who_left_and_joins_again_is_confirmed_again() -> None:
    left = MemberLeft(act=act(RESIDENT_ON_THE_ROLL))
    given(joined, verified, left).then_rows(
        RESIDENTS, MEMBERS,
        MemberRow(RESIDENT_ON_THE_ROLL, 1, NOON, "web", 2, left_position=3),
    )  # fmt: skip
    given(joined, verified, left, joined).then_rows(
        RESIDENTS, MEMBERS, MemberRow(RESIDENT_ON_THE_ROLL, 4, NOON, "web")
    )


def test_details_told_anew_are_found_beside_those_of_the_joining() -> None:
    told = DetailsTold(act=for_the_child)
    given(joined, founded, told).then_rows(
        RESIDENTS, DETAILS,
        DetailsRow(RESIDENT_ON_THE_ROLL, 1), DetailsRow(RESIDENT_ON_THE_ROLL, 3),
    )  # fmt: skip


def test_somebody_may_hold_several_roles_and_lay_one_down() -> None:
    ended = RoleRevoked(act=act("system"), holder=CLERK, role="clerk")
    given(granted("clerk"), granted("auditor"), ended).then_rows(
        RESIDENTS, OFFICES, office(3, "clerk", standing=False), office(2, "auditor")
    )


def test_a_role_for_a_part_stands_beside_the_same_role_for_everything() -> None:
    given(granted("clerk"), granted("clerk", "grid:3", NEW_YEAR)).then_rows(
        RESIDENTS, OFFICES,
        office(1, "clerk"),
        OfficeRow(CLERK, "clerk", "grid:3", NEW_YEAR, 2, NOON, "system", standing=True),
    )  # fmt: skip


def test_a_role_granted_again_has_its_new_term() -> None:
    given(granted("clerk", until=NEW_YEAR), granted("clerk")).then_rows(
        RESIDENTS, OFFICES, office(2, "clerk")
    )


@pytest.mark.parametrize(
    ("settled", "waiting"),
    [
        ((), True),
        ((granted("auditor"),), False),
        ((RoleRevoked(act=act("system"), holder=CLERK, role="auditor"),), False),
        ((granted("clerk"),), True),
    ],
)
def test_a_proposal_waits_until_the_office_is_given_or_ended(
    settled: tuple[RoleGranted | RoleRevoked, ...],
    waiting: bool,  # noqa: FBT001
) -> None:
    proposed = RoleProposed(act=act(COLLEAGUE), holder=CLERK, role="auditor")
    given(proposed, *settled).then_rows(
        RESIDENTS, PROPOSALS,
        ProposalRow(CLERK, "auditor", "", None, 1, NOON, COLLEAGUE, waiting),
    )  # fmt: skip


def test_of_a_guardian_the_last_consent_and_the_last_withdrawal_are_known() -> None:
    row = GuardianshipRow(RESIDENT_ON_THE_ROLL, GUARDIAN, 2)
    given(joined, named).then_rows(RESIDENTS, GUARDIANSHIPS, row)
    row.consented_position, row.consented_at, row.text = 3, NOON, "guardian-consent-1"
    given(joined, named, consented).then_rows(RESIDENTS, GUARDIANSHIPS, row)
    row.withdrawn_position = 4
    given(joined, named, consented, consent_withdrawn).then_rows(RESIDENTS, GUARDIANSHIPS, row)
    row.consented_position, row.withdrawn_position = 5, None
    given(joined, named, consented, consent_withdrawn, consented).then_rows(
        RESIDENTS, GUARDIANSHIPS, row
    )


def test_verifying_nobody_stops_the_projection_and_says_where() -> None:
    with pytest.raises(FoldFailed, match="2") as failed:
        given(founded, verified).rows(RESIDENTS)
    assert failed.value.reason.startswith("position 2: NoSuchRow")
