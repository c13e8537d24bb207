"""Whoever looks after the server reads how it stands, of all its processes; nobody else does."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from infra.app import create
from infra.installation import opened
from infra.settings import Settings
from infra.supervisor import Databases
from infra.view_tables import SHADOW
from tests.importing.importing import settings_of
from tests.outside.serving import served as served_by
from tests.services.calling import Answer, Caller
from tests.services.conftest import PASSWORD, served
from tests.waiting import until

TOKEN = "a-token-of-some-length"
REBUILDING = """
    INSERT INTO checkpoint (projection, version, log, position)
    SELECT projection || %s, version, log, position FROM checkpoint WHERE projection = 'voting'
"""


def told(answer: Answer) -> dict[str, float]:
    """Every sample by its name and labels, as a query would name it."""
    assert answer.status == 200, answer.body
    return {
        sample.name
        + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.body.decode())
        for sample in family.samples
    }


@dataclass(frozen=True)
class House:
    """A served sample community."""

    caller: Caller
    main: str

    def measured(self) -> dict[str, float]:
        return told(self.caller.get("/metrics"))

    def joins(self, login: str) -> Answer:
        self.caller.post("accounts", {"login": login, "password": PASSWORD})
        session = self.caller.post("sessions", {"login": login, "password": PASSWORD})
        caller = self.caller.saying(cookie=session.cookie, x_csrf_token=session.json["csrf"])
        return caller.post("residents", {"name": "王小明", "age_band": "18-and-over"})


@pytest.fixture
def settings_here(fresh_databases: Databases, tmp_path: Path) -> Settings:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings) as installation:
        installation.communities.found(installation.writer, "lin", "临江")
    return settings


@pytest.fixture
def house(settings_here: Settings, fresh_databases: Databases) -> Iterator[House]:
    with served(create(settings_here)) as port:
        yield House(Caller(port, "lin"), fresh_databases.main)


def test_the_measures_tell_what_was_recorded_and_what_was_refused(house: House) -> None:
    before = house.measured()

    def more(name: str) -> float:
        return house.measured().get(name, 0.0) - before.get(name, 0.0)

    assert house.joins("xiaoming").status == 201
    assert more("linli_events_total") == 1
    assert more("linli_commands_total recorded") == 1
    assert more("linli_batch_commands_count") == more("linli_batch_seconds_count") == 1
    assert more("linli_commit_seconds_count") == 1
    assert more("linli_http_requests_total POST /api/v1/c/{community}/residents 201") == 1
    assert more("linli_http_request_seconds_count POST /api/v1/c/{community}/residents") == 1


def test_the_measures_tell_how_far_each_view_is_behind_and_every_rebuild(house: House) -> None:
    until(lambda: house.measured()["linli_lag_events 1 voting"] == 0)
    assert house.measured()["linli_lag_seconds 1 voting"] == 0
    assert house.measured()["linli_view_stopped 1 voting"] == 0
    with psycopg.connect(house.main) as connection:
        connection.execute(REBUILDING, (SHADOW,))
    assert house.measured()["linli_rebuild_ratio 1 voting"] == 1
    [shown] = [
        one
        for one in house.caller.get("/api/v1/health").json["projections"]
        if one["projection"] == "voting"
    ]
    assert shown["rebuilt"] == shown["head"]
    page = house.caller.get("/health").body.decode()
    assert f"正在重建，已到 {shown['head']}" in page


def test_no_measure_tells_anything_of_anybody(house: House) -> None:
    house.joins("xiaoming")
    house.caller.get("/c/lin/suggestions/suggestion:secret?search=xiaoming")
    said = house.caller.get("/metrics").body.decode()
    assert not [word for word in ("xiaoming", "王小明", "secret", "?") if word in said]


def test_measures_are_read_on_this_machine_and_through_no_proxy(house: House) -> None:
    assert house.caller.get("/metrics").status == 200
    for forwarding in ("x_forwarded_for", "forwarded", "x_real_ip"):
        asked = house.caller.saying(**{forwarding: "203.0.113.9"})
        assert asked.get("/metrics").status == 403


def test_with_a_token_whoever_brings_it_reads_and_nobody_else(settings_here: Settings) -> None:
    with served(create(replace(settings_here, metrics_token=TOKEN))) as port:
        caller = Caller(port, "lin")
        assert caller.get("/metrics").status == 403
        assert (
            caller.saying(authorization="Bearer something-else-of-it").get("/metrics").status == 403
        )
        bringing = caller.saying(authorization=f"Bearer {TOKEN}", x_forwarded_for="203.0.113.9")
        assert bringing.get("/metrics").status == 200


def test_several_processes_are_counted_together(settings_here: Settings) -> None:
    asked = "linli_http_requests_total GET /api/v1/c/{community}/log 200"
    with served_by(settings_here, workers=2) as port:
        caller = Caller(port, "lin")
        for _ in range(20):
            assert caller.get("log").status == 200
        assert {told(caller.get("/metrics"))[asked] for _ in range(10)} == {20.0}
