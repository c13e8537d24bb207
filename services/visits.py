"""来访 visits — the port that says, at once, all that the keys know of whoever opens a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community
    from services.identity import Session


@dataclass(frozen=True)
class Visit:
    """A signed-in browser, every name of its person, and how far they have seen their notices."""

    session: Session
    names: Sequence[str]
    seen: int


class Visits(Protocol):
    """Looks up who comes; nothing is remembered, so that whoever was signed out is a guest."""

    async def of(self, community: Community, token: str) -> Visit | None: ...
