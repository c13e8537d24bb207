"""页首 heads — what the head of every page says to somebody: roles in force, and what is new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

from projections.inbox import UNSEEN, UNSEEN_MAX

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from projections.views import Community, Views

HEAD: LiteralString = f"""
    SELECT ARRAY(
        SELECT role FROM offices WHERE log = %(log)s AND holder = ANY(%(my_offices)s::text[])
            AND standing AND scope = '' AND (until IS NULL OR until > %(my_now)s)) AS my_roles,
        ({UNSEEN}) AS my_unseen
"""  # noqa: S608 - the part stands in `inbox.py`.
# A page that is empty has a head all the same, as one row without a line.
WITH_HEAD: LiteralString = """
    SELECT head.*, page.* FROM ({head}) AS head LEFT JOIN (
        SELECT row_number() OVER () AS my_line, asked.* FROM ({asked}) AS asked) AS page ON true
    ORDER BY my_line
"""


@dataclass(frozen=True, slots=True)
class Head:
    """The roles that somebody holds for the whole community, and how many notices are new."""

    roles: frozenset[str] = frozenset()
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is signed in: all names, those that may hold an office, and the last look."""

    community: Community
    names: Sequence[str]
    holders: Sequence[str]
    seen: int
    at: str
    """The present, as an entry time."""

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "log": self.community.log, "my_names": list(self.names), "my_now": self.at,
            "my_offices": list(self.holders), "my_seen": self.seen, "my_most": UNSEEN_MAX,
        }  # fmt: skip


async def head(views: Views, reader: Reader) -> Head:
    [row] = await views.rows(HEAD, reader.parameters)
    return _head(row)


class ViewsWithHead:
    """Implements `projections.views.Views`: whatever is asked first brings the head along."""

    def __init__(self, views: Views, reader: Reader) -> None:
        self.views, self.reader = views, reader
        self._found: Head | None = None

    async def head(self) -> Head:
        """The head, by a question of its own only if nothing was asked yet."""
        if self._found is None:
            self._found = await head(self.views, self.reader)
        return self._found

    async def rows(
        self, sql: LiteralString, parameters: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        if self._found is not None:
            return await self.views.rows(sql, parameters)
        rows = await self.views.rows(
            WITH_HEAD.format(head=HEAD, asked=sql), {**(parameters or {}), **self.reader.parameters}
        )
        self._found = _head(rows[0])
        lines = [row for row in rows if row.pop("my_line") is not None]
        for row in lines:
            del row["my_roles"], row["my_unseen"]
        return lines


def _head(row: Mapping[str, Any]) -> Head:
    return Head(frozenset(row["my_roles"]), row["my_unseen"])
