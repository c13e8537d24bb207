"""What becomes of suggestions stands on the dashboard: on a phone, without script, in English."""

import re
from collections.abc import Iterator
from random import Random

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from infra.settings import Settings
from infra.supervisor import Databases
from tests.chromium import CHROMIUM
from tests.infra.logs import append
from tests.outside.town import Town
from tests.services.conftest import SLUG, founded
from tests.services.walking import DESK, PHONE, Streets, Walk
from tests.waiting import until

DEEDS, SEED = 500, 11
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture(scope="module")
def a_town(
    settings: Settings,
    databases: Databases,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Streets]:
    """A community in which half a year has gone by, with much that nobody answered."""
    events = Town(Random(SEED)).live(DEEDS)[1:]  # noqa: S311 - any town will do.
    home = tmp_path_factory.mktemp("a_town")
    with founded(settings, databases, home) as neighbourhood:
        head = append(neighbourhood.main_url, *events)
        shown = f"dashboard?after={head}"
        until(lambda: neighbourhood.visitor.get(shown).status == 200)
        yield Streets(browser, f"http://127.0.0.1:{neighbourhood.port}")


def fits(walk: Walk) -> bool:
    return bool(walk.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize(("size", "script"), [(PHONE, False), (DESK, True)])
def test_what_is_late_is_named_on_the_dashboard(
    a_town: Streets, size: ViewportSize, *, script: bool
) -> None:
    with a_town.walk(size=size, script=script) as walk:
        walk.to("dashboard?scope=voice:2026")
        page = walk.page
        expect(page.get_by_role("heading", name="建议走到了哪一步")).to_be_visible()
        funnel = page.get_by_role("table", name="从建议到决定")
        stages = ["已提出", "附议达到门槛", "已答复", "举行过表决", "已列入计划", "已办成"]
        expect(funnel.get_by_role("rowheader")).to_have_text([re.compile(s) for s in stages])
        overdue = page.locator("#figure-answers-overdue .figure-value").inner_text()
        late = page.get_by_role("figure").filter(has_text="逾期未答复的建议")
        expect(late.get_by_role("listitem")).to_have_count(int(overdue))
        assert int(overdue) > 0
        if not script:
            return
        assert fits(walk)
        late.get_by_role("listitem").get_by_role("link").first.click()
        expect(page).to_have_url(re.compile(rf"/c/{SLUG}/suggestions/suggestion:"))


def test_the_dashboard_speaks_english_too(a_town: Streets) -> None:
    with a_town.walk(size=PHONE, locale="en-GB") as walk:
        walk.to("dashboard?scope=voice:2026&lang=en")
        expect(walk.page.get_by_role("heading", name="What becomes of suggestions")).to_be_visible()
        expect(walk.page.get_by_role("table", name="From suggestion to decision")).to_be_visible()
        assert fits(walk)
