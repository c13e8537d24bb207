"""From nothing to a dashboard: what `make run` starts, seen as a newcomer sees it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from infra.settings import Settings
from tests.chromium import CHROMIUM, chromium
from tests.outside.counting import recounted, recounted_decisions
from tests.outside.serving import answers, environment, free_port
from tests.waiting import until

SCOPE = "voice:2026"
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """An installation that does not exist yet, with a PostgreSQL of its own."""
    return Settings(home=tmp_path / "home", port=free_port())


@pytest.fixture
def running(place: Settings) -> Iterator[str]:
    """The address of `linli run`, which is asked to stop at the end as by Ctrl-C."""
    verb = [sys.executable, "-m", "infra.cli", "run", "--with-parent"]
    server = subprocess.Popen(verb, env=environment(place, place.port))
    try:
        until(lambda: answers(place.port) or server.poll() is not None, seconds=120)
        assert server.poll() is None
        until(lambda: shows_everything(place.port), seconds=120)
        yield f"http://127.0.0.1:{place.port}/c/chunhui/dashboard"
    finally:
        server.terminate()
        server.wait(30)


def test_every_figure_marked_provable_is_what_a_stranger_counts(
    running: str, place: Settings
) -> None:
    with chromium() as browser:
        page = browser.new_context(locale="zh-CN").new_page()
        page.goto(running)
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        seen = figures_marked_provable(page)
    export = [sys.executable, "-m", "infra.cli", "export", "entries", "--community", "chunhui"]
    beside_the_server = subprocess.run(
        export, env=environment(place, place.port), capture_output=True, check=True
    )
    lines = beside_the_server.stdout.splitlines()
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    counted = recounted_decisions(lines, today)["figures"] | recounted(lines)["figures"]
    assert len(seen) > 12
    assert seen == {name: counted.get(f"{name} {SCOPE}", counted.get(name, 0)) for name in seen}


def shows_everything(port: int) -> bool:
    """Whether no view is behind what was recorded."""
    with urlopen(f"http://127.0.0.1:{port}/api/v1/health") as answer:
        views = json.load(answer)["projections"]
    return bool(views) and not any(view["behind"] for view in views)


def figures_marked_provable(page: Page) -> dict[str, int]:
    """Each card with the mark 可证, by its id: numbers as they are, shares in thousandths."""
    cards = page.locator(".figure", has=page.locator(".mark.provable"))
    read = {}
    for card in cards.all():
        name = (card.get_attribute("id") or "").removeprefix("figure-")
        text = card.locator(".figure-value").inner_text()
        number = text.replace(",", "").strip(" %天")
        read[name] = round(float(number) * 10) if "%" in text else int(number)
    return read
