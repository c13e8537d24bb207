from dataclasses import replace

import psycopg

from infra.doctor import examine
from infra.settings import Settings
from infra.supervisor import Databases


def amiss(settings: Settings, databases: Databases) -> list[str]:
    theirs = replace(settings, database_url=databases.main, keys_url=databases.keys)
    return [finding.english for finding in examine(theirs) if not finding.well]


def test_nothing_is_amiss_in_a_new_installation(
    settings: Settings, fresh_databases: Databases
) -> None:
    assert amiss(settings, fresh_databases) == []


def test_the_programs_and_the_home_are_examined_too(
    settings: Settings, databases: Databases
) -> None:
    english = [finding.english for finding in examine(settings)]
    assert any(text.startswith("The programs of PostgreSQL") for text in english)
    assert "The home is readable by its owner alone." in english


def test_missing_migrations_are_found(settings: Settings, empty_database: str) -> None:
    found = amiss(settings, Databases(main=empty_database, keys=empty_database))
    assert any(text.startswith("The database main lacks") for text in found)


def test_an_entry_that_is_missing_from_a_log_is_found(
    settings: Settings, fresh_databases: Databases
) -> None:
    with psycopg.connect(fresh_databases.main) as connection:
        connection.execute(
            "INSERT INTO log_head (log, community, origin, opening, position)"
            " VALUES (1, 'huaqing', 'huaqing.example', '{}', 3)"
        )
        connection.execute(
            "INSERT INTO event (log, position, type, tags, data)"
            " SELECT 1, n, 'a', '{}', '{}' FROM unnest(ARRAY[1, 3]) AS n"
        )
    assert amiss(settings, fresh_databases) == [
        "The log of huaqing is broken: head 3, 2 entries, last position 3."
    ]


def test_databases_that_cannot_be_reached_are_a_finding(
    settings: Settings, databases: Databases
) -> None:
    nowhere = Databases(main="host=/nowhere dbname=a", keys="host=/nowhere dbname=b")
    assert amiss(settings, nowhere) == ["The databases cannot be reached."]


def test_a_view_that_has_stopped_is_found_with_its_reason(
    settings: Settings, fresh_databases: Databases
) -> None:
    with psycopg.connect(fresh_databases.main) as connection:
        connection.execute(
            "INSERT INTO log_head (log, community, origin, opening, position)"
            " VALUES (1, 'huaqing', 'huaqing.example', '{}', 0)"
        )
        connection.execute(
            "INSERT INTO projection_stop (projection, version, log, reason)"
            " VALUES ('words', 1, 1, 'KeyError: a stone lies here')"
        )
    theirs = replace(settings, database_url=fresh_databases.main, keys_url=fresh_databases.keys)
    [found] = [finding for finding in examine(theirs) if not finding.well]
    assert found.english == "The view words of huaqing has stopped."
    assert found.advice == "KeyError: a stone lies here"
