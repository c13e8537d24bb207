"""No log quotes what somebody typed: neither the server's own nor that of PostgreSQL."""

import logging
import sys
from collections.abc import Callable

import psycopg
import pytest
from pydantic import TypeAdapter

from infra.log_lines import Discreet
from infra.settings import Settings
from infra.supervisor import Databases

TYPED = "canary-jinsique-金丝雀"
LOG_IN = "INSERT INTO account (id, origin, login, password, person) SELECT gen_random_uuid(), 'o', %s, 'p', id FROM person"  # noqa: E501


def taken_log_in(connection: psycopg.Connection) -> None:
    connection.execute("INSERT INTO person VALUES (gen_random_uuid(), '', '')")
    for _ in range(2):
        connection.execute(LOG_IN, (TYPED,))


def no_number(connection: psycopg.Connection) -> None:
    connection.execute("SELECT %s::int", (TYPED,))


def no_such_table(connection: psycopg.Connection) -> None:
    connection.execute(f"SELECT FROM nowhere WHERE login = '{TYPED}'")


def too_slow(connection: psycopg.Connection) -> None:
    connection.execute(f"SET statement_timeout = 10; SELECT '{TYPED}', pg_sleep(10)")


def thrown_out(connection: psycopg.Connection) -> None:
    connection.execute(f"SELECT pg_terminate_backend(pg_backend_pid()), '{TYPED}'")


def no_value_of_a_model(_: psycopg.Connection) -> None:
    TypeAdapter(int).validate_python(TYPED)


MISHAPS = [taken_log_in, no_number, no_such_table, too_slow, thrown_out, no_value_of_a_model]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_whatever_goes_wrong_no_log_quotes_what_was_typed(
    fresh_databases: Databases,
    settings: Settings,
    mishap: Callable[[psycopg.Connection], None],
) -> None:
    with psycopg.connect(fresh_databases.keys, autocommit=True) as connection:
        try:
            mishap(connection)
        except Exception as failed:  # noqa: BLE001 - as a server meets it.
            written = line("This went wrong.", failed)
        else:
            pytest.fail("Nothing went wrong.")
    assert TYPED not in written
    assert mishap.__name__ in written
    assert TYPED.encode() not in (settings.home / "postgres.log").read_bytes()


def test_what_comes_from_the_machine_is_written_as_it_is() -> None:
    written = line("This went wrong.", OSError("No space left on device"))
    assert "OSError: No space left on device" in written


def test_of_nested_mishaps_each_is_named_and_none_is_quoted() -> None:
    nested = ExceptionGroup(TYPED, [ValueError(TYPED)])
    nested.__cause__ = KeyError(TYPED)
    written = line("This went wrong.", nested)
    assert all(kind in written for kind in ("KeyError", "ValueError", "ExceptionGroup"))
    assert TYPED not in written


def test_a_task_that_nobody_awaited_is_not_quoted() -> None:
    said = f"Task exception was never retrieved\nfuture: <Task exception=KeyError('{TYPED}')>"
    assert line(said, None, "asyncio") == "Task exception was never retrieved"


def line(message: str, failed: BaseException | None, logger: str = "uvicorn.error") -> str:
    told = (type(failed), failed, failed.__traceback__) if failed else None
    record = logging.LogRecord(logger, logging.ERROR, sys.path[0], 1, message, None, told)
    return Discreet("%(message)s").format(record)
