"""Sheets that wait for confirmation go with whoever is erased: nobody knows who stands in them."""

from uuid import UUID

from infra.destroying import origins_of
from infra.erasing import Erasing
from infra.roll_drafts import Drafts
from services.roll import Row, Sheet
from tests.record.town import Town, founded

SHEET = Sheet((Row(2, "3-2-501", "王小明", "18-and-over"),))


def test_no_sheet_of_the_community_outlives_whoever_is_erased(
    there: Town, erasing: Erasing
) -> None:
    installation = there.installation
    other = founded(installation, "binhe")
    drafts = Drafts(installation.keys, installation.clock)
    somebody = there.resident()
    here = [drafts.keep(there.community.origin, staff, SHEET) for staff in ("staff:a", "staff:b")]
    elsewhere = drafts.keep(other.community.origin, "staff:a", SHEET)
    erasing.at_once(somebody.person)
    kept = {draft for (draft,) in there.rows("SELECT id FROM roll_draft", keys=True)}
    assert kept == {elsewhere}
    assert kept.isdisjoint(here)


def test_a_log_in_alone_says_to_which_community_somebody_belongs(
    there: Town, erasing: Erasing
) -> None:
    accounts, other = there.installation.accounts, founded(there.installation, "binhe")
    account = accounts.register(other.community, "newcomer", "four words make one")
    erasing.rows.ask(account.person, there.installation.clock())
    [(erasure,)] = there.rows("SELECT id FROM erasure", keys=True)
    assert isinstance(erasure, UUID)
    assert origins_of(there.installation, erasure) == [other.community.origin]
