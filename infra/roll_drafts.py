"""草稿 — uploaded sheets between preview and confirmation, kept for a day at most.

A draft lies encrypted under the community's key, bound to the member of staff who brought it, and
is thrown away when it was confirmed, or when somebody of the community is erased. Old ones go also
when nobody asks for any.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import orjson

from infra.keys import seal, unseal
from services.roll import DRAFT_AGE_MAX, Amiss, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.chance import Clock
    from infra.keys import Keys


class Drafts:
    """Uploaded sheets between preview and confirmation."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self.keys, self.clock = keys, clock

    def keep(self, origin: str, staff: str, sheet: Sheet) -> UUID:
        draft, key = uuid4(), self.keys.community(origin).key
        sealed = seal(key, orjson.dumps(asdict(sheet)), _bound_to(origin, staff, draft))
        self.throw_away_old_ones()
        with self.keys.pool.connection() as connection:
            connection.execute(
                "INSERT INTO roll_draft (id, origin, staff, sheet, made_at)"
                " VALUES (%s, %s, %s, %s, %s)",
                (draft, origin, staff, sealed, self.clock()),
            )
        return draft

    def kept(self, origin: str, staff: str, draft: UUID) -> Sheet | None:
        self.throw_away_old_ones()
        with self.keys.pool.connection() as connection:
            row = connection.execute(
                "SELECT sheet FROM roll_draft WHERE id = %s AND origin = %s AND staff = %s",
                (draft, origin, staff),
            ).fetchone()
        if row is None:
            return None
        key = self.keys.community(origin).key
        said = orjson.loads(unseal(key, row[0], _bound_to(origin, staff, draft)))
        return Sheet(
            tuple(Row(**row) for row in said["rows"]),
            tuple(Amiss(**amiss) for amiss in said["amiss"]),
        )

    def throw_away(self, origin: str, staff: str, draft: UUID) -> None:
        with self.keys.pool.connection() as connection:
            connection.execute(
                "DELETE FROM roll_draft WHERE id = %s AND origin = %s AND staff = %s",
                (draft, origin, staff),
            )

    def throw_away_all(self, origins: Sequence[str]) -> None:
        """Those of whole communities: whoever is erased may stand in any of them, unseen."""
        with self.keys.pool.connection() as connection:
            connection.execute("DELETE FROM roll_draft WHERE origin = ANY(%s)", (list(origins),))

    def throw_away_old_ones(self) -> None:
        with self.keys.pool.connection() as connection:
            connection.execute(
                "DELETE FROM roll_draft WHERE made_at < %s", (self.clock() - DRAFT_AGE_MAX,)
            )


def _bound_to(origin: str, staff: str, draft: UUID) -> bytes:
    return f"linli/roll-draft/v1\0{origin}\0{staff}\0".encode() + draft.bytes
