from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.dcb.domain import Selector, Tagged
from eventsourcing.dcb.persistence import DCBEventStore
from eventsourcing.dcb.tests import DCBRecorderTestCase
from eventsourcing.persistence import IntegrityError
from psycopg import OperationalError
from psycopg_pool import ConnectionPool

from domain.kernel import Act, Event
from domain.suggestions.as_it_stands import SuggestionIsHidden
from domain.suggestions.events import StanceTaken, SuggestionModerated, SuggestionSubmitted
from infra.boundary import (
    PIN_PLAN,
    READ_BOUNDARY,
    TAG_BYTES_MAX,
    UnusableTag,
    Wanted,
    boundary_parameters,
)
from infra.event_log import EventLog, NewEntry, NoSuchLog, pen
from infra.supervisor import Databases
from tests.infra.logs import connected, open_log, rows
from tests.record.entry_mapper import EntryMapper
from tests.record.town import Town
from tests.waiting import until

ODD = ["two\nlines", 'a "quoted" tag', "it's", "back\\slash", "{a,b}", "邻里", "\t ", "NULL", ""]
BY_INDEX = {"Index Only Scan", "Index Scan", "Bitmap Heap Scan"}
LARGEST_ANSWER, ONE_PAGE_EVENTS = 250, 50
LARGE_LOG_EVENTS = 100_000
FIRST_LOOK, SHORT_LOOK = 20, 200
FILLING_EVENTS = 10_000


@pytest.fixture
def event_log(fresh_databases: Databases) -> Iterator[EventLog]:
    open_log(fresh_databases.main)
    with ConnectionPool(fresh_databases.main, min_size=1, max_size=4, open=False) as pool:
        yield EventLog(pool, 1, fresh_databases.main)


@pytest.fixture
def beside_the_writer(linjiang: Town) -> EventLog:
    return EventLog(linjiang.installation.main, linjiang.log, linjiang.installation.conninfo)


def hidden(suggestion: str) -> SuggestionModerated:
    return SuggestionModerated(
        act=Act("staff:chair", "2026-09-01T04:00Z"), suggestion=suggestion, rule="moderation-1"
    )


def as_library_event(event: Event) -> DCBEvent:
    return EntryMapper().to_dcb_event(Tagged(event.tags, event))


class TestTheContractOfTheLibrary(DCBRecorderTestCase):
    @pytest.fixture(autouse=True)
    def _given(self, event_log: EventLog) -> None:
        self.event_log = event_log

    def test_appending_and_reading(self) -> None:
        self._test_append_read(self.event_log)

    def test_appending_and_following(self) -> None:
        self._test_append_subscribe(self.event_log)


def test_a_log_that_does_not_exist_is_neither_read_nor_written(event_log: EventLog) -> None:
    absent = EventLog(event_log.pool, 7, event_log.conninfo)
    with pytest.raises(NoSuchLog):
        absent.read()
    with pytest.raises(NoSuchLog):
        absent.append([DCBEvent("type", b"data")])


def test_whoever_follows_hears_of_a_lost_connection(event_log: EventLog) -> None:
    ears = "FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
    with event_log.subscribe() as following:
        until(lambda: rows(event_log.conninfo, f"SELECT pid {ears}"))
        rows(event_log.conninfo, f"SELECT pg_terminate_backend(pid) {ears}")
        with pytest.raises(OperationalError):
            next(following)


def test_an_entry_without_tags_keeps_none(event_log: EventLog) -> None:
    event_log.append([DCBEvent("type", b"data")])
    [found] = event_log.read()
    assert found.event == DCBEvent("type", b"data", [])


@pytest.mark.parametrize("tag", ODD)
def test_a_tag_of_any_characters_is_kept_and_found(event_log: EventLog, tag: str) -> None:
    event_log.append([DCBEvent("type", b"other", ["other"])])
    event_log.append([DCBEvent("type", b"data", [tag, "second"])])
    found = list(event_log.read(DCBQuery([DCBQueryItem(["type"], [tag, "second"])])))
    assert [one.event for one in found] == [DCBEvent("type", b"data", [tag, "second"])]
    with event_log.pool.connection() as connection, pen(connection, 1) as held:
        for wanted in (Wanted(("type",), ("second",)), Wanted(("type",), ("second", tag))):
            assert held.read_boundary([wanted])[-1] == (2, b"data")


