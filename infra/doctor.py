"""体检 doctor — says in both languages what is well here and what is amiss."""

import stat
import sys
from datetime import UTC, datetime

import psycopg

from infra.binaries import binaries
from infra.committees import committees
from infra.findings import Finding, amiss, well
from infra.migrate import pending
from infra.poll_check import polls
from infra.privacy_check import erasures, server_log
from infra.settings import OperatorError, Settings
from infra.supervisor import Databases, joined

PYTHON_LEAST = (3, 11)

# Positions are gapless and begin at 1, so three numbers must agree in every log.
LOGS = """
SELECT head.community, head.position, count(event.position), coalesce(max(event.position), 0)
FROM log_head AS head LEFT JOIN event USING (log)
GROUP BY head.log, head.community, head.position ORDER BY head.log
"""
STOPS = """
SELECT head.community, stop.projection, stop.reason
FROM projection_stop AS stop JOIN log_head AS head USING (log) ORDER BY 1, 2
"""


def examine(settings: Settings) -> list[Finding]:
    findings = [_python()]
    if settings.database_url is None:
        findings += [_programs(settings), _home(settings)]
    try:
        with joined(settings) as databases:
            findings += _databases(databases)
    except (OperatorError, psycopg.Error) as reason:
        findings.append(_unreachable(reason))
    return findings


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON_LEAST:
        return well(f"Python 版本 {version} 合适。", f"Python {version} is recent enough.")
    return amiss(
        f"Python 版本 {version} 太旧。",
        f"Python {version} is too old.",
        "安装 Python 3.11 或更新版本。 Install Python 3.11 or newer.",
    )


def _programs(settings: Settings) -> Finding:
    try:
        found = binaries(settings)
    except OperatorError as reason:
        return amiss("没有可用的 PostgreSQL 程序。", "No usable PostgreSQL programs.", str(reason))
    return well(
        f"PostgreSQL {found.major} 程序可用。",
        f"The programs of PostgreSQL {found.major} are in {found.folder}.",
    )


def _home(settings: Settings) -> Finding:
    try:
        mode = stat.S_IMODE(settings.home.stat().st_mode)
    except FileNotFoundError:
        return well(
            f"数据目录 {settings.home} 将在首次启动时建立。",
            "The home does not exist yet; the first start makes it.",
        )
    if mode & 0o077:
        return amiss(
            f"数据目录 {settings.home} 对他人开放（{mode:04o}）。",
            f"The home is open to others ({mode:04o}).",
            f"chmod 700 {settings.home}",
        )
    return well(
        f"数据目录 {settings.home} 仅本人可读。", "The home is readable by its owner alone."
    )


def _unreachable(reason: Exception) -> Finding:
    return amiss("数据库连不上。", "The databases cannot be reached.", str(reason).strip())


def _databases(databases: Databases) -> list[Finding]:
    findings = []
    for name, conninfo in (("main", databases.main), ("keys", databases.keys)):
        with psycopg.connect(conninfo) as connection:
            version = connection.info.server_version // 10_000
        findings.append(
            well(
                f"数据库 {name} 可用（PostgreSQL {version}）。",
                f"The database {name} answers (PostgreSQL {version}).",
            )
        )
        findings.append(_migrations(name, conninfo))
    findings += _logs(databases.main) + _stops(databases.main) + _committees(databases.main)
    return findings + erasures(databases) + polls(databases) + server_log(databases.main)


def _migrations(name: str, conninfo: str) -> Finding:
    try:
        missing = pending(conninfo, name)
    except OperatorError as reason:
        return amiss(
            f"数据库 {name} 的迁移与文件不符。",
            f"The migrations of {name} do not fit the files.",
            str(reason),
        )
    if missing:
        return amiss(
            f"数据库 {name} 还有 {len(missing)} 个迁移未执行。",
            f"The database {name} lacks {len(missing)} migrations.",
            "运行 linli run 会自动执行。 Starting linli run applies them.",
        )
    return well(f"数据库 {name} 的迁移已全部执行。", f"All migrations of {name} are applied.")


def _logs(conninfo: str) -> list[Finding]:
    with psycopg.connect(conninfo) as connection:
        present = connection.execute(
            "SELECT to_regclass('log_head') IS NOT NULL AND to_regclass('event') IS NOT NULL"
        ).fetchone()
        rows = connection.execute(LOGS).fetchall() if present == (True,) else []
    if not rows:
        return [well("还没有任何社区的日志。", "There is no log of a community yet.")]
    return [_log(*row) for row in rows]


def _committees(conninfo: str) -> list[Finding]:
    with psycopg.connect(conninfo) as connection:
        present = connection.execute("SELECT to_regclass('event') IS NOT NULL").fetchone()
        return committees(connection, datetime.now(UTC)) if present == (True,) else []


def _stops(conninfo: str) -> list[Finding]:
    """What the public page of health only says in a sentence stands here word for word."""
    with psycopg.connect(conninfo) as connection:
        present = connection.execute("SELECT to_regclass('projection_stop') IS NOT NULL").fetchone()
        rows = connection.execute(STOPS).fetchall() if present == (True,) else []
    return [
        amiss(
            f"社区 {community} 的视图 {projection} 停下了。",
            f"The view {projection} of {community} has stopped.",
            reason,
        )
        for community, projection, reason in rows
    ]


def _log(community: str, head: int, count: int, last: int) -> Finding:
    if head == count == last:
        return well(
            f"社区 {community} 的日志完整，共 {head} 条。",
            f"The log of {community} is complete: {head} entries.",
        )
    return amiss(
        f"社区 {community} 的日志不完整：头 {head}，计数 {count}，最后位置 {last}。",
        f"The log of {community} is broken: head {head}, {count} entries, last position {last}.",
        "停止写入并从备份恢复。 Stop writing and restore from a backup.",
    )
