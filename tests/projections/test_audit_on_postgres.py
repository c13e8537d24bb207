from domain.suggestions.events import StanceTaken
from projections import audit
from projections.views import Views
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
