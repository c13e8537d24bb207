"""选票 — polls in the keys database (`services.balloting.Ballots`): keys, papers, households."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.voting.events import BallotCast
from infra import poll_keys
from infra.households import Households
from infra.mapper import event_of
from infra.reaching import in_thread
from infra.vault import opened_ballots

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from psycopg_pool import ConnectionPool

    from infra.chance import Clock
    from infra.keys import Keys
    from projections.views import Community


class SealedBallots:
    """Implements `services.balloting.Ballots`."""

    def __init__(self, main: ConnectionPool, keys: Keys, clock: Clock) -> None:
        self.main, self.keys, self.clock = main, keys, clock
        self.households = Households(keys, clock)

    async def make_key(self, community: Community, poll: str) -> None:
        await in_thread(poll_keys.make, self.keys, community.origin, poll, self.clock())

    async def matches(
        self, community: Community, paper_position: int, choice: Sequence[int]
    ) -> bool:
        return await in_thread(self._matches, community, paper_position, tuple(choice))

    async def household_name(self, community: Community, person: UUID, poll: str) -> str | None:
        scope = household_scope(poll)
        return await in_thread(self.households.name_of, community.origin, person, scope)

    def _matches(self, community: Community, position: int, choice: tuple[int, ...]) -> bool:
        with self.main.connection() as connection:
            row = connection.execute(
                "SELECT data FROM event WHERE log = %s AND position = %s AND type = %s",
                (community.log, position, BallotCast.TOPIC),
            ).fetchone()
            cast = event_of(bytes(row[0])) if row else None
            if not isinstance(cast, BallotCast) or cast.paper is None:
                return False
            key = poll_keys.of(self.keys, community.origin, [cast.poll]).get(cast.poll)
            if key is None:
                return False
            found = opened_ballots(connection, key, community.log, community.origin, [position])
        return [said for _, said in found.values()] == [choice]


def household_scope(poll: str) -> str:
    """A household has a name of its own in each poll, whatever the mode.

    It is the scope by which such a poll opens (`domain.voting.open_poll.scope_of_ballots`).
    """
    return f"ballot:{poll.removeprefix(poll_keys.POLL)}"
