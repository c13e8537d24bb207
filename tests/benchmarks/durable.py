"""耐久 — an installation of a benchmark's own, with a durable PostgreSQL, gone when it is over."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from psycopg import sql

from infra.binaries import binaries, data_folder
from infra.chance import Clock
from infra.installation import Installation, opened, utc_now
from infra.postgres import MAIN, PORT, ROLE, socket_folder
from infra.settings import Settings
from tests.benchmarks.measuring import Cpu, Run

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
INSERTING = (
    "INSERT INTO control (id, version, topic, state)"
    " VALUES (gen_random_uuid(), 1, 'voting.VoteCast.1', '{state}');\n"
)
STATE_BYTES = 300


class NotDurable(RuntimeError):
    """A rate on a server that may lose what it has answered would be no rate."""


@contextmanager
def installation_of_its_own(*, clock: Clock = utc_now) -> Iterator[Installation]:
    """In a temporary folder, whatever the environment says about other databases."""
    with TemporaryDirectory(prefix="linli-bench-") as folder:
        settings = replace(
            Settings.from_env(), home=Path(folder) / "home", database_url=None, keys_url=None
        )
        with opened(settings, clock=clock) as installation:
            must_be_durable(installation)
            yield installation


def must_be_durable(installation: Installation) -> None:
    with installation.main.connection() as connection:
        for setting in DURABLE:
            row = connection.execute("SELECT current_setting(%s)", (setting,)).fetchone()
            if row != ("on",):
                raise NotDurable(setting)


def cpu_of(installation: Installation) -> Cpu:
    return Cpu(data_folder(installation.settings.home))


def pgbench(installation: Installation, seconds: int, clients: int = 64) -> Run:
    """Durable INSERTs of one row each, in a table laid out as the library's: so many a second."""
    home = installation.settings.home
    with installation.main.connection() as connection:
        connection.execute("DROP TABLE IF EXISTS control")
        connection.execute(
            "CREATE TABLE control (id uuid NOT NULL, version bigint NOT NULL, topic text,"
            " state bytea, notification_id bigserial UNIQUE, PRIMARY KEY (id, version))"
        )
    script = home / "control.sql"
    script.write_text(INSERTING.format(state="x" * STATE_BYTES), encoding="utf-8")
    cpu = cpu_of(installation)
    said = subprocess.run(
        [binaries(installation.settings).folder / "pgbench", "--no-vacuum", "-M", "prepared",
         "-h", socket_folder(home), "-p", PORT, "-U", ROLE, "-f", script, "-j", "2",
         "-c", str(clients), "-T", str(seconds), MAIN],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    [done] = re.findall(r"number of transactions actually processed: (\d+)", said)
    [rate] = re.findall(r"tps = ([\d.]+) \(without", said)
    # What pgbench itself spends is not counted: it is no part of a server's work.
    return replace(cpu.each(float(rate), int(done)), cpu_us_client=None)


def analyze(installation: Installation) -> None:
    """Let the planner know what autovacuum would soon tell it."""
    with installation.main.connection() as connection:
        connection.autocommit = True
        connection.execute(sql.SQL("ANALYZE"))
