"""清痕 scrub — removes from files what rows leave behind in them once they are deleted.

A deleted row stays in its table until somebody writes over it, its values in the statistics of the
planner, and all of it in the write-ahead log. Here every table is written anew, and the log goes on
in a new file while the old ones are removed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from psycopg import Connection, connect, sql
from psycopg.errors import DeadlockDetected, InternalError_, LockNotAvailable, UndefinedTable

from infra.settings import OperatorError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from infra.settings import Settings
    from infra.supervisor import Databases

    Progress = Callable[[int, int], None]

# Whoever waits behind us for a table waits no longer than this; then others go first.
LOCK_TIMEOUT_MS = 2_000
LOCK_TRIES_MAX = 100
READERS_S_MAX = 120.0
LOOK_S = 0.1
SWITCHES_MAX = 1_000
CATALOG = "pg_catalog"
LOGS = ("postgres.log", "supervisor.log")
# Statistics last: writing a table anew writes its statistics anew, which leaves the old ones dead.
TABLES = """
    SELECT n.nspname, c.relname, pg_has_role(c.relowner, 'USAGE')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
    ORDER BY n.nspname = 'pg_catalog', c.relname LIKE 'pg_statistic%', c.relname
"""
OLD_READERS = """
    SELECT coalesce(nullif(application_name, ''), backend_type) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND greatest(age(backend_xmin), age(backend_xid)) > age(%(mark)s::text::xid)
"""
# An empty table would keep those from when it was not. They are made anew in the same breath.
FORGET_STATISTICS = """
    DELETE FROM pg_statistic WHERE starelid = to_regclass(%(table)s)
    OR starelid IN (SELECT indexrelid FROM pg_index WHERE indrelid = to_regclass(%(table)s))
"""
SEGMENT = "SELECT pg_walfile_name(pg_current_wal_insert_lsn())"
LAST_SEGMENT = "SELECT max(name) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'"
# What no program can promise, said as it is.
FREED_BLOCKS = (
    "blocks that the file system has freed and not yet written over, its snapshots, and swap"
    " 文件系统已释放但尚未覆盖的磁盘块、快照与交换区"
)
BACK_UPS = "every back-up and copy made before 以前的一切备份和副本"
THEIR_LOG = (
    "the write-ahead log of your PostgreSQL, its archives and its replicas"
    " 您的 PostgreSQL 的预写日志、归档与副本"
)
THEIR_MESSAGES = "the log of your PostgreSQL 您的 PostgreSQL 的运行日志"
THEIR_STATISTICS = (
    "the statistics of the planner, which belong to another role: let it run VACUUM FULL on"
    " pg_statistic in both databases"
    " 属于其他角色的统计表：请由该角色在两个数据库中对 pg_statistic 执行 VACUUM FULL"
)


class StillRead(OperatorError):
    """Somebody has been reading the old rows for so long that they cannot be removed yet."""


class OldLogKept(OperatorError):
    """Old write-ahead log is kept by this server, so what was deleted can still be read in it."""


@dataclass(frozen=True)
class Scrubbed:
    """How many tables were written anew, and what may still hold what was deleted."""

    tables: int
    out_of_reach: Sequence[str]


def scrub(settings: Settings, databases: Databases, on_progress: Progress) -> Scrubbed:
    """Of both databases; progress is (done, all) over their tables."""
    ours = settings.database_url is None
    with (
        connect(databases.main, autocommit=True) as main,
        connect(databases.keys, autocommit=True) as keys,
    ):
        listed = [(each, each.execute(TABLES).fetchall()) for each in (main, keys)]
        total, done, everywhere = sum(len(tables) for _, tables in listed), 0, True
        for connection, tables in listed:
            _wait_for_old_readers(connection)
            reached = (CATALOG, "pg_statistic", True) in tables
            for schema, name, owned in tables:
                if owned:
                    _write_anew(connection, schema, name, forget=reached and schema != CATALOG)
                done += 1
                on_progress(done, total)
            everywhere &= reached
        if ours:
            _leave_old_log(main)
    if ours:
        _forget_logs(settings)
        return Scrubbed(total, (FREED_BLOCKS, BACK_UPS))
    theirs = (THEIR_LOG, THEIR_MESSAGES) if everywhere else (
        THEIR_STATISTICS, THEIR_LOG, THEIR_MESSAGES,
    )  # fmt: skip
    return Scrubbed(total, (*theirs, FREED_BLOCKS, BACK_UPS))


def _wait_for_old_readers(connection: Connection) -> None:
    """A row that somebody's snapshot still shows would be carried over into the new table."""
    [mark] = connection.execute("SELECT pg_current_xact_id()::xid::text").fetchone() or ("0",)
    deadline = monotonic() + READERS_S_MAX
    while readers := connection.execute(OLD_READERS, {"mark": mark}).fetchall():
        if monotonic() > deadline:
            names = ", ".join(sorted({name for (name,) in readers}))
            raise StillRead(f"{StillRead.__doc__} 仍有程序在读旧数据，请稍后再试。 {names}")
        Event().wait(LOOK_S)  # PostgreSQL tells nobody when a snapshot ends.


def _write_anew(connection: Connection, schema: str, name: str, *, forget: bool) -> None:
    table = sql.Identifier(schema, name)
    connection.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
    for attempt in range(1, LOCK_TRIES_MAX + 1):
        try:
            if forget:
                connection.execute(FORGET_STATISTICS, {"table": table.as_string(connection)})
            # A table that a rebuild has swapped away in the meantime needs nothing any more.
            with suppress(UndefinedTable):
                connection.execute(sql.SQL("VACUUM (FULL, ANALYZE) {}").format(table))
        except (LockNotAvailable, DeadlockDetected, InternalError_):
            # The last: somebody else has just written the statistics of this table.
            if attempt == LOCK_TRIES_MAX:
                raise
        else:
            return


def _leave_old_log(connection: Connection) -> None:
    """Go on in a new file of the write-ahead log, and have every older one removed."""
    if connection.execute("SHOW wal_recycle").fetchone() != ("off",):
        raise OldLogKept(
            f"{OldLogKept.__doc__} It was started by an older Linli: stop everything, start again,"
            " and scrub again. 数据库由旧版启动，请停止后重新启动，再清一次。"
        )
    # Files for later use may be old ones under new names: they are passed by as well.
    [last] = connection.execute(LAST_SEGMENT).fetchone() or ("",)
    connection.execute("CHECKPOINT")
    for _ in range(SWITCHES_MAX):
        # A switch needs something to stand in the file that is left, and in the next one.
        connection.execute("SELECT pg_logical_emit_message(false, 'linli', '')")
        connection.execute("SELECT pg_switch_wal()")
        connection.execute("SELECT pg_logical_emit_message(false, 'linli', '')")
        [current] = connection.execute(SEGMENT).fetchone() or ("",)
        if current > last:
            break
    connection.execute("CHECKPOINT")
    kept = connection.execute(
        "SELECT count(*) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$' AND name < %s",
        (current,),
    ).fetchone()
    if kept != (0,):
        raise OldLogKept(
            f"{OldLogKept.__doc__} A replication slot or wal_keep_size may ask for it. "
            "旧的预写日志仍被保留：请检查复制槽和 wal_keep_size。"
        )


def _forget_logs(settings: Settings) -> None:
    """Logs say nothing about anybody; those of an older version may."""
    for name in LOGS:
        log = settings.home / name
        # Whoever writes it appends, and so goes on at its new beginning.
        with suppress(FileNotFoundError):
            os.truncate(log, 0)
        log.with_suffix(".log.1").unlink(missing_ok=True)
