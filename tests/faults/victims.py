"""The processes of PostgreSQL that a test may kill, in the middle of whatever they do."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

import psycopg

from infra.postgres import MAIN, conninfo
from infra.settings import Settings
from tests.faults.serving import children_of
from tests.infra.installation import server_of, supervisor_of, until_gone

A_BACKEND = """
    SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'
    AND pid <> pg_backend_pid() ORDER BY state = 'active' DESC, random() LIMIT 1
"""


@dataclass(frozen=True)
class PostgresAtWork:
    """The server of an installation, and who looks after it."""

    place: Settings

    def the_postmaster(self) -> None:
        _kill(server_of(self.place))

    def a_backend(self) -> None:
        """PostgreSQL then ends all sessions and recovers, as after a crash."""
        with psycopg.connect(conninfo(self.place.home, MAIN), autocommit=True) as connection:
            [(pid,)] = connection.execute(A_BACKEND).fetchall()
        assert pid in children_of(server_of(self.place))
        _kill(pid)

    def the_supervisor(self) -> None:
        _kill(supervisor_of(self.place))


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    until_gone(pid)
