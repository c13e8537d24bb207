"""视图 — how questions reach the tables: a community, and a reader of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Community:
    """A community and its log. `log` is a local number; `origin` names the log in the world."""

    log: int
    slug: str
    origin: str
    name: str
    time_zone: str
    sample: bool


class Views(Protocol):
    """Reads rows from PostgreSQL by SQL with named parameters `%(name)s`; one dict a row."""

    async def rows(
        self, sql: LiteralString, parameters: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]: ...
