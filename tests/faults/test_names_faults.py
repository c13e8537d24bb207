"""PostgreSQL crashes right after an entry was recorded: the name that it uses is there as well."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from typing import TYPE_CHECKING
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from domain.kernel import Act
from domain.residents.events import ADULT
from domain.residents.join_community import JoinCommunity
from infra.identity import PersonalIdentity
from infra.recognising import as_lasting
from infra.record import PostgresViews
from tests.infra.installation import server_of, until_gone
from tests.record.town import NOON, Town, town

if TYPE_CHECKING:
    from infra.settings import Settings

CRASHES = 3
PEOPLE = 20


def named(there: Town, people: list[UUID]) -> list[str]:
    """The names that a server would give them, stored as a server stores them."""
    databases, settings = there.installation.supervised.databases, there.installation.settings
    how = {"autocommit": True, "options": as_lasting(settings)}

    async def asked() -> list[list[str]]:
        async with AsyncConnectionPool(databases.keys, open=False, kwargs=how) as pool:
            identity = PersonalIdentity(there.installation.accounts, PostgresViews(pool))
            asking = (identity.names(person, there.community, "member") for person in people)
            return await asyncio.gather(*asking)

    return [name for [name] in asyncio.run(asked())]


def test_no_entry_outlives_the_name_that_it_uses(place: Settings) -> None:
    assert "off" in as_lasting(place)
    with town(place) as there:
        for crash in range(CRASHES):
            people = there.installation.keys.new_people(
                [f"person/{crash}/{number}" for number in range(PEOPLE)]
            )
            commands = [
                JoinCommunity(
                    act=Act.of(name, NOON), channel="web", name="王小明",
                    household="3-2-501", age_band=ADULT,
                )
                for name in named(there, people)
            ]  # fmt: skip
            there.recorded(*commands)
            server = server_of(place)
            os.kill(server, signal.SIGKILL)
            until_gone(server)
            there.installation.supervised.ensure()
        used = {json.loads(data)["by"] for _, _, data in there.entries()}
        stored = {name for (name,) in there.rows("SELECT name FROM name", keys=True)}
        members = {name for name in used if name.startswith("member:")}
        assert len(members) == CRASHES * PEOPLE
        assert members <= stored
