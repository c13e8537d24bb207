"""尚在生效 — what still stands in a log under the names of one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.residents.events import MemberLeft, ResidentJoined, RoleGranted, RoleRevoked
from domain.suggestions.events import (
    CommentSupported,
    CommentSupportWithdrawn,
    StanceTaken,
    StanceWithdrawn,
    SuggestionFollowed,
    SuggestionSubmitted,
    SuggestionUnfollowed,
    SuggestionWithdrawn,
    SupportCarried,
)
from infra.erasure_rows import FOLLOW, LEAVE, ROLE, STANCE, SUGGESTION, SUPPORT
from infra.mapper import event_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from domain.kernel import Event

BEGINNINGS = (
    StanceTaken, SupportCarried, SuggestionSubmitted, SuggestionFollowed, CommentSupported,
    RoleGranted, ResidentJoined,
)  # fmt: skip
ENDINGS = (
    StanceWithdrawn, SuggestionWithdrawn, SuggestionUnfollowed, CommentSupportWithdrawn,
    RoleRevoked, MemberLeft,
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
    """What these names have and have not ended: stances, follows, offices, memberships and so on.

    Votes are not among them: whoever is erased has voted.
    """
    found: dict[tuple[str, str, str], int] = {}
    known = set(names)
    types = [kind.TOPIC for kind in (*BEGINNINGS, *ENDINGS)]
    for position, happened in entries_of(connection, log, names, types):
        key = _told(happened)
        if key[1] not in known:
            continue  # Somebody else's act, about this person.
        if isinstance(happened, BEGINNINGS):
            found[key] = position
        else:
            found.pop(key, None)
    return [Standing(*key, position) for key, position in found.items()]


def _told(happened: Event) -> tuple[str, str, str]:
    """What an entry begins or ends: what it is, whose, and about what."""
    who = happened.act.who
    match happened:
        case SuggestionSubmitted(suggestion=about) | SuggestionWithdrawn(suggestion=about):
            return SUGGESTION, who, about
        case SuggestionFollowed(suggestion=about) | SuggestionUnfollowed(suggestion=about):
            return FOLLOW, who, about
        case (
            CommentSupported(suggestion=about, comment=comment)
            | CommentSupportWithdrawn(suggestion=about, comment=comment)
        ):
            return SUPPORT, who, f"{about} {comment}"
        case (
            RoleGranted(holder=holder, role=role, scope=scope)
            | RoleRevoked(holder=holder, role=role, scope=scope)
        ):
            return ROLE, holder, office(role, scope)
        case (
            StanceTaken(suggestion=about)
            | SupportCarried(suggestion=about)
            | StanceWithdrawn(suggestion=about)
        ):
            return STANCE, who, about
        case _:
            return LEAVE, who, ""
