"""Households and their codes in the keys database, as thieves and as neighbours see them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from infra.erasure_rows import ErasureRows
from infra.households import Households, forget_empty_households
from infra.installation import Installation, opened, utc_now
from infra.invitations import Invitations
from infra.roll_drafts import Drafts
from infra.staff_handles import owner_of
from infra.supervisor import Databases
from projections.views import Community
from services.roll import (
    CODE_DAYS_MAX,
    CODE_PEOPLE_MAX,
    DRAFT_AGE_MAX,
    Amiss,
    Entrant,
    Household,
    Invitation,
    Row,
    Sheet,
)
from tests.importing.importing import settings_of

LABEL, NAME = "3号楼2单元501", "王小明"


@dataclass
class Town:
    """A community whose clock the test turns."""

    installation: Installation
    community: Community
    now: datetime = field(default_factory=utc_now)

    def __post_init__(self) -> None:
        keys = self.installation.keys
        self.homes = Households(keys, lambda: self.now)
        self.letters = Invitations(keys, lambda: self.now)
        self.drafts = Drafts(keys, lambda: self.now)

    @property
    def origin(self) -> str:
        return self.community.origin

    @property
    def households(self) -> list[Household]:
        return self.homes.all(self.origin)

    def person(self) -> UUID:
        return self.installation.keys.new_person(str(uuid4()))

    def invited(self, code: str) -> Invitation:
        found = self.letters.invited(self.origin, code)
        assert found is not None
        return found

    def rows(self) -> bytes:
        """Everything that a dump of the keys database would show of the roll."""
        tables = ("household", "household_member", "roll_digest", "roll_draft")
        with self.installation.keys.pool.connection() as connection:
            return b"".join(
                bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                for table in tables
                for row in connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
                for cell in row
            )


@pytest.fixture
def town(fresh_databases: Databases, tmp_path: Path) -> Iterator[Town]:
    with opened(settings_of(fresh_databases, tmp_path / "home")) as installation:
        community = installation.communities.found(installation.writer, "lin", "临江")
        yield Town(installation, community)


def test_a_household_is_one_however_it_is_written(town: Town) -> None:
    assert town.homes.make(town.origin, [LABEL, "3-2-0501", "３＃２－５０１", "3-2-502"]) == 2
    assert town.homes.make(town.origin, [LABEL]) == 0
    assert [household.label for household in town.households] == [LABEL, "3-2-502"]


def test_households_stand_in_the_order_of_the_doors(town: Town) -> None:
    doors = ["10-1-101", "2-1-1001", "2-1-101", "A座3", "2-1-9"]
    town.homes.make(town.origin, doors)
    order = [household.label for household in town.households]
    assert order == ["2-1-9", "2-1-101", "2-1-1001", "10-1-101", "A座3"]


def test_a_dump_of_the_keys_names_no_address_nobody_and_no_code(town: Town) -> None:
    town.homes.enrol(town.origin, [Entrant(uuid4(), Row(2, LABEL, NAME))])
    town.drafts.keep(town.origin, "staff:chair", Sheet((Row(2, LABEL, NAME),), (Amiss(3, "x"),)))
    [household] = town.households
    shown = town.rows()
    for secret in (LABEL, "3-2-501", NAME, household.code, household.code.replace("-", "")):
        assert secret.encode() not in shown


def test_the_same_words_have_other_digests_in_another_community(town: Town) -> None:
    installation = town.installation
    other = Town(installation, installation.communities.found(installation.writer, "xi", "溪边"))
    for one in (town, other):
        one.homes.enrol(one.origin, [Entrant(uuid4(), Row(2, LABEL, NAME))])
    with installation.keys.pool.connection() as connection:
        for table in ("household", "roll_digest"):
            row = connection.execute(
                f"SELECT count(DISTINCT digest) FROM {table}"  # noqa: S608
            ).fetchone()
            assert row == (2,)
    [code] = [household.code for household in town.households]
    assert other.letters.invited(other.origin, code) is None


def test_a_code_is_valid_for_ninety_days_and_until_it_is_renewed(town: Town) -> None:
    town.homes.make(town.origin, [LABEL, "3-2-502"])
    first, second = town.households
    assert town.invited(first.code.lower()).label == LABEL
    assert town.letters.renew(town.origin, only=first.id) == 1
    assert town.letters.invited(town.origin, first.code) is None
    town.now += timedelta(days=CODE_DAYS_MAX)
    assert town.letters.invited(town.origin, second.code) is None
    assert town.letters.renew(town.origin) == 2
    assert {town.invited(each.code).household for each in town.households} == {first.id, second.id}
    assert town.letters.renew(town.origin) == 0


def test_at_most_twelve_come_by_one_code_however_many_hurry(town: Town) -> None:
    town.homes.make(town.origin, [LABEL])
    invitation = town.invited(town.households[0].code)
    people = [town.person() for _ in range(20)]
    with ThreadPoolExecutor(8) as crowd:
        seats = list(crowd.map(lambda one: town.letters.take_seat(invitation, one), people))
    assert seats.count("taken") == CODE_PEOPLE_MAX
    assert seats.count("full") == 20 - CODE_PEOPLE_MAX
    someone = people[seats.index("taken")]
    assert town.letters.take_seat(invitation, someone) == "kept"
    town.letters.give_back_seat(invitation, someone)
    assert town.letters.take_seat(invitation, town.person()) == "taken"
    town.letters.renew(town.origin, only=invitation.household)
    assert town.letters.take_seat(invitation, town.person()) == "full"
    renewed = town.invited(town.households[0].code)
    assert town.letters.take_seat(renewed, town.person()) == "taken"


def test_the_same_row_meets_the_same_person(town: Town) -> None:
    entrant = Entrant(uuid4(), Row(2, LABEL, NAME))
    [first], [again] = (town.homes.enrol(town.origin, [entrant]) for _ in "12")
    assert first == again
    assert town.homes.alike(town.origin, [("3-2-501", " 王 小明"), ("3-2-501", "王大明")]) == [
        {first: entrant.person},
        {},
    ]


def test_without_a_household_or_a_name_nobody_is_like_anybody(town: Town) -> None:
    for household, name in (("", NAME), (LABEL, "")):
        town.homes.remember(town.origin, town.person(), household, name)
        assert town.homes.alike(town.origin, [(household, name)]) == [{}]


def test_whoever_moves_lives_in_one_household(town: Town) -> None:
    person = town.person()
    for label in (LABEL, "5-1-101"):
        town.homes.settle(town.origin, person, label, NAME)
    assert [(home.label, home.members) for home in town.households] == [(LABEL, 0), ("5-1-101", 1)]
    assert town.homes.alike(town.origin, [(LABEL, NAME)]) == [{}]


def test_a_household_goes_with_its_last_member_and_waits_for_its_first(town: Town) -> None:
    town.homes.make(town.origin, ["never-lived-in"])
    person, neighbour = town.person(), town.person()
    town.homes.settle(town.origin, person, LABEL, NAME)
    town.homes.settle(town.origin, neighbour, LABEL, "李建国")

    def erased(one: UUID) -> list[str]:
        with town.installation.keys.pool.connection() as connection:
            connection.execute("DELETE FROM person WHERE id = %s", (one,))
            forget_empty_households(connection)
        return [household.label for household in town.households]

    assert sorted(erased(person)) == [LABEL, "never-lived-in"]
    assert erased(neighbour) == ["never-lived-in"]
    assert town.homes.alike(town.origin, [(LABEL, NAME)]) == [{}]


def test_a_letter_that_nobody_used_after_all_stays_valid(town: Town) -> None:
    town.homes.make(town.origin, [LABEL])
    invitation, person = town.invited(town.households[0].code), town.person()
    assert town.letters.take_seat(invitation, person) == "taken"
    town.letters.give_back_seat(invitation, person)
    with town.installation.keys.pool.connection() as connection:
        forget_empty_households(connection)
    assert town.letters.invited(town.origin, town.households[0].code) == invitation


def test_one_place_is_claimed_once(town: Town) -> None:
    accounts = town.installation.accounts
    entrant = Entrant(uuid4(), Row(2, LABEL, NAME))
    town.homes.enrol(town.origin, [entrant])
    invitation = town.invited(town.households[0].code)
    assert town.letters.places(town.origin, invitation, "王 小明") == [entrant.person]
    claimants = [
        accounts.add(town.community, f"login-{number}", "no password") for number in range(6)
    ]
    with ThreadPoolExecutor(6) as crowd:
        won = list(
            crowd.map(
                lambda one: town.letters.take_place(invitation, entrant.person, one), claimants
            )
        )
    assert (won.count("kept"), won.count("gone")) == (1, 5)
    winner = accounts.account(town.community, claimants[won.index("kept")].login)
    assert winner is not None
    assert winner.person == entrant.person
    assert town.letters.places(town.origin, invitation, NAME) == []


def test_who_was_sent_a_place_twice_at_once_has_it_once(town: Town) -> None:
    invitation, place = place_in(town)
    account = town.installation.accounts.add(town.community, "twice", "no password")
    with ThreadPoolExecutor(2) as both:
        won = list(
            both.map(lambda one: town.letters.take_place(invitation, place, one), [account] * 2)
        )
    assert won == ["kept", "kept"]


def test_with_the_log_in_its_handle_moves_and_the_unused_person_goes(town: Town) -> None:
    invitation, place = place_in(town)
    accounts = town.installation.accounts
    account = accounts.add(town.community, "clerk", "no password", staff="staff:li")
    assert town.letters.take_place(invitation, place, account) == "kept"
    assert owner_of(accounts, town.community, "li") == place
    assert accounts.account(town.community, "clerk") == replace(account, person=place)
    with town.installation.keys.pool.connection() as connection:
        known = connection.execute("SELECT id FROM person").fetchall()
    assert (account.person,) not in known
    assert (place,) in known


@pytest.mark.parametrize("whose", ["place", "account"])
def test_nobody_who_is_to_be_erased_is_moved(town: Town, whose: str) -> None:
    invitation, place = place_in(town)
    account = town.installation.accounts.add(town.community, "leaving", "no password")
    leaving = place if whose == "place" else account.person
    ErasureRows(town.installation.keys.pool).ask(leaving, town.now)
    assert town.letters.take_place(invitation, place, account) == "desk"
    assert town.installation.accounts.account(town.community, "leaving") == account


def test_a_place_under_which_somebody_spoke_is_given_at_the_desk_only(town: Town) -> None:
    invitation, place = place_in(town)
    town.installation.keys.names([place], town.origin, "voice:2026")
    account = town.installation.accounts.add(town.community, "neighbour", "no password")
    assert town.letters.take_place(invitation, place, account) == "desk"
    assert town.installation.accounts.account(town.community, "neighbour") == account


def test_where_there_is_no_room_nobody_has_become_anybody(town: Town) -> None:
    invitation, place = place_in(town)
    for _ in range(CODE_PEOPLE_MAX):
        assert town.letters.take_seat(invitation, town.person()) == "taken"
    account = town.installation.accounts.add(town.community, "late", "no password")
    assert town.letters.take_place(invitation, place, account) == "full"
    assert town.installation.accounts.account(town.community, "late") == account
    assert town.letters.places(town.origin, invitation, NAME) == [place]


def place_in(town: Town) -> tuple[Invitation, UUID]:
    """A place that a sheet has made, and the letter of its household."""
    entrant = Entrant(uuid4(), Row(2, LABEL, NAME))
    town.homes.enrol(town.origin, [entrant])
    return town.invited(town.households[0].code), entrant.person


def test_a_draft_opens_to_whoever_brought_it_and_for_one_day(town: Town) -> None:
    sheet = Sheet((Row(2, LABEL, NAME, "14-17"), Row(3, "3-2-502")), (Amiss(4, "unusable", "x"),))
    draft = town.drafts.keep(town.origin, "staff:chair", sheet)
    assert town.drafts.kept(town.origin, "staff:chair", draft) == sheet
    assert town.drafts.kept(town.origin, "staff:clerk", draft) is None
    assert town.drafts.kept("another.example/lin", "staff:chair", draft) is None
    town.drafts.throw_away(town.origin, "staff:clerk", draft)
    assert town.drafts.kept(town.origin, "staff:chair", draft) == sheet
    town.now += DRAFT_AGE_MAX + timedelta(seconds=1)
    assert town.drafts.kept(town.origin, "staff:chair", draft) is None
    assert LABEL.encode() not in town.rows()
