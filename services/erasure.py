"""抹除 — asking that everything held about oneself is destroyed, with time to think it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from projections.views import Community

REFLECTION_DAYS = 3
"""Nothing happens, everything can still be used, and what was asked for may be taken back."""
SPREAD_DAYS = 4
"""Then stances, offices and membership end one by one, at random hours, and after them the rest."""


@dataclass(frozen=True)
class Erasure:
    """An erasure that was asked for: when, from when on it is carried out, by when it is done."""

    asked_at: datetime
    begins_at: datetime
    due_at: datetime

    def has_begun(self, now: datetime) -> bool:
        """From here on it cannot be taken back: some of it may be done already."""
        return now >= self.begins_at


class Erasures(Protocol):
    """What somebody may ask for on the own page. A person belongs to no more than one erasure."""

    async def ask(self, community: Community, person: UUID, now: datetime) -> Erasure:
        """Begin the waiting; who has asked before gets the first answer."""
        ...

    async def take_back(self, community: Community, person: UUID) -> bool:
        """Whether it could still be taken back; then nothing was done, and nothing is kept."""
        ...

    async def asked(self, community: Community, person: UUID) -> Erasure | None: ...
