"""What may come between an erasure and its end: another that is stuck, a picture on its way."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from infra.erasing import Erasing
from infra.households import Households
from infra.pictures import PostgresPictures
from infra.privacy_check import erasures
from services.erasure import REFLECTION_DAYS, SPREAD_DAYS
from services.identity import NobodyThere
from services.pictures import Picture
from tests.erasing.conftest import Days
from tests.erasing.test_erasing_on_postgres import people_named, rows_about
from tests.record.town import Town
from tests.waiting import until

HELD_UP = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


def test_one_that_cannot_go_on_keeps_no_other_from_it_and_the_doctor_tells(
    there: Town, erasing: Erasing, days: Days, caplog: pytest.LogCaptureFixture
) -> None:
    stuck, other = there.residents(2)
    for one in (stuck, other):
        erasing.rows.ask(one.person, days())
        days.pass_by(seconds=1)
    days.pass_by(days=REFLECTION_DAYS)
    erasing.run()
    there.rows(
        "UPDATE erasure_step SET log = 999 FROM erasure e WHERE e.id = erasure AND person = %s",
        stuck.person,
        keys=True,
    )
    days.pass_by(days=2 * SPREAD_DAYS)
    erasing.run()
    days.pass_by(days=2)
    erasing.run()
    erasing.run()
    assert people_named(there, stuck.person) == 1
    assert people_named(there, other.person) == 0
    assert "An erasure is not done yet: " in caplog.text
    assert stuck.member not in caplog.text
    assert str(stuck.person) not in caplog.text
    [told_so] = [
        each for each in erasures(there.installation.supervised.databases) if not each.well
    ]
    assert told_so.english == "1 erasures are behind, or stuck."


def test_somebody_of_whom_no_entry_tells_is_destroyed_all_the_same(
    there: Town, erasing: Erasing, days: Days
) -> None:
    installation, community = there.installation, there.community
    account = installation.accounts.register(community, "nobody-yet", "four words make one")
    person = account.person
    one = there.known(person)
    installation.accounts.begin_session(account)
    installation.accounts.make_api_token(account)
    Households(installation.keys, days).settle(community.origin, person, "9-9-901", "无名")
    there.rows(
        "INSERT INTO contact_look VALUES (%s, %s, 'staff:x', 'desk-list', now())",
        community.origin, person, keys=True,
    )  # fmt: skip
    there.rows(
        "INSERT INTO picture VALUES (%s, %s, '\\x01', 'image/png', '\\x02')", there.log, one.voice
    )
    tables = there.rows(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'person'"
        " AND table_schema = 'public'",
        keys=True,
    )
    head = len(there.entries())
    erasing.rows.ask(person, days())
    days.pass_by(days=REFLECTION_DAYS)
    erasing.run()
    assert len(there.entries()) == head
    assert people_named(there, person) == 0
    assert rows_about(there) == 0
    assert len(tables) > 5
    for (table,) in tables:
        assert there.rows(f"SELECT FROM {table} WHERE person = %s", person, keys=True) == []
    for table in ("session", "api_token", "household", "household_member"):
        assert there.rows(f"SELECT FROM {table}", keys=True) == []
    assert there.rows("SELECT FROM picture") == []


def test_a_picture_for_somebody_who_is_erased_meanwhile_is_kept_nowhere(there: Town) -> None:
    one, picture = there.resident(), Picture("image/png", b"paper")
    pictures = PostgresPictures(there.installation.main, there.installation.keys)
    databases = there.installation.supervised.databases
    with ThreadPoolExecutor(1) as beside, psycopg.connect(databases.main) as sweeping:
        sweeping.execute("LOCK TABLE picture IN SHARE ROW EXCLUSIVE MODE")
        kept = beside.submit(asyncio.run, pictures.keep(there.community, one.voice, picture))
        with psycopg.connect(databases.main, autocommit=True) as watching:
            until(lambda: watching.execute(HELD_UP).fetchone() != (0,))
        there.rows("DELETE FROM person WHERE id = %s", one.person, keys=True)
        sweeping.commit()
        assert isinstance(kept.exception(), NobodyThere)
    assert there.rows("SELECT FROM picture") == []


def test_pictures_that_nobody_can_open_go_and_no_others(there: Town, erasing: Erasing) -> None:
    here, gone = there.residents(2)
    pictures = PostgresPictures(there.installation.main, there.installation.keys)
    for one in (here, gone):
        picture = Picture("image/png", one.voice.encode())
        asyncio.run(pictures.keep(there.community, one.voice, picture))
    there.rows("DELETE FROM person WHERE id = %s", gone.person, keys=True)
    erasing.tidy()
    assert there.rows("SELECT owner FROM picture") == [(here.voice,)]
    # An empty database of keys is a mishap: nothing is taken away because of it.
    there.rows("DELETE FROM person", keys=True)
    there.rows("DELETE FROM community_key", keys=True)
    erasing.tidy()
    assert there.rows("SELECT owner FROM picture") == [(here.voice,)]
