"""门 — the door in the server: a bounded queue for each log, and one loop that empties it.

No timer: whatever is waiting when the pen becomes free is the next batch.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra.reaching import reaching
from infra.writer import PENS_MAX, Outcome, Waiting, Writer
from services.door import Busy, Recorded, RequestKey

if TYPE_CHECKING:
    from datetime import datetime

    from domain.kernel import Command
    from projections.views import Community

QUEUE_COMMANDS_MAX = 4_000
BATCH_COMMANDS_MAX = 512


@dataclass
class _Queue:
    waiting: deque[tuple[Waiting, asyncio.Future[Recorded]]] = field(default_factory=deque)
    loop: asyncio.Task[None] | None = None


class GroupDoor:
    """Implements `services.door.Door` for one process; logs never wait for each other."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.queues: dict[int, _Queue] = {}
        self.threads = ThreadPoolExecutor(PENS_MAX, thread_name_prefix="pen")

    async def decide(
        self,
        community: Community,
        command: Command,
        request: RequestKey | None = None,
        arrived: datetime | None = None,
    ) -> Recorded:
        queue = self.queues.setdefault(community.log, _Queue())
        if len(queue.waiting) >= QUEUE_COMMANDS_MAX:
            raise Busy
        answer: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        queue.waiting.append((Waiting(command, request, arrived), answer))
        if queue.loop is None or queue.loop.done():
            # In a context of its own: else it would go on under the name of whoever came first.
            queue.loop = asyncio.create_task(
                self._empty(community.log, queue), context=contextvars.Context()
            )
        with reaching():
            return await answer

    async def close(self) -> None:
        """Answer everybody who is waiting, then go."""
        await asyncio.gather(*(q.loop for q in self.queues.values() if q.loop is not None))
        self.threads.shutdown()

    async def _empty(self, log: int, queue: _Queue) -> None:
        loop = asyncio.get_running_loop()
        while queue.waiting:
            count = min(len(queue.waiting), BATCH_COMMANDS_MAX)
            batch = [queue.waiting.popleft() for _ in range(count)]
            commands = [waiting for waiting, _ in batch]
            outcomes: list[Outcome]
            try:
                outcomes = await loop.run_in_executor(
                    self.threads, self.writer.decided, log, commands
                )
            except Exception as failed:  # noqa: BLE001 - everybody in the batch hears of it.
                outcomes = [failed] * count
            for (_, answer), outcome in zip(batch, outcomes, strict=True):
                if answer.done():  # The caller went away; what it asked for stands all the same.
                    continue
                if isinstance(outcome, Exception):
                    answer.set_exception(outcome)
                else:
                    answer.set_result(outcome)
