"""安装 — one installation put together: databases, keys, writer, communities, accounts.

Every verb of `linli` and the server are built from this, beside a running server or alone.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

from psycopg_pool import ConnectionPool

from infra.chance import Chance, Clock, SystemChance
from infra.communities import Communities
from infra.identity import Accounts
from infra.keys import Keys, master_key, must_not_be_lost
from infra.migrate import migrate
from infra.settings import OperatorError
from infra.supervisor import Supervised
from infra.writer import PENS_MAX, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.settings import Settings
    from projections.views import Community

LOG = logging.getLogger(__name__)
MAIN_CONNECTIONS_MAX = 10
KEYS_CONNECTIONS_MAX = 8
CONNECT_S_MAX = 5
STATEMENT_TIMEOUT_MS = 30_000
# A process that stands still in the middle of a transaction may hold the pen of a log.
IDLE_TIMEOUT_MS = 60_000
LIMITS = (
    f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
    f" -c idle_in_transaction_session_timeout={IDLE_TIMEOUT_MS}"
)
LOOK_S = 0.5
LOOK_AGAIN_S = 10.0


class NoSuchCommunity(OperatorError):
    """There is no community of that name here."""


@dataclass(frozen=True)
class Installation:
    """The parts of one installation, joined."""

    settings: Settings
    supervised: Supervised
    main: ConnectionPool
    keys: Keys
    writer: Writer
    communities: Communities
    accounts: Accounts
    clock: Clock
    chance: Chance

    @property
    def conninfo(self) -> str:
        return self.supervised.databases.main

    def community(self, slug: str) -> Community:
        found = self.communities.named(slug)
        if found is None:
            message = f"No community is called {slug!r} here. 这里没有名为 {slug} 的社区。"
            raise NoSuchCommunity(message)
        return found


def utc_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def opened(
    settings: Settings, *, clock: Clock = utc_now, chance: Chance | None = None
) -> Iterator[Installation]:
    """Join or start the databases, bring them up to date, and put the parts together."""
    chance = chance or SystemChance()
    with ExitStack() as stack:
        supervised = stack.enter_context(Supervised(settings))
        migrate(supervised.databases.main, "main")
        migrate(supervised.databases.keys, "keys")
        main = stack.enter_context(_pool(supervised.databases.main, MAIN_CONNECTIONS_MAX))
        keys_pool = stack.enter_context(_pool(supervised.databases.keys, KEYS_CONNECTIONS_MAX))
        stack.enter_context(_looked_after(supervised))
        master = settings.home / "keys" / "master"
        must_not_be_lost(master, keys_pool)
        keys = Keys(keys_pool, master_key(master), chance)
        pens = stack.enter_context(_pens(supervised.databases.main))
        keys_of_pens = stack.enter_context(_pens(supervised.databases.keys))
        writer = Writer(
            pens, Keys(keys_of_pens, keys.master, chance), chance, clock, supervised.ensure
        )
        yield Installation(
            settings, supervised, main, keys, writer,
            Communities(main), Accounts(keys, clock), clock, chance,
        )  # fmt: skip


@contextmanager
def _looked_after(supervised: Supervised) -> Iterator[None]:
    """Bring PostgreSQL back when its supervisor has gone, also while nobody writes."""
    leaving = Event()

    def look() -> None:
        pause = LOOK_S
        while not leaving.wait(pause):
            try:
                supervised.look_after()
                pause = LOOK_S
            except (OperatorError, OSError):
                LOG.exception("PostgreSQL does not come back.")
                pause = LOOK_AGAIN_S

    thread = Thread(target=look, name="look-after", daemon=True)
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join()


def _pool(conninfo: str, size: int) -> ConnectionPool:
    """Connections are checked before use, so that a restart of PostgreSQL costs nobody an error."""
    return ConnectionPool(
        conninfo,
        min_size=1,
        max_size=size,
        timeout=CONNECT_S_MAX,
        check=ConnectionPool.check_connection,
        kwargs={"options": LIMITS},
        open=False,
    )


def _pens(conninfo: str) -> ConnectionPool:
    """The writer's own, for the door and whoever else decides: it tries again by itself."""
    return ConnectionPool(
        conninfo,
        min_size=1,
        max_size=2 * PENS_MAX,
        timeout=CONNECT_S_MAX,
        kwargs={"options": LIMITS, "autocommit": True},
        open=False,
    )
