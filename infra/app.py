"""组合 — the composition root of the server: the only place where everything meets."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Any, NamedTuple

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
from infra.metrics import Measured
from infra.operating import Operating
from infra.pictures import PostgresPictures
from infra.process import die_with_parent, spare_the_collector, take_short_turns
from infra.recognising import as_lasting
from infra.record import PostgresRecord, PostgresViews
from infra.roll import KeptRoll
from infra.runner import Runner
from infra.sample.logins import demo_logins
from infra.settings import Settings
from infra.visits import KeptVisits
from infra.words import WordsFiller
from services import routers as api
from services.linli import Linli
from services.pages import routers as pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp

    from infra.installation import Installation

# All connections of one process together are half of what PostgreSQL takes by default.
READ_CONNECTIONS_MAX = 12
QUICK_CONNECTIONS_MAX = 4
# A question that takes longer is given up: nobody waits that long, and others want to read too.
READ_MS_MAX = 10_000
# To plan what the head of a page asks takes longer than to answer it.
PLANNED_ONCE = "-c plan_cache_mode=force_generic_plan"


class Whole(FastAPI):
    """An application with the layer of the operator outside all others, that of mistakes too."""

    def __init__(self, operating: Operating, **named: Any) -> None:  # noqa: ANN401 - FastAPI's own.
        super().__init__(**named)
        self.operating = operating

    def build_middleware_stack(self) -> ASGIApp:
        return self.operating.around(super().build_middleware_stack())


def create(settings: Settings | None = None) -> FastAPI:
    """The application of one server process, over the installation that the settings name."""
    asked = settings or Settings.from_env()
    parent = parent_process()
    if parent is not None and parent.pid is not None:
        # One of several workers: none of them outlives the process that started it.
        die_with_parent(parent.pid)

    operating = Operating()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with opened(asked) as installation:
            async with running(installation, operating) as linli:
                app.state.linli = linli
                spare_the_collector()
                take_short_turns()
                yield

    app = Whole(
        operating,
        title="邻里 Linli",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        telemetry=api.QUIET,
    )
    api.install(app)
    pages.install(app)
    return app


@asynccontextmanager
async def running(
    installation: Installation, operating: Operating | None = None
) -> AsyncIterator[Linli]:
    """All that runs beside the routes: bell, projections, words, eraser, closer, and the door."""
    operating = operating or Operating()
    bell = Bell(installation.conninfo)
    runner = Runner(installation.conninfo, bell)
    filler = WordsFiller(installation.conninfo, installation.keys, bell, installation.clock)
    erasing = Erasing(installation)
    eraser = Eraser(erasing)
    door = GroupDoor(installation.writer)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(operating.watching(installation.writer, runner, bell, door))
        for part in (bell, runner, filler, eraser, Closer(installation)):
            part.start()
            stack.callback(part.stop)
        pools = await _pools(stack, installation)
        heartbeat = Heartbeat(installation)
        heartbeat.start()
        stack.push_async_callback(heartbeat.stop)
        # Whoever waits at the door is answered before anything else goes.
        stack.push_async_callback(door.close)
        yield _linli(installation, operating, door, runner, erasing, pools)


def _linli(
    installation: Installation,
    operating: Operating,
    door: GroupDoor,
    runner: Runner,
    erasing: Erasing,
    pools: Pools,
) -> Linli:
    """What the routes may use."""
    return Linli(
        door=operating.door(door),
        identity=PersonalIdentity(installation.accounts, PostgresViews(pools.people)),
        record=PostgresRecord(
            installation.main, installation.keys, installation.communities, runner
        ),
        views=PostgresViews(pools.reads),
        often=PostgresViews(pools.often),
        visits=KeptVisits(pools.visits, installation.clock),
        contact_log=PostgresContactLog(installation.keys.pool, installation.clock),
        erasures=PostgresErasures(erasing.rows, installation.clock),
        pictures=PostgresPictures(installation.main, installation.keys),
        roll=KeptRoll(installation.keys, installation.clock),
        ballots=SealedBallots(installation.main, installation.keys, installation.clock),
        inbox=KeptInbox(installation.keys.pool),
        measures=Measured(installation.main, operating.counting.heard),
        metrics_token=installation.settings.metrics_token,
        clock=installation.clock,
        chance=lambda: fresh_id(installation.chance, "id"),
        public_url=installation.settings.public_url,
        demo=demo_logins(installation),
    )


class Pools(NamedTuple):
    """For views, for what every request asks, and for people, whose names are also stored so."""

    reads: AsyncConnectionPool
    often: AsyncConnectionPool
    visits: AsyncConnectionPool
    people: AsyncConnectionPool


async def _pools(stack: AsyncExitStack, installation: Installation) -> Pools:
    databases = installation.supervised.databases
    asked = (
        (databases.main, "", READ_CONNECTIONS_MAX),
        (databases.main, PLANNED_ONCE, QUICK_CONNECTIONS_MAX),
        (databases.keys, PLANNED_ONCE, QUICK_CONNECTIONS_MAX),
        (
            databases.keys,
            f"{PLANNED_ONCE} {as_lasting(installation.settings)}",
            QUICK_CONNECTIONS_MAX,
        ),
    )
    return Pools(*[await stack.enter_async_context(_reads(*each)) for each in asked])


def _reads(conninfo: str, how: str, most: int) -> AsyncConnectionPool:
    """Connections that only read, each statement a transaction of its own."""
    return AsyncConnectionPool(
        conninfo,
        min_size=1,
        max_size=most,
        kwargs={"options": f"-c statement_timeout={READ_MS_MAX} {how}", "autocommit": True},
        timeout=CONNECT_S_MAX,
        open=False,
    )
