"""What strangers meet: little room for floods, no inside words on the health page, a warning."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from infra.app import create
from infra.installation import opened
from infra.supervisor import Databases
from services.arrivals import Arrivals
from services.counting import Count
from tests.importing.importing import settings_of
from tests.services.calling import Answer, Caller
from tests.services.conftest import PASSWORD, served

REASON = "KeyError: a stone lies here"
STOP = """
    INSERT INTO projection_stop (projection, version, log, reason)
    SELECT projection, version, log, %s FROM checkpoint LIMIT 1
"""


@dataclass(frozen=True)
class House:
    """A sample community into which two may come in an hour, and its main database."""

    caller: Caller
    main: str

    def joins(self, login: str) -> Answer:
        """By the page."""
        words = {"login": login, "password": PASSWORD, "name": "王小明", "age_band": "18-and-over"}
        form = self.caller.saying(content_type="application/x-www-form-urlencoded")
        return form.send("POST", "/c/lin/join", urlencode(words).encode())

    def registers(self, login: str) -> Answer:
        return self.caller.post("accounts", {"login": login, "password": PASSWORD})


@pytest.fixture
def house(fresh_databases: Databases, tmp_path: Path) -> Iterator[House]:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings) as installation:
        installation.communities.found(installation.writer, "lin", "临江", sample=True)
    app = create(settings)
    with served(app) as port:
        two, many = (Count(most, timedelta(hours=1)) for most in (2, 100))
        app.state.linli = replace(app.state.linli, arrivals=Arrivals(two, many))
        yield House(Caller(port, "lin"), fresh_databases.main)


def test_a_flood_of_newcomers_is_asked_to_wait(house: House) -> None:
    assert house.joins("xiaoming").status == 303
    assert house.registers("xiaohong").status == 201
    answer = house.registers("xiaogang")
    assert (answer.status, answer.problem) == (429, "too-many-arrivals")
    page = house.joins("xiaogang")
    assert page.status == 429
    assert "请过一小时再试，或者到服务台来" in page.body.decode()


def test_the_roll_has_its_own_limit_beside_that_of_accounts(house: House) -> None:
    callers = []
    for login in ("xiaoming", "xiaohong"):
        house.registers(login)
        session = house.caller.post("sessions", {"login": login, "password": PASSWORD})
        caller = house.caller.saying(cookie=session.cookie)
        callers.append(caller.saying(x_csrf_token=session.json["csrf"]))
    myself = {"name": "王小明", "age_band": "18-and-over"}
    joined = [caller.post("residents", myself) for caller in (*callers, callers[0])]
    assert [answer.status for answer in joined] == [201, 201, 429]


def test_why_a_view_has_stopped_is_not_for_strangers(house: House) -> None:
    position = house.caller.get("log").json["position"]
    assert house.caller.get(f"policies?after={position}").status == 200
    with psycopg.connect(house.main) as connection:
        connection.execute(STOP, (REASON,))
    api, page = house.caller.get("/api/v1/health"), house.caller.get("/health")
    for answer in (api, page):
        text = answer.body.decode()
        assert (answer.status, "stone" in text, "KeyError" in text) == (503, False, False)
        assert "原因由管理员用 linli doctor 查看" in text
    assert api.json["well"] is False


def test_a_sample_warns_before_anything_real_is_typed_in(house: House) -> None:
    for page in ("join", "sign-in"):
        assert "请不要填真实的姓名" in house.caller.get(f"/c/lin/{page}").body.decode()
