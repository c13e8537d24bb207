"""居委会席位 — who has a seat in a committee today, and what an operator reads when nobody has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.kernel import Act
from domain.residents.events import RoleGranted, RoleRevoked
from domain.standing import COMMITTEE
from infra.findings import Finding, amiss, well
from infra.mapper import event_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from psycopg import Connection

GIVEN_AND_ENDED = """
    SELECT data FROM event WHERE log = %s AND type = ANY(%s) ORDER BY position
"""


def seats(connection: Connection, log: int, now: datetime) -> set[str] | None:
    """Who has a seat for the whole community at this moment; None where nobody ever had one."""
    types = [RoleGranted.TOPIC, RoleRevoked.TOPIC]
    at, until_of, known = Act.of("system", now).at, dict[str, str | None](), False
    for (data,) in connection.execute(GIVEN_AND_ENDED, (log, types)):
        match event_of(bytes(data)):
            case RoleGranted(holder=holder, role=role, scope=None, until=until) if (
                role == COMMITTEE
            ):
                until_of[holder], known = until, True
            case RoleRevoked(holder=holder, role=role, scope=None) if role == COMMITTEE:
                until_of.pop(holder, None)
    if not known:
        return None
    return {holder for holder, until in until_of.items() if until is None or at < until}


def is_left_by_all(connection: Connection, log: int, now: datetime) -> bool:
    """Whether there was a committee, and nobody has a seat in it any more."""
    return seats(connection, log, now) == set()


def is_left_without(
    connection: Connection, log: int, now: datetime, holders: Collection[str]
) -> bool:
    """Whether these holders have the last seats."""
    standing = seats(connection, log, now) or set()
    return bool(standing) and standing <= set(holders)


def way_back(slug: str) -> str:
    """The verb for it, as it is typed."""
    return f"linli appoint {slug} LOGIN --handle NAME"


def committees(connection: Connection, now: datetime) -> list[Finding]:
    """For each community, whether anybody could still give a role."""
    logs = connection.execute("SELECT log, community FROM log_head ORDER BY log").fetchall()
    empty = [slug for log, slug in logs if is_left_by_all(connection, log, now)]
    return [
        amiss(
            f"社区 {slug} 没有任何在任的居委会成员，没有人能授予职责。",
            f"No committee office stands in {slug}: nobody can give a role there.",
            f"请任命一位有登录名的人 Appoint somebody who has a log-in: {way_back(slug)}",
        )
        for slug in empty
    ] or [well("各社区的居委会都有人在任。", "Every committee that there was has a member.")]
