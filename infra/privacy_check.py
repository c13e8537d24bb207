"""隐私体检 — erasures that are late or undone, and a server's log that quotes people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import Connection, connect

from infra.destroying import come_back
from infra.findings import Finding, amiss, well

if TYPE_CHECKING:
    from infra.supervisor import Databases

# Whoever starts this server after a pause has its steps spread over the next day. Until then, and
# where a step fails each time, one is there that should have been taken.
LATE = """
    SELECT count(*) FROM erasure e LEFT JOIN LATERAL (
        SELECT min(due_at) AS next FROM erasure_step s WHERE s.erasure = e.id
    ) AS step ON true
    WHERE CASE WHEN drawn THEN coalesce(next, due_at) ELSE begins_at END
        < now() - interval '1 hour'
"""
# These let nothing of a statement that fails or is slow into the log of the server.
KEEPS_QUIET = {
    "log_statement": ("none",),
    "log_min_duration_statement": ("-1",),
    "log_min_messages": ("log", "fatal", "panic"),
}


def erasures(databases: Databases) -> list[Finding]:
    with connect(databases.main) as main, connect(databases.keys) as keys:
        if not (_has(main, "vault") and _has(keys, "erasure")):
            return []
        [late] = keys.execute(LATE).fetchone() or (0,)
        back = len(come_back(main, keys))
    findings = []
    if late:
        findings.append(
            amiss(
                f"有 {late} 次抹除落后或停滞。",
                f"{late} erasures are behind, or stuck.",
                "保持 linli serve 运行；原因见其日志。 Keep linli serve running; its log says why.",
            )
        )
    if back:
        findings.append(
            amiss(
                f"有 {back} 个已抹除的人因恢复旧的密钥备份而重新出现。",
                f"{back} erased people are back from an old back-up of the keys.",
                "运行 Run: linli erase --again",
            )
        )
    return findings or [well("没有逾期或被撤销的抹除。", "No erasure is late or undone.")]


def server_log(conninfo: str) -> list[Finding]:
    with connect(conninfo) as connection:
        loud = [
            name
            for name, quiet in KEEPS_QUIET.items()
            if connection.execute(f"SHOW {name}").fetchone() not in {(each,) for each in quiet}
        ]
        [broken] = connection.execute(
            "SELECT coalesce(sum(checksum_failures), 0) FROM pg_stat_database"
        ).fetchone() or (0,)
    silent = "The log of PostgreSQL quotes nobody."
    quiet = (
        amiss(
            "PostgreSQL 的运行日志可能写下人们输入的内容。",
            "The log of PostgreSQL may quote what people type.",
            "请设置 Set " + ", ".join(f"{n} = {KEEPS_QUIET[n][0]}" for n in loud),
        )
        if loud
        else well("PostgreSQL 的运行日志不引用任何人的输入。", silent)
    )
    if not broken:
        return [quiet]
    return [
        quiet,
        amiss(
            f"PostgreSQL 发现 {broken} 个损坏的数据块。",
            f"PostgreSQL has met {broken} damaged blocks.",
            "停止写入并从备份恢复。 Stop writing and restore from a backup.",
        ),
    ]


def _has(connection: Connection, table: str) -> bool:
    return connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone() == (True,)
