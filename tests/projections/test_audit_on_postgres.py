from itertools import product
from typing import Any

import pytest

from domain.catalogue import CATALOGUE
from domain.suggestions.events import CommentMade, StanceTaken
from infra.event_log import NewEntry, pen
from projections import audit
from projections.views import Views
from tests.infra.logs import connected
from tests.projections.house import HAITANG, House
from tests.projections.scenario import (
    CLERK,
    READING_CORNER,
    RESIDENT,
    act,
    commented,
    founded,
    stance,
    submitted,
)


def test_the_audit_trail_is_the_record_itself(house: House) -> None:
    at_the_desk = stance("agree").model_copy(update={"act": act(CLERK, on_behalf=RESIDENT)})
    house.has(founded, submitted, at_the_desk, commented)

    async def several(views: Views) -> None:
        async def positions(
            event: str | None = None, tag: str | None = None, before: int | None = None
        ) -> list[int]:
            found = await audit.entries(
                views, HAITANG, event=event, tag=tag, before=before, limit=50
            )
            return [of.position for of in found]

        assert await positions() == [4, 3, 2, 1]
        assert await positions(before=3) == [2, 1]
        assert await positions(tag=READING_CORNER) == [4, 3, 2]
        assert await positions(tag=RESIDENT, before=3) == [2]
        assert await positions(event=StanceTaken.TOPIC) == [3]
        assert await positions(event=StanceTaken.TOPIC, tag=RESIDENT) == [3]
        entry = await audit.entry(views, HAITANG, 3)
        assert entry is not None
        assert (entry.by, entry.who, entry.event) == (CLERK, RESIDENT, StanceTaken.TOPIC)
        assert entry.entry["data"]["choice"] == "agree"
        assert entry.tags == [READING_CORNER, RESIDENT]
        assert await audit.entry(views, HAITANG, 5) is None

    house.asked(several)


LARGE_LOG_EVENTS, FILLING_EVENTS, PAGE = 100_000, 10_000, 50
KINDS = (StanceTaken.TOPIC, CommentMade.TOPIC)


@pytest.fixture
def long_house(house: House) -> House:
    """A log in which all stances and comments but every seventh are about one suggestion."""
    with connected(house.conninfo) as connection:
        for start in range(0, LARGE_LOG_EVENTS, FILLING_EVENTS):
            with pen(connection, 1) as held:
                held.write(
                    [
                        NewEntry(KINDS[n % 2], [READING_CORNER if n % 7 else f"s:{n}"], b"{}")
                        for n in range(start, start + FILLING_EVENTS)
                    ]
                )
    return house


def rows_read(plan: dict[str, Any]) -> int:
    """How many rows the scans of a plan have met, those thrown away included."""
    met = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    own = int(met * plan["Actual Loops"]) if "Relation Name" in plan else 0
    return own + sum(rows_read(part) for part in plan.get("Plans", ()))


def test_a_page_is_read_as_fast_however_long_the_story_is(long_house: House) -> None:
    pages = product(["RESET ALL", "ANALYZE"], [READING_CORNER, ""], [None, LARGE_LOG_EVENTS // 2])
    with connected(long_house.conninfo) as connection:
        for known, tag, before in pages:
            connection.execute(known)
            row = connection.execute(
                f"EXPLAIN (ANALYZE, FORMAT JSON) {audit.BY_TAG}",
                {
                    "log": 1,
                    "tags": [tag],
                    "events": list(CATALOGUE),
                    "before": before,
                    "limit": PAGE,
                },
            ).fetchone()
            assert row is not None
            assert PAGE < rows_read(row[0][0]["Plan"]) <= (len(KINDS) + 1) * PAGE, row
