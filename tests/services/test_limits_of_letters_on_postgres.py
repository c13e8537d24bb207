"""What a letter is good for: so many people, from wherever, and no guessing at those of others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI

from infra.app import create
from infra.households import Households
from infra.installation import opened
from infra.supervisor import Databases
from services.arrivals import Arrivals
from services.counting import Count
from services.pages.households import reachable_only_here
from services.roll import CODE_ALPHABET, CODE_PEOPLE_MAX
from services.tries import WRONG_CODES_FROM_ONE_ADDRESS_MAX
from tests.importing.importing import settings_of
from tests.services.browsing import text_of
from tests.services.calling import Answer, Caller
from tests.services.conftest import PASSWORD, served

PUBLIC = "https://linli.example.org/xiaoqu"
WRONG = [letter * 10 for letter in CODE_ALPHABET]


@dataclass(frozen=True)
class House:
    """A community with one household, into which one may come in an hour without a letter."""

    app: FastAPI
    caller: Caller
    code: str

    def joins(self, login: str, code: str, address: str = "192.0.2.1") -> Answer:
        """By the page, with a new log-in, through a proxy on this machine."""
        words = {
            "login": login, "password": PASSWORD, "name": f"姓{login}",
            "age_band": "18-and-over", "code": code,
        }  # fmt: skip
        form = self.caller.saying(
            content_type="application/x-www-form-urlencoded", x_forwarded_for=address
        )
        return form.send("POST", "/c/lin/join", urlencode(words).encode())

    def has_log_in(self, login: str) -> bool:
        return self.caller.post("sessions", {"login": login, "password": PASSWORD}).status == 201

    def letters(self) -> str:
        session = self.caller.post("sessions", {"login": "chair", "password": PASSWORD})
        head = self.caller.get("log").json["position"]
        chair = self.caller.saying(cookie=session.cookie)
        return text_of(chair.get(f"/c/lin/registrar/letters?after={head}"))


@pytest.fixture
def house(fresh_databases: Databases, tmp_path: Path) -> Iterator[House]:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings) as installation:
        lin = installation.communities.found(installation.writer, "lin", "临江")
        chair = installation.communities.appoint(installation.writer, lin, "chair")
        installation.accounts.register(lin, "chair", PASSWORD, staff=chair)
        homes = Households(installation.keys, installation.clock)
        homes.make(lin.origin, ["1-1-101"])
        [home] = homes.all(lin.origin)
    app = create(settings)
    with served(app) as port:
        one, many = (Count(most, timedelta(hours=1)) for most in (1, 100))
        app.state.linli = replace(app.state.linli, arrivals=Arrivals(one, many))
        yield House(app, Caller(port, "lin"), home.code)


def test_a_whole_household_joins_from_one_address_and_who_comes_too_late_leaves_no_log_in(
    house: House,
) -> None:
    for number in range(CODE_PEOPLE_MAX):
        assert house.joins(f"one-of-us-{number}", house.code).status == 303
    late = house.joins("too-late", house.code)
    assert late.status == 422
    assert "用这封信加入的人数已满" in text_of(late)
    assert not house.has_log_in("too-late")
    # Without a letter, one may come in an hour.
    assert house.joins("without-1", "").status == 303
    assert house.joins("without-2", "").status == 429


def test_a_letter_of_ones_own_does_not_make_guessing_free(house: House) -> None:
    said = []
    for number, wrong in enumerate(WRONG[: WRONG_CODES_FROM_ONE_ADDRESS_MAX + 1]):
        said.append(house.joins(f"guesser-{number}", wrong).status)
        if number < CODE_PEOPLE_MAX // 2:
            assert house.joins(f"right-{number}", house.code).status == 303
    assert said == [422] * WRONG_CODES_FROM_ONE_ADDRESS_MAX + [429]
    assert not house.has_log_in("guesser-0")


def test_no_household_shuts_the_letters_of_the_others(house: House) -> None:
    for wrong in WRONG:
        house.joins("guesser", wrong)
    assert house.joins("guesser", house.code).status == 429
    assert house.joins("neighbour", house.code, "192.0.2.2").status == 303


def test_letters_that_open_on_this_computer_only_are_not_to_be_printed(house: House) -> None:
    shown = house.letters()
    assert "请先不要打印" in shown
    assert f"http://127.0.0.1:{house.caller.port}/c/lin/join?code={house.code}" in shown


def test_letters_lead_where_the_operator_says(house: House) -> None:
    house.app.state.linli = replace(house.app.state.linli, public_url=PUBLIC)
    shown = house.letters()
    assert "请先不要打印" not in shown
    assert f"{PUBLIC}/c/lin/join?code={house.code}" in shown
    assert "127.0.0.1" not in shown


@pytest.mark.parametrize(
    ("base", "only_here"),
    [
        ("http://127.0.0.1:8123", True),
        ("http://[::1]:8000", True),
        ("http://192.168.1.20", True),
        ("http://10.0.0.3:8000", True),
        ("http://localhost", True),
        ("http://office-pc:8000", True),
        ("http://printer.local", True),
        ("https://linli.example.org", False),
        ("http://8.8.8.8", False),
    ],
)
def test_an_address_of_the_house_leads_nowhere_from_a_telephone(
    base: str, *, only_here: bool
) -> None:
    assert reachable_only_here(base) is only_here
