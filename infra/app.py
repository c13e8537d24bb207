"""组合 — the composition root of the server: the only place where everything meets."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool

from infra.ballots import SealedBallots
from infra.bell import Bell
from infra.chance import fresh_id
from infra.closer import Closer
from infra.contact_log import PostgresContactLog
from infra.door import GroupDoor
from infra.door_open import Heartbeat
from infra.eraser import Eraser
from infra.erasing import Erasing
from infra.erasure_rows import PostgresErasures
from infra.identity import PersonalIdentity
from infra.inbox import KeptInbox
from infra.installation import CONNECT_S_MAX, opened
from infra.pictures import PostgresPictures
from infra.process import die_with_parent
from infra.record import PostgresRecord, PostgresViews
from infra.roll import KeptRoll
from infra.runner import Runner
from infra.sample.logins import demo_logins
from infra.settings import Settings
from infra.words import WordsFiller
from services import routers as api
from services.linli import Linli
from services.pages import routers as pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from infra.installation import Installation

READ_CONNECTIONS_MAX = 12
# A question that takes longer is given up: nobody waits that long, and others want to read too.
READ_MS_MAX = 10_000


def create(settings: Settings | None = None) -> FastAPI:
    """The application of one server process, over the installation that the settings name."""
    asked = settings or Settings.from_env()
    parent = parent_process()
    if parent is not None and parent.pid is not None:
        # One of several workers: none of them outlives the process that started it.
        die_with_parent(parent.pid)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with opened(asked) as installation:
            async with running(installation) as linli:
                app.state.linli = linli
                yield

    app = FastAPI(title="邻里 Linli", lifespan=lifespan, openapi_url=None, docs_url=None)
    api.install(app)
    pages.install(app)
    return app


@asynccontextmanager
async def running(installation: Installation) -> AsyncIterator[Linli]:
    """All that runs beside the routes: bell, projections, words, eraser, closer, and the door."""
    bell = Bell(installation.conninfo)
    runner = Runner(installation.conninfo, bell)
    filler = WordsFiller(installation.conninfo, installation.keys, bell, installation.clock)
    erasing = Erasing(installation)
    eraser = Eraser(erasing)
    door = GroupDoor(installation.writer)
    async with AsyncExitStack() as stack:
        for part in (bell, runner, filler, eraser, Closer(installation)):
            part.start()
            stack.callback(part.stop)
        reads = await stack.enter_async_context(_reads(installation))
        heartbeat = Heartbeat(installation)
        heartbeat.start()
        stack.push_async_callback(heartbeat.stop)
        # Whoever waits at the door is answered before anything else goes.
        stack.push_async_callback(door.close)
        yield Linli(
            door=door,
            identity=PersonalIdentity(installation.accounts),
            record=PostgresRecord(
                installation.main, installation.keys, installation.communities, runner
            ),
            views=PostgresViews(reads),
            contact_log=PostgresContactLog(installation.keys.pool, installation.clock),
            erasures=PostgresErasures(erasing.rows, installation.clock),
            pictures=PostgresPictures(installation.main, installation.keys),
            roll=KeptRoll(installation.keys, installation.clock),
            ballots=SealedBallots(installation.main, installation.keys, installation.clock),
            inbox=KeptInbox(installation.keys.pool),
            clock=installation.clock,
            chance=lambda: fresh_id(installation.chance, "id"),
            public_url=installation.settings.public_url,
            demo=demo_logins(installation),
        )


def _reads(installation: Installation) -> AsyncConnectionPool:
    return AsyncConnectionPool(
        installation.conninfo,
        min_size=1,
        max_size=READ_CONNECTIONS_MAX,
        kwargs={"options": f"-c statement_timeout={READ_MS_MAX}"},
        timeout=CONNECT_S_MAX,
        check=AsyncConnectionPool.check_connection,
        open=False,
    )
