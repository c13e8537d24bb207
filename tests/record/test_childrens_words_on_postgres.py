"""A child's words are shown without a sign, while a guardian's consent stands, and else to nobody.

What is kept about children follows from the log, whenever and wherever somebody is killed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import pytest

from domain.consent import CONSENT_DAYS, CONSENT_TEXTS
from domain.kernel import Act
from domain.residents.give_consent import GiveConsent
from domain.residents.join_community import JoinCommunity
from domain.residents.leave_community import LeaveCommunity
from domain.residents.name_guardian import NameGuardian
from domain.residents.tell_details import TellDetails
from domain.residents.verify_residence import VerifyResidence
from domain.residents.withdraw_consent import WithdrawConsent
from domain.suggestions.make_comment import MakeComment
from domain.suggestions.own_words import ChildrensWordsNeedConsent
from domain.suggestions.submit_suggestion import SubmitSuggestion
from infra import children, consents
from infra.words import fill_inline
from tests.record.town import NOON, SCOPE, Resident, Town, fresh, refusals

TITLE, COMMENT = "给滑梯装一块遮阳板", "我也想要"
A_YEAR_LATER = NOON + timedelta(days=CONSENT_DAYS)
Row = tuple[str | None, str | None, bool]


@dataclass(frozen=True)
class Family:
    """A child, a guardian who was named at the desk, and a grown-up neighbour who speaks too."""

    there: Town
    child: Resident
    guardian: str
    guardian_member: str
    neighbour: Resident

    def consents(self) -> None:
        act = Act.of(self.guardian, NOON, self.child.member)
        self.there.recorded(
            GiveConsent(
                act=act,
                guardian=self.guardian,
                guardian_member=self.guardian_member,
                text=CONSENT_TEXTS[-1],
            )
        )

    def withdraws(self) -> None:
        act = Act.of(self.guardian, NOON, self.child.member)
        self.there.recorded(WithdrawConsent(act=act, guardian=self.guardian))

    def tells(self, age_band: str) -> None:
        act = Act.of(self.there.chair, NOON, self.child.member)
        self.there.recorded(TellDetails(act=act, age_band=age_band))

    def suggests(self) -> SubmitSuggestion:
        return SubmitSuggestion(
            act=Act.of(self.child.voice, NOON), member=self.child.member,
            suggestion=fresh("suggestion"), scope=SCOPE, category="services", channel="web",
            title=TITLE, text="", age_band="under-14",
        )  # fmt: skip

    def comments(self, suggestion: str) -> MakeComment:
        return MakeComment(
            act=Act.of(self.child.voice, NOON), member=self.child.member, suggestion=suggestion,
            comment=fresh("comment"), side="for", channel="web", text=COMMENT, age_band="under-14",
        )  # fmt: skip

    def speaks(self) -> None:
        """A suggestion of the child, a comment of the child, and one of the neighbour."""
        suggesting = self.suggests()
        self.there.recorded(
            suggesting,
            self.comments(suggesting.suggestion),
            self.neighbour.says(suggesting.suggestion, "我来帮忙"),
        )

    def shown(self, *, a_year_later: bool = False) -> list[Row]:
        """Title, text and whether the sign stays away, of everything that was said."""
        keys = self.there.installation.keys
        with psycopg.connect(self.there.installation.conninfo, autocommit=True) as connection:
            fill_inline(connection, keys, lambda: A_YEAR_LATER if a_year_later else NOON)
        return self.there.rows("SELECT title, text, unsigned FROM words ORDER BY position")

    def kept(self) -> tuple[bool, bool]:
        """Whether the child's words are withheld, and whether they stand without a sign."""
        [row] = self.there.rows(
            "SELECT withheld, unsigned FROM person WHERE id = %s", self.child.person, keys=True
        )
        return row

    def marked(self) -> int:
        [(count,)] = self.there.rows("SELECT count(*) FROM words_change", keys=True)
        return int(count)


SHOWN: Sequence[Row] = [(TITLE, "", True), ("", COMMENT, True), ("", "我来帮忙", False)]
WITHHELD: Sequence[Row] = [(None, None, True), (None, None, True), ("", "我来帮忙", False)]


@pytest.fixture
def family(linjiang: Town) -> Family:
    guardian, neighbour = linjiang.residents(2)
    keys, origin = linjiang.installation.keys, linjiang.community.origin
    child = linjiang.known(keys.new_person("child"))
    scope = f"guardian:{child.member.rpartition(':')[2]}"
    [name] = keys.names([guardian.person], origin, scope).values()
    at_the_desk = Act.of(linjiang.chair, NOON, child.member)
    linjiang.recorded(
        JoinCommunity(
            act=at_the_desk, channel="desk", name="王小小", household="", age_band="under-14"
        ),
        VerifyResidence(act=Act.of(linjiang.chair, NOON), resident=child.member),
        NameGuardian(
            act=at_the_desk, guardian=name, guardian_member=guardian.member,
            guardian_age_band="18-and-over",
        ),
    )  # fmt: skip
    return Family(linjiang, child, name, guardian.member, neighbour)


@pytest.fixture
def speaking(family: Family) -> Family:
    """The guardian has consented, and the child has spoken."""
    family.consents()
    family.speaks()
    return family


def test_nothing_a_child_says_is_recorded_before_a_consent(family: Family) -> None:
    assert refusals(family.there.decide(family.suggests())) == [ChildrensWordsNeedConsent]


