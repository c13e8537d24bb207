"""A process of several writers over the door of a server, for tests that kill it again and again.

What a writer asks follows from its number alone, and so does the id of the request: a process that
takes the place of a killed one asks again what may have been asked already, as a client does who
has heard nothing. Every answer is one line: writer, number, position.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import count
from uuid import NAMESPACE_OID, uuid5

from domain.kernel import Act
from domain.residents.events import ADULT
from domain.voting.cast_vote import CastVote
from infra.app import running
from infra.installation import opened, utc_now
from infra.settings import Settings
from projections.views import Community
from services.door import Busy, Door, Recorded, RequestKey
from services.record import Unreachable
from tests.benchmarks.electorate import OPTIONS, SLUG

CASTINGS = 16
"""How often each voter votes in a poll before the writer goes on to the next."""


Said = tuple[str, str, tuple[int, ...]]
"""Who votes for what in which poll, by the names that the log knows."""


@dataclass(frozen=True)
class Asked:
    member: str
    said: Said


@dataclass(frozen=True)
class Writer:
    """Votes for its own voters in turns; `first` is the number of the vote that comes first."""

    number: int
    voters: Sequence[tuple[str, str]]
    polls: Sequence[str]
    first: int = 0

    def asks(self, number: int) -> Asked:
        lap, turn = divmod(number, len(self.voters))
        name, member = self.voters[turn]
        return Asked(member, (name, self.polls[lap // CASTINGS], (number % OPTIONS,)))

    async def writes(self, door: Door, community: Community, leaving: asyncio.Event) -> None:
        for number in count(self.first):
            if leaving.is_set():
                return
            recorded = await self._recorded(door, community, number)
            # One call for one line: who is killed leaves no half of it.
            os.write(sys.stdout.fileno(), f"{self.number} {number} {recorded.position}\n".encode())

    async def _recorded(self, door: Door, community: Community, number: int) -> Recorded:
        asked, body = self.asks(number), f"{self.number}/{number}"
        name, poll, choice = asked.said
        request = RequestKey(uuid5(NAMESPACE_OID, f"{poll}/{body}"), body.encode())
        while True:
            now = utc_now()
            vote = CastVote(
                act=Act.of(name, now), member=asked.member, poll=poll,
                choice=choice, channel="web", arrived=now, age_band=ADULT, service=None,
            )  # fmt: skip
            try:
                return await door.decide(community, vote, request, now)
            except (Busy, Unreachable):
                continue


async def write(writers: Sequence[Writer]) -> None:
    """All that a server does but HTTP, until there is no more to read."""
    with opened(Settings.from_env()) as installation:
        community = installation.community(SLUG)
        async with running(installation) as linli:
            leaving = asyncio.Event()
            everybody = asyncio.gather(
                *(writer.writes(linli.door, community, leaving) for writer in writers)
            )
            await asyncio.to_thread(sys.stdin.read)
            leaving.set()
            await everybody


def told(writers: Sequence[Writer]) -> str:
    """The line by which a process of writers is told what to do."""
    return json.dumps([asdict(writer) for writer in writers]) + "\n"


if __name__ == "__main__":
    asyncio.run(write([Writer(**writer) for writer in json.loads(sys.stdin.readline())]))
