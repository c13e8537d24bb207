"""尚在生效 — what still stands in a log under the names of one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.residents.events import MemberLeft, ResidentJoined, RoleGranted, RoleRevoked
from domain.suggestions.events import (
    StanceTaken,
    StanceWithdrawn,
    SuggestionSubmitted,
    SuggestionWithdrawn,
)
from infra.erasure_rows import LEAVE, ROLE, STANCE, SUGGESTION
from infra.mapper import event_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from domain.kernel import Event

WATCHED = (
    StanceTaken, StanceWithdrawn, SuggestionSubmitted, SuggestionWithdrawn,
    RoleGranted, RoleRevoked, ResidentJoined, MemberLeft,
)  # fmt: skip
BY_NAME = """
    SELECT e.position, e.data FROM event e WHERE e.log = %(log)s AND e.position = ANY(ARRAY(
        SELECT DISTINCT position FROM event_tag
        WHERE log = %(log)s AND tag = ANY(%(names)s) AND type = ANY(%(types)s)))
    ORDER BY e.position
"""


@dataclass(frozen=True)
class Standing:
    """Something under a name of the person that nothing has ended yet."""

    what: str
    name: str
    subject: str
    position: int


def office(role: str, scope: str | None) -> str:
    """A role and what it is for, as one text; a role has no blank."""
    return f"{role} {scope or ''}"


def entries_of(
    connection: Connection, log: int, names: Sequence[str], types: Sequence[str]
) -> list[tuple[int, Event]]:
    """Entries of these types that are tagged with any of these names, in order."""
    rows = connection.execute(
        BY_NAME, {"log": log, "names": list(names), "types": list(types)}
    ).fetchall()
    return [(position, event_of(bytes(data))) for position, data in rows]


def has_entries(connection: Connection, log: int, names: Sequence[str]) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM event_tag WHERE log = %s AND tag = ANY(%s))", (log, list(names))
    ).fetchone()
    return row == (True,)


def standing(connection: Connection, log: int, names: Sequence[str]) -> list[Standing]:
    """Stances, suggestions, offices and memberships that these names have and have not ended."""
    found: dict[tuple[str, str, str], int] = {}
    known = set(names)
    types = [kind.TOPIC for kind in WATCHED]
    for position, happened in entries_of(connection, log, names, types):
        key, begins = _told(happened)
        if key[1] not in known:
            continue  # Somebody else's act, about this person.
        if begins:
            found[key] = position
        else:
            found.pop(key, None)
    return [Standing(*key, position) for key, position in found.items()]


def _told(happened: Event) -> tuple[tuple[str, str, str], bool]:
    """What an entry begins or ends, and which of the two."""
    who = happened.act.who
    match happened:
        case StanceTaken(suggestion=suggestion) | StanceWithdrawn(suggestion=suggestion):
            return (STANCE, who, suggestion), isinstance(happened, StanceTaken)
        case (
            SuggestionSubmitted(suggestion=suggestion) | SuggestionWithdrawn(suggestion=suggestion)
        ):
            return (SUGGESTION, who, suggestion), isinstance(happened, SuggestionSubmitted)
        case (
            RoleGranted(holder=holder, role=role, scope=scope)
            | RoleRevoked(holder=holder, role=role, scope=scope)
        ):
            return (ROLE, holder, office(role, scope)), isinstance(happened, RoleGranted)
        case _:
            return (LEAVE, who, ""), isinstance(happened, ResidentJoined)
