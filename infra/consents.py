"""同意 — what is kept about children agrees with the log: consent, its end, and the band told last.

Only the leader that fills the words writes here, as it meets the entries; so nobody sees a page
that is behind a withdrawal. Every minute, and when it begins, it looks at all children again: a
year has passed, or somebody was killed between hiding words and recording why.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, LiteralString

from psycopg import Connection, InterfaceError, OperationalError

from domain.consent import consent_stands
from domain.residents.events import (
    UNDER_14,
    DetailsTold,
    GuardianConsented,
    GuardianConsentWithdrawn,
    MemberLeft,
    ResidentJoined,
)
from infra import children
from infra.children import Shelter
from infra.mapper import event_of
from infra.storing_words import refill
from infra.vault import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from domain.kernel import Event
    from infra.keys import Keys
    from infra.mapper import Fields

LOG = logging.getLogger(__name__)
TOLD = (ResidentJoined.TOPIC, DetailsTold.TOPIC)
CONSENTS = (GuardianConsented.TOPIC, GuardianConsentWithdrawn.TOPIC)
DECISIVE = [*TOLD, *CONSENTS, MemberLeft.TOPIC]
"""What can change how somebody's words are shown."""
OF_MEMBERS: LiteralString = """
    SELECT e.position, e.data FROM (SELECT DISTINCT position FROM event_tag
        WHERE log = %(log)s AND tag = ANY(%(members)s) AND type = ANY(%(topics)s)) AS t
    JOIN event e ON e.log = %(log)s AND e.position = t.position ORDER BY e.position
"""


def met(
    connection: Connection, keys: Keys, log: int, origin: str, upto: tuple[int, int], at: str
) -> None:
    """Settle whom the entries after one position, up to another, concern."""
    rows = connection.execute(
        "SELECT e.data FROM event_tag t JOIN event e USING (log, position) WHERE t.log = %s"
        " AND t.tag = '' AND t.type = ANY(%s) AND t.position > %s AND t.position <= %s",
        (log, DECISIVE, *upto),
    ).fetchall()
    settle(connection, keys, log, origin, {event_of(bytes(data)).act.who for (data,) in rows}, at)


def settle_all(connection: Connection, keys: Keys, at: str) -> None:
    """Settle every child, in every log."""
    known = set(children.sheltered_members(keys))
    for log, origin in connection.execute("SELECT log, origin FROM log_head").fetchall():
        rows = connection.execute(
            "SELECT e.data FROM event_tag t JOIN event e USING (log, position)"
            " WHERE t.log = %s AND t.tag = '' AND t.type = ANY(%s)",
            (log, list(CONSENTS)),
        ).fetchall()
        concerned = {event_of(bytes(data)).act.who for (data,) in rows}
        settle(connection, keys, log, origin, known | concerned, at)


def settle(
    connection: Connection, keys: Keys, log: int, origin: str, members: Iterable[str], at: str
) -> None:
    """Bring what is kept about these members of a roll to what the log and their age ask for."""
    wanted = list(members)
    if not wanted:
        return
    rows = connection.execute(
        OF_MEMBERS, {"log": log, "members": wanted, "topics": DECISIVE}
    ).fetchall()
    by_member: dict[str, dict[int, Event]] = {}
    for position, data in rows:
        event = event_of(bytes(data))
        by_member.setdefault(event.act.who, {})[position] = event
    bands = _bands(connection, keys, log, origin, by_member)
    children.shelter(
        keys, {member: _due(by_member[member], band, at) for member, band in bands.items()}
    )


def follow(connection: Connection, keys: Keys) -> None:
    """Show the words of everybody who has changed as they are to be shown now."""
    for change, names in children.changes(keys).items():
        with connection.transaction():
            refill(connection, keys, names)
        children.followed(keys, change)


def _due(known: Mapping[int, Event], band: str, at: str) -> Shelter:
    """What protects this member at this hour; of consent and withdrawal, the last word counts."""
    given: str | None = None
    for event in known.values():
        if isinstance(event, GuardianConsented):
            given = event.act.at
        elif isinstance(event, GuardianConsentWithdrawn | MemberLeft):
            given = None
    is_child = band == UNDER_14
    return Shelter(withheld=is_child and not consent_stands(given, at), unsigned=is_child)


def _bands(
    connection: Connection, keys: Keys, log: int, origin: str,
    by_member: Mapping[str, Mapping[int, Event]],
) -> dict[str, str]:  # fmt: skip
    """The age band that each told last, where it can still be opened."""
    told = {
        member: [p for p, event in known.items() if event.TOPIC in TOLD]
        for member, known in by_member.items()
    }
    kept = _opened(connection, keys, log, origin, [p for each in told.values() for p in each])
    bands = {
        member: [str(kept[p]["age_band"]) for p in positions if "age_band" in kept.get(p, {})]
        for member, positions in told.items()
    }
    return {member: each[-1] for member, each in bands.items() if each}


def _opened(
    connection: Connection, keys: Keys, log: int, origin: str, positions: Sequence[int]
) -> dict[int, Fields]:
    """Private fields; what cannot be read changes nothing: whoever is sheltered stays so."""
    try:
        found = opened(connection, keys, log, origin, positions)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it concerns one of them.
        if len(positions) == 1:
            LOG.error("Position %s of log %s: %s", positions[0], log, type(error).__name__)  # noqa: TRY400 - its message may quote somebody.
            return {}
        each = (_opened(connection, keys, log, origin, [position]) for position in positions)
        return {position: fields for some in each for position, fields in some.items()}
    return {position: fields for position, (_, fields) in found.items()}