@pytest.mark.parametrize("tag", ["a\0b", "长" * TAG_BYTES_MAX, "\ud800"])
def test_a_tag_that_no_index_can_hold_is_refused_before_it_is_sent(tag: str) -> None:
    with pytest.raises((UnusableTag, UnicodeEncodeError)):
        NewEntry("type", [tag], b"data")


def test_the_longest_tag_fits_into_the_index(event_log: EventLog) -> None:
    chance = random.Random(1)  # noqa: S311 - only incompressible.
    tag = "".join(chr(chance.randrange(33, 127)) for _ in range(TAG_BYTES_MAX))
    assert event_log.append([DCBEvent("type", b"data", [tag])]) == 1
    with pytest.raises(UnusableTag):
        event_log.append([DCBEvent("type", b"data", [tag + "!"])])


def test_all_tags_of_a_selector_must_stand_on_an_entry(event_log: EventLog) -> None:
    for tags in (["a", "b"], ["a"], ["b"], ["a", "c"], ["c", "b", "a"]):
        event_log.append([DCBEvent("type", b"data", tags)])
    event_log.append([DCBEvent("other", b"data", ["a", "b"])])
    with event_log.pool.connection() as connection, pen(connection, 1) as held:

        def found(*wanted: Wanted) -> list[int]:
            return [position for position, _ in held.read_boundary(wanted)]

        assert found(Wanted(("type",), ("a", "b"))) == [1, 5]
        assert found(Wanted(("type",), ("b", "a", "c"))) == [5]
        assert found(Wanted(("type",), ("a", "z"))) == []
        assert found(Wanted(("type",), ("a", "c")), Wanted(("type",), ("b",))) == [1, 3, 4, 5]
        assert found() == []


def test_whatever_tags_meet_is_found_and_nothing_else(event_log: EventLog) -> None:
    chance = random.Random(7)  # noqa: S311 - nothing here is a secret.
    logged = [chance.sample("abcdef", chance.randrange(5)) for _ in range(400)]
    with event_log.pool.connection() as connection, pen(connection, 1) as held:
        held.write([NewEntry("type", tags, b"{}") for tags in logged])
        for count in (1, 2, 3):
            for tags in permutations("abcdef", count):
                found = held.read_boundary([Wanted(("type",), tags)])
                expected = [n for n, on in enumerate(logged, 1) if set(tags) <= set(on)]
                assert [position for position, _ in found] == expected


def test_a_long_history_of_one_person_costs_nobody_anything(event_log: EventLog) -> None:
    ordinary = [["voice:busy", f"suggestion:{number % 1_000}"] for number in range(20_000)]
    ordinary[777] = ["voice:busy", "suggestion:rare"]
    with connected(event_log.conninfo) as connection, pen(connection, 1) as held:
        held.write([NewEntry("stance", tags, b"{}") for tags in ordinary])
    for tags in (("voice:busy", "suggestion:rare"), ("suggestion:rare", "voice:busy")):
        plan = plan_of_the_boundary(event_log.conninfo, [Wanted(("stance",), tags)])
        met = [
            node["Actual Rows"] * node["Actual Loops"]
            for node in nodes(plan)
            if "Relation Name" in node
        ]
        assert 0 < sum(met) <= FIRST_LOOK + SHORT_LOOK + 10


