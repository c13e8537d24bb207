from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given as for_all
from hypothesis import settings as trying

from domain.kernel import Act
from tests.cast import resident
from tests.record.any_event import acts, moments, officials, people, sources


class TestTheTimeOfAnEntry:
    @trying(deadline=None)
    @for_all(people, moments)
    def test_of_a_person_it_is_the_hour(self, by: str, now: datetime) -> None:
        assert Act.of(by, now).at == _utc(now).strftime("%Y-%m-%dT%H:00Z")

    @trying(deadline=None)
    @for_all(people | officials | sources, moments, people)
    def test_when_somebody_is_acted_for_it_is_the_hour(
        self, by: str, now: datetime, on_behalf: str
    ) -> None:
        assert Act.of(by, now, on_behalf).at == _utc(now).strftime("%Y-%m-%dT%H:00Z")

    @trying(deadline=None)
    @for_all(officials, moments)
    def test_of_staff_and_system_it_is_the_minute(self, by: str, now: datetime) -> None:
        assert Act.of(by, now).at == _utc(now).strftime("%Y-%m-%dT%H:%MZ")

    @trying(deadline=None)
    @for_all(acts)
    def test_it_always_has_the_same_width(self, act: Act) -> None:
        parsed = datetime.strptime(act.at, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
        assert len(act.at) == 17
        assert act.at == parsed.strftime("%Y-%m-%dT%H:%MZ")

    @trying(deadline=None)
    @for_all(acts)
    def test_an_official_act_beside_a_person_can_be_told_to_the_hour(self, act: Act) -> None:
        told = act.to_the_hour()
        assert told.at == act.at[:14] + "00Z"
        assert (told.by, told.on_behalf) == (act.by, act.on_behalf)
        assert told.to_the_hour() == told

    def test_a_zone_of_half_an_hour_gives_the_hour_of_utc(self) -> None:
        kolkata = timezone(timedelta(hours=5, minutes=30))
        now = datetime(2026, 3, 2, 9, 45, tzinfo=kolkata)
        assert Act.of(resident, now).at == "2026-03-02T04:00Z"


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
