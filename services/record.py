"""存证 — the record as others may read it: raw entries, private fields, waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community


@dataclass(frozen=True)
class Lag:
    """How one projection stands: what it has folded, the head, and why it stopped, if it did."""

    projection: str
    log: int
    position: int
    head: int
    stopped: str | None
    rebuilt: int | None = None
    """How far a rebuild beside it has come, if there is one."""


class NotYetVisible(Exception):
    """What you asked to see is recorded, but not yet shown: please try again in a moment."""


class Unreachable(Exception):
    """The record cannot be reached right now. Nothing is lost: please try again in a minute."""


class Record(Protocol):
    """Reads of the log and the vault that need no view."""

    async def communities(self) -> list[Community]: ...

    async def community(self, slug: str) -> Community | None: ...

    async def head(self, community: Community) -> int: ...

    async def opening(self, community: Community) -> bytes:
        """Entry 0."""
        ...

    async def entries(self, community: Community, first: int, count: int) -> list[bytes]:
        """The exact bytes of entries from position `first` (0 is the opening entry)."""
        ...

    async def private(
        self, community: Community, positions: Sequence[int]
    ) -> dict[int, dict[str, str]]:
        """Opened private fields by position, where they still exist. Callers check who asks.

        What people told the roll is left out: that is opened by `services.contacts` alone.
        """
        ...

    async def details(
        self, community: Community, positions: Sequence[int]
    ) -> dict[int, dict[str, str]]:
        """The same for what people told the roll; only `services.contacts` asks for it."""
        ...

    async def wait(self, community: Community, after: int) -> None:
        """Wait until every view shows position `after`; raises `NotYetVisible` when it is late."""
        ...

    async def lags(self) -> list[Lag]: ...
