"""Questions that are asked together: one question for many, and never an older answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from infra.together import TOGETHER_MAX, Together


class Table:
    """Answers by how often it was asked; as long as its gate is shut, nobody is answered."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.is_asked, self.gate = asyncio.Event(), asyncio.Event()
        self.is_broken = False
        self.together = Together(self.put)

    async def put(self, asked: Sequence[str]) -> dict[str, int]:
        self.asked.append(list(asked))
        number = len(self.asked)
        self.is_asked.set()
        await self.gate.wait()
        if self.is_broken:
            raise LookupError
        return {each: number for each in asked if each != "nobody"}

    def asking(self, *asked: str) -> "list[asyncio.Task[int | None]]":
        return [asyncio.create_task(self.together.ask(each)) for each in asked]


Story = Callable[[Table], Awaitable[None]]


def on_a_loop(story: Story) -> Callable[[], None]:
    """A story that runs on an event loop of its own."""

    def told() -> None:
        async def begin() -> None:
            await story(Table())

        asyncio.run(begin())

    return told


@on_a_loop
async def test_what_is_asked_in_the_same_moment_is_one_question(table: Table) -> None:
    table.gate.set()
    answers = await asyncio.gather(*table.asking("a", "b", "a", "nobody"))
    assert answers == [1, 1, 1, None]
    assert table.asked == [["a", "b", "a", "nobody"]]


@on_a_loop
async def test_nobody_gets_an_answer_to_a_question_put_before_they_asked(table: Table) -> None:
    [first] = table.asking("a")
    await table.is_asked.wait()
    later = table.asking("a", "b")
    table.gate.set()
    assert [await each for each in (first, *later)] == [1, 2, 2]
    assert table.asked == [["a"], ["a", "b"]]


@on_a_loop
async def test_a_question_fails_for_all_who_asked_it_and_not_for_the_next(table: Table) -> None:
    table.gate.set()
    table.is_broken = True
    failed = await asyncio.gather(*table.asking("a", "b"), return_exceptions=True)
    assert [type(each) for each in failed] == [LookupError, LookupError]
    table.is_broken = False
    assert await table.together.ask("a") == len(table.asked)


@on_a_loop
async def test_who_goes_away_takes_nobody_along(table: Table) -> None:
    going, staying = table.asking("a", "b")
    await table.is_asked.wait()
    going.cancel()
    table.gate.set()
    assert await staying == 1
    with pytest.raises(asyncio.CancelledError):
        await going


@on_a_loop
async def test_a_question_never_grows_without_bound(table: Table) -> None:
    table.gate.set()
    await asyncio.gather(*table.asking(*map(str, range(TOGETHER_MAX + 1))))
    assert [len(asked) for asked in table.asked] == [TOGETHER_MAX, 1]
