"""门 — the one door for writes: a command goes in, and what was recorded comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from domain.kernel import Command
    from projections.views import Community

REQUEST_S_MAX: Final = 45
"""So long after its arrival a request may still be decided; then its caller must ask again.

A poll is closed a minute after its end: whoever came in time is decided before that, or told."""


@dataclass(frozen=True)
class Recorded:
    """The promise "recorded": the log's origin, its head after the decision, how many were new."""

    origin: str
    head: int
    count: int

    @property
    def position(self) -> int:
        """The last position of this decision; what to pass as `after=` to see it."""
        return self.head


@dataclass(frozen=True)
class RequestKey:
    """One request for ever: UUIDv5 of principal, method, path and client key; its body."""

    id: UUID
    body: bytes


class Busy(Exception):
    """Too many decisions are waiting at this moment: please try again in a few seconds."""


class RequestReused(Exception):
    """This request key was used before with other contents."""


class Door(Protocol):
    """Decides commands of one community in order, and answers each after COMMIT.

    Raises `Refused` (a rule said no), `Busy` (queue full, or waited too long since it arrived) or
    `RequestReused`.
    """

    async def decide(
        self,
        community: Community,
        command: Command,
        request: RequestKey | None = None,
        arrived: datetime | None = None,
    ) -> Recorded: ...
