"""Half a year of a town, invented at random, as the dashboard counts it and as a stranger does."""

from datetime import date, timedelta
from random import Random

import pytest

from infra.mapper import entry_of
from infra.supervisor import Databases
from projections import console
from projections.dashboard import dashboard
from projections.dashboard_shapes import Dashboard
from projections.paging import PAGE_ROWS_MAX
from tests.infra.logs import open_log
from tests.outside.counting import (
    DAYS_LATER,
    assert_equals,
    assert_waits,
    recounted,
    recounted_decisions,
)
from tests.outside.town import SCOPES, Town
from tests.projections.house import HAITANG, House

DEEDS, SEEDS = 500, (2, 4, 12)


@pytest.fixture
def house(fresh_databases: Databases) -> House:
    open_log(fresh_databases.main)
    return House(fresh_databases.main)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_becomes_of_suggestions_a_stranger_counts_the_same(
    house: House, seed: int
) -> None:
    events = Town(Random(seed)).live(DEEDS)  # noqa: S311 - any town will do.
    house.has(*events)
    lines = [entry_of(event) for event in events]
    acts = recounted(lines)["figures"]
    last = date.fromisoformat(events[-1].act.at[:10])
    for today in (last + timedelta(later) for later in DAYS_LATER):
        decided = recounted_decisions(lines, today)
        for scope in (None, *SCOPES, "ballot:0"):
            shown = board(house, scope, today)
            assert_equals(shown, acts | decided["figures"])
            assert_waits(shown, decided["waiting"])
        assert_the_console_agrees(house, board(house, None, today))
    # A town in which nothing happens would prove nothing.
    found = {figure.id: figure.value for figure in board(house, None, today).figures}
    eventful = ("polls-closed", "voters", "appeals-restored", "answers-overdue", "stalled")
    assert all(found[name] > 0 for name in eventful), found


def board(house: House, scope: str | None, today: date) -> Dashboard:
    return house.asked(
        lambda views: dashboard(views, HAITANG, scope=scope, first=None, last=None, today=today)
    )


def assert_the_console_agrees(house: House, shown: Dashboard) -> None:
    """What the committee is told to do is what everybody is told that it has not done."""
    waiting = house.asked(lambda views: console.waiting(views, HAITANG, shown.today))
    figures = {figure.id: figure.value for figure in shown.figures}
    assert waiting.overdue == figures["answers-overdue"]
    assert waiting.owed == figures["answers-overdue"] + figures["answers-waiting"]
    assert waiting.broken == figures["promises-broken"]
    assert waiting.stalled == figures["stalled"]
    assert waiting.appeals == figures["appeals-waiting"]
    owed = house.asked(lambda views: console.owed(views, HAITANG, limit=PAGE_ROWS_MAX))
    late = {it.suggestion for it in owed.items} & {it.suggestion for it in shown.overdue}
    assert late == {it.suggestion for it in shown.overdue}
