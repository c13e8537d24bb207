import pytest

from domain.consent import CONSENT_TEXTS, consent_ends, consent_stands
from domain.kernel import Act
from domain.residents.events import ADULT, TEENAGER, UNDER_14, GuardianNamed
from domain.residents.give_consent import GiveConsent, NoSuchWording
from domain.residents.guardianship import GuardianNotOnTheRoll, NotAGuardian
from domain.residents.name_guardian import (
    GUARDIANS_MAX,
    EnoughGuardians,
    GuardiansAreAdults,
    NameGuardian,
    NobodyIsTheirOwnGuardian,
    NotANameForThisChild,
)
from domain.residents.withdraw_consent import WithdrawConsent
from domain.standing import NotAMember, NotYourOffice
from tests.cast import (
    by_guardian,
    child_joined,
    child_on_the_roll,
    clerk_appointed,
    clerk_for_child,
    consent_withdrawn,
    consented,
    guardian,
    guardian_named,
    guardian_on_the_roll,
    left,
    neighbour_joined,
    other_guardian,
    resident_on_the_roll,
)
from tests.scenario import given

a_family = (clerk_appointed, neighbour_joined, child_joined, guardian_named)
AT_ONCE = Act(guardian, "2026-03-02T05:00Z", child_on_the_roll)
A_YEAR_LATER = Act(guardian, "2027-03-02T04:00Z", child_on_the_roll)


def naming(
    act: Act = clerk_for_child,
    *,
    name: str = guardian,
    member: str = guardian_on_the_roll,
    age_band: str | None = ADULT,
) -> NameGuardian:
    return NameGuardian(act=act, guardian=name, guardian_member=member, guardian_age_band=age_band)


def consenting(act: Act = by_guardian, text: str = CONSENT_TEXTS[-1]) -> GiveConsent:
    return GiveConsent(act=act, guardian=guardian, guardian_member=guardian_on_the_roll, text=text)


def withdrawing(act: Act = by_guardian) -> WithdrawConsent:
    return WithdrawConsent(act=act, guardian=guardian)


class TestNamingAGuardian:
    history = (clerk_appointed, neighbour_joined, child_joined)

    def test_the_desk_notes_who_speaks_for_a_child(self) -> None:
        given(*self.history).when(naming()).then(guardian_named)

    def test_the_same_guardian_again_records_nothing(self) -> None:
        given(*self.history, guardian_named).when(naming()).then_nothing()

    def test_a_child_may_have_a_second_guardian(self) -> None:
        given(*self.history, guardian_named).when(naming(name=other_guardian)).then(
            GuardianNamed(act=clerk_for_child, guardian=other_guardian)
        )

    def test_there_are_only_so_many_guardians(self) -> None:
        tail = child_on_the_roll.rpartition(":")[2]
        many = [
            GuardianNamed(act=clerk_for_child, guardian=f"guardian:{tail}:{number:022}")
            for number in range(GUARDIANS_MAX)
        ]
        given(*self.history, *many).when(naming()).then_refused(EnoughGuardians)

    def test_nobody_makes_themselves_a_guardian(self) -> None:
        given(*self.history).when(naming(by_guardian)).then_refused(NotYourOffice)

    def test_the_child_is_on_the_roll(self) -> None:
        given(clerk_appointed, neighbour_joined).when(naming()).then_refused(NotAMember)

    def test_the_guardian_is_on_the_roll(self) -> None:
        given(clerk_appointed, child_joined).when(naming()).then_refused(GuardianNotOnTheRoll)
        gone = left.model_copy(update={"act": neighbour_joined.act})
        given(*self.history, gone).when(naming()).then_refused(GuardianNotOnTheRoll)

    @pytest.mark.parametrize("age_band", [TEENAGER, UNDER_14, None])
    def test_the_guardian_is_an_adult(self, age_band: str | None) -> None:
        given(*self.history).when(naming(age_band=age_band)).then_refused(GuardiansAreAdults)

    def test_nobody_is_their_own_guardian(self) -> None:
        own = naming(member=child_on_the_roll)
        given(*self.history).when(own).then_refused(NobodyIsTheirOwnGuardian)

    def test_the_name_tells_nothing_about_the_guardian_elsewhere(self) -> None:
        plain = naming(name=guardian_on_the_roll)
        given(*self.history).when(plain).then_refused(NotANameForThisChild)


