"""Who votes in a poll is asked once; of a poll that is not there yet, nothing is kept."""

import asyncio
from collections.abc import Mapping
from typing import Any, LiteralString

from projections.views import Community
from projections.voting import Polling
from services.pollings import Pollings

HERE = Community(1, "lin", "example.org/lin", "临江", "Asia/Shanghai", sample=False)
THERE = Community(2, "bei", "example.org/bei", "北区", "Asia/Shanghai", sample=False)


class Table:
    """A table of polls, by log and id, that notes how often it is read."""

    def __init__(self) -> None:
        self.polls: dict[tuple[int, str], dict[str, Any]] = {}
        self.reads = 0

    def opened(self, community: Community, poll: str) -> Polling:
        polling = Polling(poll, f"ballot:{poll}", "residents", "person")
        self.polls[community.log, poll] = {
            "poll": poll, "scope": polling.scope, "audience": "residents", "unit": "person",
        }  # fmt: skip
        return polling

    async def rows(
        self, sql: LiteralString, parameters: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        assert sql
        assert parameters is not None
        self.reads += 1
        found = self.polls.get((parameters["log"], parameters["poll"]))
        return [found] if found else []


def test_a_poll_is_read_once_and_one_that_opens_later_is_found() -> None:
    async def story() -> None:
        table, pollings = Table(), Pollings()
        assert await pollings.polling(table, HERE, "poll:a") is None
        opened = table.opened(HERE, "poll:a")
        assert await pollings.polling(table, HERE, "poll:a") == opened
        reads = table.reads
        assert await pollings.polling(table, HERE, "poll:a") == opened
        assert table.reads == reads
        assert await pollings.polling(table, THERE, "poll:a") is None

    asyncio.run(story())


def test_only_so_many_are_kept_and_the_others_are_read_again() -> None:
    async def story() -> None:
        table, pollings = Table(), Pollings(most=2)
        opened = [table.opened(HERE, f"poll:{number}") for number in range(3)]
        for each in (*opened, *opened):
            assert await pollings.polling(table, HERE, each.poll) == each
        assert table.reads == 2 * len(opened)

    asyncio.run(story())