class TestBesideTheGroupWriter:
    def test_each_reads_what_the_other_wrote(
        self, linjiang: Town, beside_the_writer: EventLog
    ) -> None:
        resident = linjiang.resident()
        one, another = linjiang.suggestion(resident), linjiang.suggestion(resident)
        read = beside_the_writer.read(DCBQuery([DCBQueryItem(tags=[one])]))
        assert [found.event.type for found in read] == [SuggestionSubmitted.TOPIC]
        position = beside_the_writer.append([as_library_event(hidden(one))])
        assert read.head is not None
        assert position == read.head + 1
        [refused, recorded] = linjiang.decide(resident.takes(one), resident.takes(another))
        assert isinstance(refused, SuggestionIsHidden)
        assert getattr(recorded, "head", None) == position + 1
        assert [entry[0] for entry in linjiang.entries()][-1] == position + 1

    def test_a_conditional_append_fails_after_a_conflicting_group_decision(
        self, linjiang: Town, beside_the_writer: EventLog
    ) -> None:
        resident = linjiang.resident()
        suggestion = linjiang.suggestion(resident)
        boundary = DCBQuery([DCBQueryItem([StanceTaken.TOPIC], [resident.voice, suggestion])])
        seen = beside_the_writer.read(boundary).head
        linjiang.recorded(resident.takes(suggestion, "disagree"))
        stance = StanceTaken(
            act=Act(resident.voice, "2026-09-01T04:00Z"), suggestion=suggestion,
            choice="agree", channel="web",
        )  # fmt: skip
        condition = DCBAppendCondition(boundary, seen)
        with pytest.raises(IntegrityError):
            beside_the_writer.append([as_library_event(stance)], condition)
        unrelated = DCBAppendCondition(DCBQuery([DCBQueryItem(tags=["suggestion:x"])]), seen)
        head = beside_the_writer.append([as_library_event(stance)], unrelated)
        assert head == len(linjiang.entries())

    def test_the_event_store_of_the_library_speaks_our_entries(
        self, linjiang: Town, beside_the_writer: EventLog
    ) -> None:
        resident = linjiang.resident()
        suggestion = linjiang.suggestion(resident, "只有居民知道的话")
        store = DCBEventStore[Event](EntryMapper(), beside_the_writer)
        boundary = Selector([SuggestionSubmitted, SuggestionModerated], [suggestion])
        found = store.read(boundary)
        [submitted] = [tagged.decision for tagged in found]
        assert isinstance(submitted, SuggestionSubmitted)
        assert (submitted.act.who, submitted.title) == (resident.voice, None)
        happened = hidden(suggestion)
        position = store.append([Tagged(happened.tags, happened)], boundary, found.head)
        with pytest.raises(IntegrityError):
            store.append([Tagged(happened.tags, happened)], boundary, found.head)
        assert linjiang.entries()[-1][0] == position
        assert [tagged.decision for tagged in store.read(boundary)][-1] == happened
        assert isinstance(linjiang.decide(resident.takes(suggestion))[0], SuggestionIsHidden)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def plan_of_the_boundary(conninfo: str, wanted: Sequence[Wanted]) -> dict[str, Any]:
    parameters = {"log": 1, **boundary_parameters(wanted)}
    with connected(conninfo) as connection, connection.transaction():
        connection.execute(PIN_PLAN)
        row = connection.execute(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {READ_BOUNDARY}", parameters
        ).fetchone()
    assert row is not None
    plan: dict[str, Any] = row[0][0]["Plan"]
    return plan


def scans_of_the_boundary(conninfo: str, wanted: Sequence[Wanted]) -> dict[str, set[str]]:
    """How each table was read: its scans, and the rows that they threw away."""
    plan = plan_of_the_boundary(conninfo, wanted)
    scans: dict[str, set[str]] = {}
    for node in nodes(plan):
        assert node.get("Rows Removed by Join Filter", 0) == 0, node
        if table := node.get("Relation Name"):
            scans.setdefault(table, set()).add(node["Node Type"])
            # While a log fits on one page, its positions may be picked out there.
            assert node.get("Rows Removed by Filter", 0) <= ONE_PAGE_EVENTS, node
            # On average not more than a handful of rows for each look-up: never the whole log.
            assert node["Actual Rows"] <= LARGEST_ANSWER, node
    return scans


def fill(conninfo: str, count: int) -> None:
    """A log in which every third entry is about one suggestion, unknown to the planner."""
    with connected(conninfo) as connection:
        for start in range(0, count, FILLING_EVENTS):
            numbers = range(start, min(start + FILLING_EVENTS, count))
            tags = [[f"suggestion:{n if n % 3 else 0}", f"voice:{n % 500}"] for n in numbers]
            with pen(connection, 1) as held:
                held.write([NewEntry("stance", each, b"{}") for each in tags])


@pytest.mark.parametrize("count", [0, 30, LARGE_LOG_EVENTS])
def test_the_boundary_is_read_by_index(event_log: EventLog, count: int) -> None:
    conninfo = event_log.conninfo
    fill(conninfo, count)
    wanted = [
        Wanted(("stance",), ("suggestion:7",)),
        Wanted(("stance",), ("voice:9",)),
        Wanted(("stance",), ("voice:9", "suggestion:0")),
        Wanted(("stance",), (ODD[0],)),
        Wanted(("absent",), ("",)),
    ]
    # What the planner believes about a new log, and what it knows later.
    for known in ("RESET ALL", "ANALYZE"):
        with connected(conninfo) as connection:
            connection.execute(known)
        found = scans_of_the_boundary(conninfo, wanted)
        assert found["event_tag"] <= BY_INDEX, (known, found)
        assert found["event"] <= BY_INDEX, (known, found)
    assert rows(conninfo, "SELECT count(*) FROM event") == [(count,)]
