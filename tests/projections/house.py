"""A community with a log that has been folded, and somebody who asks."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from psycopg_pool import AsyncConnectionPool

from domain.kernel import Event
from infra.record import PostgresViews
from infra.runner import fold_inline
from projections import suggestions
from projections.search import grams
from projections.suggestions import Sort, Suggestion
from projections.views import Community, Views
from tests.infra.logs import append, connected

T = TypeVar("T")
HAITANG = Community(1, "haitang", "o1", "海棠社区", "Asia/Shanghai", sample=False)


class House:
    """A community with a log that has been folded, and somebody who asks."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo

    def has(self, *events: Event) -> None:
        append(self.conninfo, *events)
        fold_inline(self.conninfo)

    def says(self, position: int, title: str, text: str = "") -> None:
        with connected(self.conninfo) as connection:
            connection.execute(
                "INSERT INTO words VALUES (1, %s, '', '', %s, %s, %s)",
                (position, title, text, grams(f"{title} {text}")),
            )

    def asked(self, question: Callable[[Views], Awaitable[T]]) -> T:
        async def ask() -> T:
            async with AsyncConnectionPool(self.conninfo, min_size=1, open=False) as pool:
                return await question(PostgresViews(pool))

        return asyncio.run(ask())

    def listed(
        self,
        *,
        search: str | None = None,
        category: str | None = None,
        sort: Sort = "newest",
        limit: int = 50,
    ) -> list[Suggestion]:
        """Every page of the list, one after the other."""

        async def pages(views: Views) -> list[Suggestion]:
            found: list[Suggestion] = []
            cursor = None
            while True:
                page = await suggestions.suggestions(
                    views,
                    HAITANG,
                    search=search,
                    category=category,
                    channel=None,
                    sort=sort,
                    cursor=cursor,
                    limit=limit,
                )
                found += page.items
                if (cursor := page.next_cursor) is None:
                    return found

        return self.asked(pages)
