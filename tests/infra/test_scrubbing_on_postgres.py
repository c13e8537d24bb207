"""What was deleted is nowhere in the files any more, once it was scrubbed."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from infra.scrubbing import scrub
from infra.settings import Settings
from infra.supervisor import Databases, joined
from tests.infra.installation import nobody_supervises
from tests.waiting import until

CANARY = "canary-jinsique-金丝雀"
OTHERS = 2_000


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an installation of its own, which is left stopped."""
    place = replace(settings, home=tmp_path / "home")
    yield place
    until(lambda: nobody_supervises(place))


def furnished(databases: Databases) -> None:
    """A canary among many in both databases: in rows, an index, statistics, words that go."""
    for conninfo in (databases.main, databases.keys):
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute("CREATE TABLE account (login text UNIQUE)")
            connection.execute("CREATE UNLOGGED TABLE words (text text, grams text[])")
            connection.execute("CREATE INDEX words_grams ON words USING gin (grams)")
            for n in range(20):
                connection.execute("INSERT INTO account VALUES (%s)", (f"{CANARY}-{n}",))
                connection.execute("INSERT INTO words VALUES (%s, %s)", (CANARY * 9, [CANARY]))
            connection.execute(
                "INSERT INTO account SELECT n::text FROM generate_series(1, %s) AS n", (OTHERS,)
            )
            connection.execute("ANALYZE")
            connection.execute("CHECKPOINT")
            connection.execute("DELETE FROM account WHERE login LIKE 'canary%'")
            connection.execute("DELETE FROM words")


def files_with(home: Path, text: str) -> list[str]:
    """Files of an installation in which a text stands, in any way that a program may write it."""
    looks = {
        text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"),
        text.encode("utf-8").hex().encode(), text.encode("unicode_escape"),
    }  # fmt: skip
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file()
        for content in [path.read_bytes()]
        if any(look in content for look in looks)
    ]


def test_after_a_scrub_no_file_holds_what_was_deleted(place: Settings) -> None:
    with joined(place) as databases:
        furnished(databases)
        assert files_with(place.home, CANARY)
        told: list[tuple[int, int]] = []
        done = scrub(place, databases, lambda so_far, all_: told.append((so_far, all_)))
        assert files_with(place.home, CANARY) == []
        assert told[-1] == (done.tables, done.tables)
        for conninfo in (databases.main, databases.keys):
            with psycopg.connect(conninfo) as connection:
                assert connection.execute("SELECT count(*) FROM account").fetchone() == (OTHERS,)
    assert files_with(place.home, CANARY) == []


def test_files_of_the_log_that_were_kept_for_later_use_go_too(place: Settings) -> None:
    with joined(place) as databases:
        furnished(databases)
        wal = place.home / "postgres" / "pg_wal"
        old = min(path for path in wal.iterdir() if path.is_file())
        # As a server leaves it that gives old files new names.
        later = wal / f"{int(old.name, 16) + 5:024X}"
        later.write_bytes(old.read_bytes())
        owner = old.stat()
        os.chown(later, owner.st_uid, owner.st_gid)
        later.chmod(0o600)
        scrub(place, databases, lambda _done, _all: None)
        assert files_with(place.home, CANARY) == []


def test_it_waits_for_whoever_still_sees_the_deleted_rows(place: Settings) -> None:
    with joined(place) as databases:
        with psycopg.connect(databases.keys) as reader:
            reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            reader.execute("SELECT 1")
            furnished(databases)
            scrubbed = Event()

            def scrubbing() -> None:
                scrub(place, databases, lambda _done, _all: None)
                scrubbed.set()

            thread = Thread(target=scrubbing)
            thread.start()
            until(lambda: waiting_for_readers(databases.keys))
            assert not scrubbed.is_set()
            reader.rollback()
            thread.join()
        assert scrubbed.is_set()
        assert files_with(place.home, CANARY) == []


def waiting_for_readers(conninfo: str) -> bool:
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%%backend_xmin%%'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    return row != (0,)


def test_of_a_server_that_is_not_ours_it_says_what_it_cannot_reach(
    fresh_databases: Databases, tmp_path: Path
) -> None:
    elsewhere = Settings(
        home=tmp_path, database_url=fresh_databases.main, keys_url=fresh_databases.keys
    )
    done = scrub(elsewhere, fresh_databases, lambda _done, _all: None)
    assert any("write-ahead log" in each for each in done.out_of_reach)
    assert any("back-up" in each for each in done.out_of_reach)
