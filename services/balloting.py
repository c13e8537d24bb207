"""投票的钥匙 — the port of what polls need from the keys database: keys, papers, households."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from projections.views import Community


class Ballots(Protocol):
    """Ballots are sealed under the key of their poll; nothing here tells what one of them says."""

    async def make_key(self, community: Community, poll: str) -> None:
        """The key of a poll, committed before the poll opens (T1); asked again, it is the same."""
        ...

    async def matches(
        self, community: Community, paper_position: int, choice: Sequence[int]
    ) -> bool:
        """Whether the second person read the same as the first from a sheet of paper.

        `paper_position` is where the casting from the sheet stands. Of what was cast without
        paper nothing is compared: there it never matches.
        """
        ...

    async def household_name(self, community: Community, person: UUID, poll: str) -> str | None:
        """Under which name the household of a person votes in this poll, stored before first use.

        It is the household of the first asking: whoever moves while the poll runs keeps the name.
        None for whoever is known to belong to no household.
        """
        ...
