from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from infra.migrate import MigrationRefused, migrate, pending

FIRST = "CREATE TABLE person (name text); INSERT INTO person VALUES ('王芳');"
SECOND = "ALTER TABLE person ADD COLUMN age int; -- 100% of them"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_person.sql").write_text(FIRST)
    (tmp_path / "0002_age.sql").write_text(SECOND)
    return tmp_path


def rows(conninfo: str, question: LiteralString) -> list[tuple[object, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(question).fetchall()


def test_every_file_is_applied_once_and_in_order(empty_database: str, folder: Path) -> None:
    assert pending(empty_database, str(folder)) == ["0001_person.sql", "0002_age.sql"]
    assert migrate(empty_database, str(folder)) == ["0001_person.sql", "0002_age.sql"]
    assert migrate(empty_database, str(folder)) == []
    assert pending(empty_database, str(folder)) == []
    assert rows(empty_database, "SELECT name, age FROM person") == [("王芳", None)]


def test_only_what_is_new_is_applied(empty_database: str, folder: Path) -> None:
    migrate(empty_database, str(folder))
    (folder / "0003_drop.sql").write_text("DROP TABLE person")
    assert migrate(empty_database, str(folder)) == ["0003_drop.sql"]


def test_a_file_is_applied_whole_or_not_at_all(empty_database: str, folder: Path) -> None:
    (folder / "0002_age.sql").write_text("CREATE TABLE half (); SELECT 1 / 0")
    with pytest.raises(MigrationRefused, match=r"0002_age\.sql cannot be applied: division by"):
        migrate(empty_database, str(folder))
    assert rows(empty_database, "SELECT name FROM migration") == [("0001_person.sql",)]
    assert rows(empty_database, "SELECT to_regclass('half')") == [(None,)]


def test_a_file_that_was_applied_never_changes(empty_database: str, folder: Path) -> None:
    migrate(empty_database, str(folder))
    (folder / "0001_person.sql").write_text(FIRST + " ")
    with pytest.raises(MigrationRefused, match=r"0001_person\.sql was changed"):
        migrate(empty_database, str(folder))


def test_a_database_of_a_newer_linli_is_refused(empty_database: str, folder: Path) -> None:
    migrate(empty_database, str(folder))
    (folder / "0002_age.sql").unlink()
    with pytest.raises(MigrationRefused, match="newer version of Linli"):
        migrate(empty_database, str(folder))


@pytest.mark.parametrize("name", ["0003_gap.sql", "2_short.sql", "0001_twice.sql"])
def test_numbers_have_no_gaps_and_no_doubles(empty_database: str, folder: Path, name: str) -> None:
    (folder / "0002_age.sql").unlink()
    (folder / name).write_text("SELECT 1")
    with pytest.raises(MigrationRefused, match="without gaps"):
        migrate(empty_database, str(folder))


def test_a_file_does_not_end_the_transaction_it_runs_in(empty_database: str, folder: Path) -> None:
    (folder / "0002_age.sql").write_text("CREATE TABLE loose (); COMMIT")
    with pytest.raises(MigrationRefused, match="must not begin or end transactions"):
        migrate(empty_database, str(folder))


def test_a_folder_that_is_not_there_is_refused(empty_database: str, tmp_path: Path) -> None:
    with pytest.raises(MigrationRefused, match="not a folder of migrations"):
        migrate(empty_database, str(tmp_path / "absent"))


def test_of_many_that_start_together_one_applies_each_file(
    empty_database: str, folder: Path
) -> None:
    with ThreadPoolExecutor(8) as workers:
        applied = list(workers.map(lambda _: migrate(empty_database, str(folder)), range(8)))
    assert sorted(map(len, applied)) == [0] * 7 + [2]
    assert rows(empty_database, "SELECT count(*) FROM person") == [(1,)]


def test_our_own_migrations_apply_to_an_empty_database(empty_database: str) -> None:
    assert migrate(empty_database, "main") != []
    assert migrate(empty_database, "main") == []
