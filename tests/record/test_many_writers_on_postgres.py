from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from threading import Barrier
from typing import Any

import psycopg
import pytest

from domain.suggestions.events import StanceTaken
from infra.door import QUEUE_COMMANDS_MAX, GroupDoor
from infra.event_log import pen
from infra.settings import CHECKOUT, Settings
from services.door import Busy, Recorded
from tests.record.pen_holder import BATCHES, WRITERS
from tests.record.town import Town, founded, request
from tests.waiting import until

PROCESSES = 4
HANDS = 8
QUEUED = 50


def started(settings: Settings, residents: list[Any], suggestions: list[str]) -> Any:  # noqa: ANN401
    asked = json.dumps(
        {
            "home": str(settings.home), "main": settings.database_url, "keys": settings.keys_url,
            "suggestions": suggestions,
            "residents": [
                {"person": str(one.person), "member": one.member, "voice": one.voice}
                for one in residents
            ],
        }
    )  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "tests.record.pen_holder", asked],
        cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_nothing_is_lost_and_the_order_is_that_of_commits(linjiang: Town, beside: Settings) -> None:
    residents = linjiang.residents(PROCESSES * WRITERS)
    suggestions = [linjiang.suggestion(one) for one in residents[:5]]
    before = len(linjiang.entries())
    processes = [
        started(beside, residents[first::PROCESSES], suggestions) for first in range(PROCESSES)
    ]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * PROCESSES
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    tail = followed(linjiang, before, PROCESSES * WRITERS * BATCHES * len(suggestions))
    writers = [each for process in processes for each in json.loads(process.communicate()[0])]
    assert {process.returncode for process in processes} == {0}
    for answers in writers:
        assert [count for _, count in answers] == [1] * len(answers)
        assert all(one < next_one for (one, _), (next_one, _) in pairwise(answers))
    acknowledged = sorted(head for answers in writers for head, _ in answers)
    assert acknowledged == tail
    assert len(linjiang.entries()) == tail[-1]


def followed(there: Town, after: int, count: int) -> list[int]:
    """What a reader sees who asks for everything after the last position, again and again."""
    seen: list[int] = []
    with psycopg.connect(there.installation.conninfo, autocommit=True) as connection:

        def looks() -> bool:
            found = connection.execute(
                "SELECT position FROM event WHERE log = %s AND position > %s ORDER BY position",
                (there.log, seen[-1] if seen else after),
            ).fetchall()
            seen.extend(position for (position,) in found)
            # A position that came late would leave a hole here, and never be seen.
            assert seen == list(range(after + 1, after + 1 + len(seen)))
            return len(seen) >= count

        until(looks)
    return seen


def test_eight_hands_one_stance(linjiang: Town) -> None:
    resident = linjiang.resident()
    suggestion = linjiang.suggestion(resident)
    together = Barrier(HANDS)

    def raises_a_hand(_: int) -> Recorded:
        together.wait()
        [recorded] = linjiang.recorded(resident.takes(suggestion))
        return recorded

    with ThreadPoolExecutor(HANDS) as hands:
        answers = list(hands.map(raises_a_hand, range(HANDS)))
    assert sorted(one.count for one in answers) == [0] * (HANDS - 1) + [1]
    assert len({one.head for one in answers}) == 1
    assert linjiang.count(StanceTaken.TOPIC) == 1


@contextmanager
def pen_held(there: Town) -> Iterator[None]:
    """Somebody else writes to this log, for as long as a block lasts."""
    with (
        psycopg.connect(there.installation.conninfo, autocommit=True) as connection,
        pen(connection, there.log),
    ):
        yield


def is_waited_for(there: Town) -> bool:
    return there.rows("SELECT 1 FROM pg_locks WHERE NOT granted") != []


class TestTheDoor:
    def test_logs_do_not_wait_for_each_other(self, linjiang: Town) -> None:
        elsewhere = founded(linjiang.installation, "elsewhere")
        here, there = linjiang.resident(), elsewhere.resident()

        async def both() -> None:
            door = GroupDoor(linjiang.writer)
            with pen_held(linjiang):
                held_up = asyncio.create_task(door.decide(linjiang.community, here.submits()))
                await asyncio.to_thread(until, lambda: is_waited_for(linjiang))
                recorded = await door.decide(elsewhere.community, there.submits())
                assert recorded.count == 1
                assert not held_up.done()
            assert (await held_up).count == 1
            await door.close()

        asyncio.run(both())

    def test_a_full_queue_says_so_at_once(self, linjiang: Town) -> None:
        resident = linjiang.resident()
        stance = resident.takes(linjiang.suggestion(resident))

        async def crowd() -> None:
            door = GroupDoor(linjiang.writer)
            with pen_held(linjiang):
                first = asyncio.create_task(door.decide(linjiang.community, stance))
                await asyncio.to_thread(until, lambda: is_waited_for(linjiang))
                waiting = [
                    asyncio.create_task(door.decide(linjiang.community, stance))
                    for _ in range(QUEUE_COMMANDS_MAX)
                ]
                await asyncio.sleep(0)
                with pytest.raises(Busy):
                    await door.decide(linjiang.community, stance)
            answers = [await first, *await asyncio.gather(*waiting)]
            assert sum(one.count for one in answers) == 1
            assert (await door.decide(linjiang.community, stance)).count == 0
            await door.close()

        asyncio.run(crowd())

    def test_closing_answers_everybody(self, linjiang: Town) -> None:
        residents = linjiang.residents(QUEUED)
        suggestion = linjiang.suggestion(residents[0])

        async def evening() -> None:
            door = GroupDoor(linjiang.writer)
            with pen_held(linjiang):
                waiting = [
                    asyncio.create_task(
                        door.decide(linjiang.community, one.takes(suggestion), request())
                    )
                    for one in residents
                ]
                await asyncio.to_thread(until, lambda: is_waited_for(linjiang))
                closing = asyncio.create_task(door.close())
            await closing
            assert all(one.done() for one in waiting)
            assert [(await one).count for one in waiting] == [1] * QUEUED

        asyncio.run(evening())

    def test_what_was_asked_stands_when_the_caller_goes_away(self, linjiang: Town) -> None:
        here, gone = linjiang.residents(2)

        async def leaving() -> None:
            door = GroupDoor(linjiang.writer)
            with pen_held(linjiang):
                caller = asyncio.create_task(door.decide(linjiang.community, gone.submits()))
                await asyncio.to_thread(until, lambda: is_waited_for(linjiang))
                caller.cancel()
            assert (await door.decide(linjiang.community, here.submits())).count == 1
            await door.close()

        before = len(linjiang.entries())
        asyncio.run(leaving())
        assert len(linjiang.entries()) == before + 2
