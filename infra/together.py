"""一起问 together — what many ask in the same moment is one question to PostgreSQL.

Nothing is remembered: whoever asks is answered by a question that was put after that. So nobody is
told what held a moment ago, and as many as ask while one question is under way share the next.
"""

from __future__ import annotations

import asyncio
from contextvars import Context
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

TOGETHER_MAX = 500


class Together(Generic[Asked, Answer]):
    """Gathers what is asked on one event loop; `put` answers many at once, as far as it can."""

    def __init__(self, put: Callable[[Sequence[Asked]], Awaitable[Mapping[Asked, Answer]]]) -> None:
        self.put = put
        self.waiting: list[tuple[Asked, asyncio.Future[Answer | None]]] = []
        self.under_way: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answer | None:
        answer: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self.waiting.append((asked, answer))
        if self.under_way is None or self.under_way.done():
            # In a context of its own: it works for all of them, and not for whoever came first.
            self.under_way = asyncio.create_task(self._put_all(), context=Context())
        return await answer

    async def _put_all(self) -> None:
        while self.waiting:
            some, self.waiting = self.waiting[:TOGETHER_MAX], self.waiting[TOGETHER_MAX:]
            try:
                found = await self.put([asked for asked, _ in some])
            except Exception as failed:  # noqa: BLE001 - everybody who asked hears of it.
                for _, answer in some:
                    if not answer.done():
                        answer.set_exception(failed)
                continue
            for asked, answer in some:
                if not answer.done():  # The caller went away.
                    answer.set_result(found.get(asked))
