"""Sessions and names of all who ask at the same moment, looked up together and as they are now."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TypeVar
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from infra.identity import PersonalIdentity
from infra.installation import Installation, opened
from infra.own_account import SESSION_AGE_MAX
from infra.record import PostgresViews
from infra.supervisor import Databases
from projections.views import Community
from services.identity import NobodyThere
from tests.importing.importing import settings_of
from tests.record.town import NOON
from tests.waiting import until

PASSWORD = "four words make one"
SCOPES = ("voice:2026", "member")
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
Found = TypeVar("Found")


@dataclass
class House:
    """A community and its accounts, and an identity that asks from an event loop of its own."""

    installation: Installation
    community: Community
    hour: list[datetime]

    @property
    def keys_url(self) -> str:
        return self.installation.supervised.databases.keys

    def person(self) -> UUID:
        return self.installation.keys.new_person("somebody")

    def asked(self, asking: Callable[[PersonalIdentity], Awaitable[Found]]) -> Found:
        async def ask() -> Found:
            pool = AsyncConnectionPool(self.keys_url, open=False, kwargs={"autocommit": True})
            async with pool:
                accounts = self.installation.accounts
                return await asking(PersonalIdentity(accounts, PostgresViews(pool)))

        return asyncio.run(ask())

    def names(self, *people: UUID) -> list[list[str] | BaseException]:
        """The names of all of them, asked at the same moment."""
        return self.asked(
            lambda identity: asyncio.gather(
                *(identity.names(person, self.community, *SCOPES) for person in people),
                return_exceptions=True,
            )
        )

    def stored(self, person: UUID) -> list[str]:
        with psycopg.connect(self.keys_url) as connection:
            rows = connection.execute("SELECT name FROM name WHERE person = %s", (person,))
            return sorted(name for (name,) in rows)


@pytest.fixture
def house(fresh_databases: Databases, tmp_path: Path) -> Iterator[House]:
    settings = settings_of(fresh_databases, tmp_path / "home")
    hour = [NOON]
    with opened(settings, clock=lambda: hour[0]) as installation:
        community = installation.communities.found(installation.writer, "lin", "临江")
        yield House(installation, community, hour)


def test_each_name_is_stored_when_it_is_given_out_and_is_that_of_the_log(house: House) -> None:
    first, second = house.person(), house.person()
    given = house.names(first, second, first)
    assert given[0] == given[2] != given[1]
    for person, names in zip((first, second), given[:2], strict=True):
        assert isinstance(names, list)
        assert house.stored(person) == sorted(names)
        keys, origin = house.installation.keys, house.community.origin
        assert names == [keys.names([person], origin, scope)[person] for scope in SCOPES]
    assert house.names(second) == given[1:2]


def test_of_many_who_ask_together_only_the_erased_get_no_names(house: House) -> None:
    gone, here = house.person(), house.person()
    with psycopg.connect(house.keys_url) as connection:
        connection.execute("DELETE FROM person WHERE id = %s", (gone,))
    nobody, names = house.names(gone, here)
    assert isinstance(nobody, NobodyThere)
    assert isinstance(names, list)
    assert house.stored(here) == sorted(names)


def test_a_name_that_was_given_out_goes_with_its_person_at_once(house: House) -> None:
    person = house.person()

    async def before_and_after(identity: PersonalIdentity) -> bool:
        await identity.names(person, house.community, *SCOPES)
        with psycopg.connect(house.keys_url) as connection:
            connection.execute("DELETE FROM person WHERE id = %s", (person,))
        try:
            await identity.names(person, house.community, *SCOPES)
        except NobodyThere:
            return True
        return False

    assert house.asked(before_and_after)
    assert house.stored(person) == []


def test_whoever_is_erased_while_a_name_is_asked_for_gets_none(house: House) -> None:
    person, other = house.person(), house.person()
    answers: list[list[str] | BaseException] = []
    with psycopg.connect(house.keys_url) as erasing:
        erasing.execute("SELECT FROM person WHERE id = %s FOR UPDATE", (person,))
        asking = Thread(target=lambda: answers.extend(house.names(person, other)))
        asking.start()
        with psycopg.connect(house.keys_url, autocommit=True) as looking:
            until(lambda: looking.execute(WAITING).fetchone() == (1,))
        erasing.execute("DELETE FROM person WHERE id = %s", (person,))
    asking.join()
    assert isinstance(answers[0], NobodyThere)
    assert house.stored(person) == []
    assert isinstance(answers[1], list)
    assert house.stored(other) == sorted(answers[1])


def test_a_session_is_known_as_long_as_it_lasts_and_only_in_its_community(house: House) -> None:
    accounts = house.installation.accounts
    account = accounts.register(house.community, "wang", PASSWORD)
    session = accounts.begin_session(account)
    elsewhere = house.installation.communities.found(house.installation.writer, "bei", "北区")

    async def known(identity: PersonalIdentity) -> list[object]:
        return list(
            await asyncio.gather(
                identity.session(house.community, session.token),
                identity.session(elsewhere, session.token),
                identity.session(house.community, "another"),
            )
        )

    assert house.asked(known) == [session, None, None]
    house.hour[0] = NOON + SESSION_AGE_MAX
    assert house.asked(known) == [None, None, None]
    house.hour[0] = NOON
    assert house.asked(known) == [session, None, None]
    accounts.sign_out(session.token)
    assert house.asked(known) == [None, None, None]


def test_a_token_that_was_revoked_is_not_known_any_more(house: House) -> None:
    accounts = house.installation.accounts
    account = accounts.register(house.community, "wang", PASSWORD)
    token = accounts.make_api_token(account)

    async def revoked(identity: PersonalIdentity) -> tuple[object, object]:
        before = await identity.by_api_token(house.community, token)
        await identity.revoke_api_tokens(account)
        return before, await identity.by_api_token(house.community, token)

    assert house.asked(revoked) == (account, None)


def test_whoever_is_here_is_found_when_what_was_kept_is_forgotten_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.recognising.SECRETS_KEPT_MAX", 2)
    one, other, third = (house.person() for _ in range(3))

    async def asking(identity: PersonalIdentity) -> list[list[str]]:
        for person in (one, other):
            await identity.names(person, house.community, *SCOPES)
        together = (identity.names(each, house.community, *SCOPES) for each in (one, other, third))
        return await asyncio.gather(*together)

    assert [sorted(names) for names in house.asked(asking)] == [
        house.stored(person) for person in (one, other, third)
    ]
