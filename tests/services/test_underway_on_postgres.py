"""Whoever asks too much, too slowly or for too long is told so, and nobody waits for ever."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from infra.app import Whole, create
from infra.installation import opened
from infra.supervisor import Databases
from services.underway import Limits
from tests.importing.importing import settings_of
from tests.services.calling import Caller
from tests.services.conftest import served

PROXYS, PHONE = "0c5fae1b-7f0d-4a55-9f43-7a2b6a0f2c11", "13812345678"
IN_ENGLISH = {"accept_language": "en", "accept": "text/html"}


@dataclass(frozen=True)
class House:
    """A served community whose limits a test may change."""

    app: Whole
    caller: Caller
    main: str

    @contextmanager
    def within(self, limits: Limits) -> Iterator[None]:
        usual, self.app.operating.underway.limits = self.app.operating.underway.limits, limits
        try:
            yield
        finally:
            self.app.operating.underway.limits = usual

    def said_to(self, beginning: bytes) -> str:
        """What is answered to somebody who never ends a request; the line is shut afterwards."""
        with socket.create_connection(("127.0.0.1", self.caller.port)) as line:
            line.sendall(beginning)
            return b"".join(iter(lambda: line.recv(65_536), b"")).decode()


@pytest.fixture
def house(fresh_databases: Databases, tmp_path: Path) -> Iterator[House]:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings) as installation:
        installation.communities.found(installation.writer, "lin", "临江")
    app = create(settings)
    assert isinstance(app, Whole)
    with served(app) as port:
        yield House(app, Caller(port, "lin").saying(**IN_ENGLISH), fresh_databases.main)


def test_every_answer_tells_the_id_of_its_request(house: House) -> None:
    def told(given: str) -> str:
        return house.caller.saying(x_request_id=given).get("log").headers["x-request-id"]

    assert told(PROXYS) == PROXYS
    own = told(PHONE)
    assert PHONE not in own
    assert len(own) == len(told("0" * 33)) == 32
    assert told("0" * 32) == "0" * 32
    missing = house.caller.get("/nowhere")
    assert (missing.status, len(missing.headers["x-request-id"])) == (404, 32)


def test_a_full_server_says_so_and_shows_its_operator_how_it_stands(house: House) -> None:
    with house.within(Limits(requests=0)):
        api, page = house.caller.get("log"), house.caller.get("/c/lin/suggestions")
        assert (api.status, api.problem) == (503, "busy")
        assert page.status == 503
        assert "please try again in a few seconds" in page.body.decode()
        assert all("retry-after" in answer.headers for answer in (api, page))
        assert "content-security-policy" in page.headers
        assert house.caller.get("/metrics").status == 200
    assert house.caller.get("log").status == 200


@pytest.mark.parametrize("limits", [Limits(pause=0.1), Limits(body=0.1)])
def test_whoever_never_ends_a_request_is_told_and_the_line_is_shut(
    house: House, limits: Limits
) -> None:
    head = (
        b"POST %s HTTP/1.1\r\nhost: linli\r\ncontent-type: application/x-www-form-urlencoded\r\n"
        b"content-length: 100\r\n\r\nlogin="
    )
    with house.within(limits):
        api = house.said_to(head % b"/api/v1/c/lin/sessions")
        page = house.said_to(head % b"/c/lin/sign-in")
    assert api.startswith("HTTP/1.1 408 ")
    assert "/problems/too-slow" in api
    assert page.startswith("HTTP/1.1 408 ")


def test_an_answer_that_takes_too_long_is_given_up_and_says_so(house: House) -> None:
    with psycopg.connect(house.main) as connection:
        connection.execute("LOCK TABLE suggestions IN ACCESS EXCLUSIVE MODE")
        with house.within(Limits(answer=0.1)):
            api, page = house.caller.get("suggestions"), house.caller.get("/c/lin/suggestions")
    assert (api.status, api.problem) == (503, "too-late")
    assert (page.status, "please look before you send it again" in page.body.decode()) == (
        503,
        True,
    )
    assert all("retry-after" in answer.headers for answer in (api, page))
    assert house.caller.get("suggestions").status == 200
    assert not house.app.operating.underway.asked


def test_a_mistake_of_ours_tells_the_id_under_which_it_is_found(house: House) -> None:
    with psycopg.connect(house.main) as connection:
        connection.execute("DROP TABLE policies")
    for address in ("policies", "/c/lin/policies"):
        answer = house.caller.get(address)
        assert (answer.status, len(answer.headers["x-request-id"])) == (500, 32)


def test_no_statement_and_no_idle_transaction_lasts_for_ever(
    fresh_databases: Databases, tmp_path: Path
) -> None:
    with opened(settings_of(fresh_databases, tmp_path / "home")) as installation:
        for pool in (installation.main, installation.keys.pool):
            with pool.connection() as connection:
                assert connection.execute("SHOW statement_timeout").fetchone() == ("30s",)
                idle = connection.execute("SHOW idle_in_transaction_session_timeout").fetchone()
                assert idle == ("1min",)
