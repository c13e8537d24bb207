"""对照 — the real server, and beside its votes the routes that they are compared with.

Each control stands at an address like that of a vote and is asked by the same request:
`authenticated` asks for all that a vote asks for (permission, session, token, poll, body, key of
the request) and stores nothing; `inserted` stores one row durably and asks for nothing; `empty`
does neither.
"""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from fastapi import Response
from psycopg_pool import AsyncConnectionPool

from infra.postgres import MAIN, conninfo
from infra.serving import serve
from infra.settings import Settings
from services import permissions, votes
from services.answers import Receipt, receipt
from services.asking import TheDeciding
from services.door import Recorded
from services.http import After
from services.permissions import ANYBODY, SIGNED_IN
from services.voting import ThePolling
from services.voting_bodies import Voting

LINES: Final = {
    "PUT /c/{community}/polls/{poll}/authenticated": SIGNED_IN,
    "PUT /c/{community}/polls/{poll}/inserted": ANYBODY,
    "PUT /c/{community}/polls/{poll}/empty": ANYBODY,
}
INSERT: Final = (
    "INSERT INTO control (id, version, topic, state) VALUES (%s, 1, 'voting.VoteCast.1', %s)"
)
STATE: Final = b"x" * 300
CONNECTIONS: Final = 8

settings = Settings.from_env()
control = AsyncConnectionPool(
    conninfo(settings.home, MAIN),
    min_size=CONNECTIONS,
    kwargs={"autocommit": True},
    open=False,
)


@votes.router.put(
    "/polls/{poll}/authenticated", response_model=Receipt, status_code=201, dependencies=[After]
)
async def authenticated(poll: ThePolling, voting: Voting, deciding: TheDeciding) -> Response:
    return receipt(Recorded(deciding.community.origin, len(poll.scope), len(voting.choice)))


@votes.router.put("/polls/{poll}/inserted")
async def inserted() -> Response:
    await control.open()
    async with control.connection() as connection:
        await connection.execute(INSERT, (uuid4(), STATE))
    return Response(status_code=201)


@votes.router.put("/polls/{poll}/empty")
async def empty() -> Response:
    return Response(status_code=201)


if __name__ == "__main__":
    assert isinstance(permissions.API, dict)  # The server of a benchmark alone is opened wider.
    permissions.API.update(LINES)
    serve(settings)