class TestConsent:
    def test_a_guardian_consents_on_their_own_screen(self) -> None:
        given(*a_family).when(consenting()).then(consented)

    def test_the_desk_notes_a_consent_given_in_person(self) -> None:
        given(*a_family).when(consenting(clerk_for_child)).then(
            consented.model_copy(update={"act": clerk_for_child})
        )

    def test_nobody_consents_who_was_not_noted_as_a_guardian(self) -> None:
        stranger = GiveConsent(
            act=Act(other_guardian, by_guardian.at, child_on_the_roll),
            guardian=other_guardian,
            guardian_member=guardian_on_the_roll,
            text=CONSENT_TEXTS[-1],
        )
        given(*a_family).when(stranger).then_refused(NotAGuardian)

    def test_nobody_consents_in_the_name_of_a_guardian(self) -> None:
        forged = Act(resident_on_the_roll, by_guardian.at, child_on_the_roll)
        given(*a_family).when(consenting(forged)).then_refused(NotYourOffice)

    def test_a_guardian_consents_to_the_wording_of_today_only(self) -> None:
        other = consenting(text="guardian-consent-0")
        given(*a_family).when(other).then_refused(NoSuchWording)

    def test_the_same_consent_again_records_nothing(self) -> None:
        given(*a_family, consented).when(consenting(AT_ONCE)).then_nothing()

    def test_a_consent_is_renewed_every_year(self) -> None:
        given(*a_family, consented).when(consenting(A_YEAR_LATER)).then(
            consented.model_copy(update={"act": A_YEAR_LATER})
        )

    def test_a_guardian_who_has_left_speaks_for_nobody(self) -> None:
        gone = left.model_copy(update={"act": neighbour_joined.act})
        given(*a_family, gone).when(consenting()).then_refused(GuardianNotOnTheRoll)

    def test_a_child_who_left_needs_a_guardian_to_be_noted_again(self) -> None:
        gone = left.model_copy(update={"act": child_joined.act})
        given(*a_family, consented, gone).when(consenting()).then_refused(NotAMember)
        back = (*a_family, consented, gone, child_joined)
        given(*back).when(consenting()).then_refused(NotAGuardian)


class TestTakingConsentBack:
    def test_a_guardian_takes_consent_back(self) -> None:
        given(*a_family, consented).when(withdrawing()).then(consent_withdrawn)

    def test_where_none_was_given_nothing_is_recorded(self) -> None:
        given(*a_family).when(withdrawing()).then_nothing()
        given(*a_family, consented, consent_withdrawn).when(withdrawing()).then_nothing()

    def test_either_guardian_takes_it_back(self) -> None:
        second = guardian_named.model_copy(update={"guardian": other_guardian})
        act = Act(other_guardian, by_guardian.at, child_on_the_roll)
        command = WithdrawConsent(act=act, guardian=other_guardian)
        given(*a_family, second, consented).when(command).then(
            consent_withdrawn.model_copy(update={"act": act, "guardian": other_guardian})
        )

    def test_it_is_given_anew_afterwards(self) -> None:
        history = (*a_family, consented, consent_withdrawn)
        given(*history).when(consenting(AT_ONCE)).then(
            consented.model_copy(update={"act": AT_ONCE})
        )

    def test_the_desk_notes_it_too_and_nobody_else(self) -> None:
        given(*a_family, consented).when(withdrawing(clerk_for_child)).then(
            consent_withdrawn.model_copy(update={"act": clerk_for_child})
        )
        forged = Act(resident_on_the_roll, by_guardian.at, child_on_the_roll)
        given(*a_family, consented).when(withdrawing(forged)).then_refused(NotYourOffice)


def test_a_consent_stands_for_a_year_and_no_longer() -> None:
    since = consented.act.at
    assert consent_ends(since) == "2027-03-02T04:00Z"
    assert consent_stands(since, "2027-03-02T03:00Z")
    assert not consent_stands(since, "2027-03-02T04:00Z")
    assert not consent_stands(None, since)