def test_who_joins_as_a_child_is_sheltered_before_saying_anything(family: Family) -> None:
    assert family.shown() == []
    assert family.kept() == (True, True)


def test_with_a_consent_a_childs_words_are_shown_without_the_sign(speaking: Family) -> None:
    assert speaking.shown() == SHOWN
    assert speaking.kept() == (False, True)


def test_after_a_withdrawal_no_word_is_left_and_the_sign_stays_away(speaking: Family) -> None:
    assert speaking.shown() == SHOWN
    speaking.withdraws()
    assert speaking.shown() == WITHHELD
    assert speaking.there.rows("SELECT count(*) FROM words WHERE grams && %s", ["滑梯"]) == [(0,)]


def test_words_that_were_withdrawn_at_once_were_never_shown(speaking: Family) -> None:
    speaking.withdraws()
    assert speaking.shown() == WITHHELD


def test_a_renewed_consent_brings_the_words_back(speaking: Family) -> None:
    before = speaking.shown()
    speaking.withdraws()
    assert speaking.shown() == WITHHELD
    speaking.consents()
    assert speaking.shown() == before


@pytest.mark.parametrize("withdrawn", [True, False], ids=["withdrawn", "consented"])
def test_after_a_crash_the_same_rows_are_filled_again(speaking: Family, *, withdrawn: bool) -> None:
    if withdrawn:
        speaking.withdraws()
    before = speaking.shown()
    whole = speaking.there.rows("SELECT * FROM words ORDER BY position")
    speaking.there.rows("TRUNCATE words, words_checkpoint")  # As PostgreSQL leaves them.
    assert speaking.shown() == before
    assert speaking.there.rows("SELECT * FROM words ORDER BY position") == whole


def test_a_consent_ends_by_itself_after_a_year(speaking: Family) -> None:
    assert speaking.shown() == SHOWN
    assert speaking.shown(a_year_later=True) == WITHHELD


def test_who_is_fourteen_speaks_with_a_sign_and_needs_no_consent(speaking: Family) -> None:
    speaking.withdraws()
    assert speaking.shown() == WITHHELD
    speaking.tells("14-17")
    assert speaking.shown() == [(TITLE, "", False), ("", COMMENT, False), ("", "我来帮忙", False)]
    speaking.tells("under-14")
    assert speaking.shown() == WITHHELD


def test_whoever_leaves_leaves_no_consent_behind(speaking: Family) -> None:
    act = Act.of(speaking.child.member, NOON)
    speaking.there.recorded(LeaveCommunity(act=act, holders=()))
    assert speaking.shown() == WITHHELD


class TestSomebodyWasKilled:
    def test_between_hiding_the_words_and_recording_why(self, speaking: Family) -> None:
        assert speaking.shown() == SHOWN
        children.withhold(speaking.there.installation.keys, speaking.child.person, withheld=True)
        with psycopg.connect(speaking.there.installation.conninfo, autocommit=True) as connection:
            consents.follow(connection, speaking.there.installation.keys)
        rows = speaking.there.rows("SELECT title, text, unsigned FROM words ORDER BY position")
        assert rows == WITHHELD
        # The next start finds that the log knows of no withdrawal.
        assert speaking.shown() == SHOWN
        assert speaking.kept() == (False, True)

    def test_between_recording_a_withdrawal_and_what_is_kept(self, speaking: Family) -> None:
        assert speaking.shown() == SHOWN
        speaking.withdraws()
        assert speaking.kept() == (False, True)
        assert speaking.shown() == WITHHELD
        assert speaking.kept() == (True, True)

    def test_between_what_is_kept_and_what_is_shown(self, speaking: Family) -> None:
        assert speaking.shown() == SHOWN
        speaking.withdraws()
        shelter = {speaking.child.member: children.Shelter(withheld=True, unsigned=True)}
        children.shelter(speaking.there.installation.keys, shelter)
        assert speaking.marked() == 1
        assert speaking.shown() == WITHHELD
        assert speaking.marked() == 0

    def test_and_a_later_change_is_not_taken_for_an_earlier_one(self, speaking: Family) -> None:
        keys = speaking.there.installation.keys
        speaking.shown()
        children.withhold(keys, speaking.child.person, withheld=True)
        [earlier] = children.changes(keys)
        children.withhold(keys, speaking.child.person, withheld=False)
        children.followed(keys, earlier)
        assert speaking.marked() == 1


def test_what_cannot_be_opened_leaves_a_child_sheltered(speaking: Family) -> None:
    speaking.withdraws()
    assert speaking.shown() == WITHHELD
    speaking.there.rows(
        "UPDATE vault v SET ciphertext = set_byte(ciphertext, 30, get_byte(ciphertext, 30) # 1)"
        " FROM event e WHERE e.log = v.log AND e.position = v.position"
        " AND e.type = 'residents.ResidentJoined.1'"
    )
    assert speaking.shown() == WITHHELD
    assert speaking.kept() == (True, True)


def test_when_the_key_is_gone_nothing_is_kept_of_the_child(speaking: Family) -> None:
    speaking.shown()
    speaking.there.rows("DELETE FROM person WHERE id = %s", speaking.child.person, keys=True)
    speaking.there.rows("TRUNCATE words, words_checkpoint")
    assert speaking.shown() == [("", "我来帮忙", False)]
    assert speaking.marked() == 0
