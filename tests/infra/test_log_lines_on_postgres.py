"""No log quotes what somebody typed: neither the server's own nor that of PostgreSQL."""

import json
import logging
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest
from pydantic import TypeAdapter

from infra.log_lines import AsJson, Discreet
from infra.operating import leaves_a_line
from infra.settings import Settings
from infra.supervisor import Databases
from services.request_ids import REQUEST_ID

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


@pytest.fixture
def request_id() -> Iterator[str]:
    token = REQUEST_ID.set("0" * 32)
    yield "0" * 32
    REQUEST_ID.reset(token)


def test_every_line_of_a_request_tells_its_id(request_id: str) -> None:
    failed = KeyError(TYPED)
    assert line("This went wrong.", failed).startswith(f"This went wrong. [{request_id}]")
    told = json.loads(line("This went wrong.\n", failed, form=AsJson()))
    assert (told["message"], told["request"]) == ("This went wrong.", request_id)
    assert (told["level"], told["logger"]) == ("ERROR", "uvicorn.error")
    assert "KeyError" in told["failure"]
    assert TYPED not in json.dumps(told, ensure_ascii=False)


def test_a_line_without_a_request_names_none() -> None:
    assert line("It starts.", None) == "It starts."
    assert json.loads(line("It starts.", None, form=AsJson()))["request"] is None


def test_a_task_that_nobody_awaited_is_not_quoted_as_json_either() -> None:
    said = f"Task exception was never retrieved\nfuture: <Task exception=KeyError('{TYPED}')>"
    told = json.loads(line(said, None, "asyncio", AsJson()))
    assert told["message"] == "Task exception was never retrieved"


def test_what_somebody_does_leaves_no_line_unless_it_fails() -> None:
    guest: dict[str, object] = {"headers": []}
    known = {"headers": [(b"cookie", b"linli_session_lin=x")]}
    assert leaves_a_line({"method": "GET", **guest}, 200)
    assert not leaves_a_line({"method": "GET", **known}, 200)
    assert not leaves_a_line({"method": "POST", **guest}, 201)
    assert not leaves_a_line({"method": "PUT", **known}, 201)
    assert leaves_a_line({"method": "PUT", **known}, 503)


def line(
    message: str,
    failed: BaseException | None,
    logger: str = "uvicorn.error",
    form: logging.Formatter | None = None,
) -> str:
    told = (type(failed), failed, failed.__traceback__) if failed else None
    record = logging.LogRecord(logger, logging.ERROR, sys.path[0], 1, message, None, told)
    return (form or Discreet("%(message)s")).format(record)
