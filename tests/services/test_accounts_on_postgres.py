"""Accounts as the keys database holds them: one transaction, tokens that end, few at a time."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from infra.hashing import HASHINGS_WAITING_MAX, Hashing
from infra.identity import TOKENS_PER_ACCOUNT_MAX
from infra.installation import Installation, opened, utc_now
from infra.own_account import TOKEN_AGE_MAX
from infra.supervisor import Databases
from projections.views import Community
from services.door import Busy
from services.identity import LoginTaken, TooManyTokens
from tests.importing.importing import settings_of

PASSWORD = "four words make one"


@dataclass(frozen=True)
class House:
    """An installation with one community, whose clock the test moves."""

    installation: Installation
    community: Community
    time: SimpleNamespace

    def people(self) -> int:
        with self.installation.keys.pool.connection() as connection:
            row = connection.execute("SELECT count(*) FROM person").fetchone()
        return row[0] if row else 0


@pytest.fixture
def house(fresh_databases: Databases, tmp_path: Path) -> Iterator[House]:
    time = SimpleNamespace(now=utc_now())
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings, clock=lambda: time.now) as installation:
        community = installation.communities.found(installation.writer, "lin", "临江")
        yield House(installation, community, time)


def test_a_login_that_is_taken_leaves_no_person_behind(house: House) -> None:
    accounts = house.installation.accounts
    accounts.register(house.community, "xiaoming", PASSWORD)
    before = house.people()
    with pytest.raises(LoginTaken):
        accounts.register(house.community, "xiaoming", PASSWORD)
    assert house.people() == before


def test_a_token_ends_after_ninety_days(house: House) -> None:
    accounts = house.installation.accounts
    account = accounts.register(house.community, "xiaoming", PASSWORD)
    token = accounts.make_api_token(account)
    house.time.now += TOKEN_AGE_MAX - timedelta(seconds=1)
    assert accounts.by_api_token(house.community, token) == account
    house.time.now += timedelta(seconds=1)
    assert accounts.by_api_token(house.community, token) is None
    assert accounts.api_tokens(account) == 0


def test_tokens_that_have_ended_make_room(house: House) -> None:
    accounts = house.installation.accounts
    account = accounts.register(house.community, "xiaoming", PASSWORD)
    for _ in range(TOKENS_PER_ACCOUNT_MAX):
        accounts.make_api_token(account)
    with pytest.raises(TooManyTokens):
        accounts.make_api_token(account)
    house.time.now += TOKEN_AGE_MAX
    accounts.make_api_token(account)
    assert accounts.api_tokens(account) == 1


def test_the_same_request_at_the_desk_is_the_same_person(house: House) -> None:
    accounts = house.installation.accounts
    request = house.installation.keys.new_person("a number like any other")
    assert accounts.new_person(request) == accounts.new_person(request)
    assert accounts.new_person(None) != accounts.new_person(None)


def test_only_so_many_passwords_wait_to_be_hashed() -> None:
    async def crowd() -> list[object]:
        hashing, gate = Hashing(), Event()
        waiting = [asyncio.create_task(hashing.run(gate.wait)) for _ in range(HASHINGS_WAITING_MAX)]
        await asyncio.sleep(0)
        try:
            with pytest.raises(Busy):
                await hashing.run(gate.wait)
        finally:
            gate.set()
        await asyncio.gather(*waiting)
        return [await hashing.run(len, "abc"), hashing.waiting]

    assert asyncio.run(crowd()) == [3, 0]
