"""Offices in a real Chromium: the committee appoints a clerk, who writes down what is on paper."""

from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import FilePayload, expect

from tests.chromium import CHROMIUM
from tests.services.conftest import Neighbourhood
from tests.services.offices import appointed, granted, joined
from tests.services.walking import DESK, NUMBERS, PHONE, Streets

PNG = b"\x89PNG\r\n\x1a\n" + b"what she wrote"
PAPER = FilePayload(name="孙奶奶的信.png", mimeType="image/png", buffer=PNG)
END_OF_TERM = date.today() + timedelta(days=200)  # noqa: DTZ011 - any day far ahead will do.

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_clerk_is_appointed_for_a_term_and_writes_down_what_is_on_paper(
    streets: Streets, neighbourhood: Neighbourhood, *, script: bool
) -> None:
    _, login = neighbourhood.newcomer()
    handle, turn = f"xiao-{login}", next(NUMBERS)
    resident, title = f"孙奶奶{turn}", f"楼道里加一根扶手 第{turn}次提"
    with streets.walk(script=script) as chair:
        chair.sign_in("chair")
        chair.page.get_by_role("link", name="谁在任").click()
        chair.page.get_by_label("授予谁").fill(login)
        chair.page.get_by_label("职责", exact=True).select_option("clerk")
        chair.page.get_by_label("工作代号").fill(handle)
        chair.page.get_by_label("任期最后一天").fill(END_OF_TERM.isoformat())
        chair.press("授予")
        card = chair.page.locator(".card", has_text=handle)
        expect(card).to_contain_text(f"至 {END_OF_TERM}")
    joined(neighbourhood, resident)
    with streets.walk(script=script, size=PHONE) as clerk:
        clerk.sign_in(login)
        clerk.to("desk")
        clerk.page.get_by_role("searchbox").fill(resident)
        clerk.press("查找")
        clerk.page.get_by_role("link", name=f"替她/他提建议 {resident}").click()
        clerk.page.get_by_label("一句话说清楚").fill(title)
        clerk.page.get_by_label("方面").select_option("elder-care")
        clerk.press("下一步：看看有没有相似的")
        clerk.page.get_by_label("书面").check()
        clerk.page.get_by_label("纸面照片").set_input_files(PAPER)
        clerk.press("发布建议")
        expect(clerk.page.get_by_role("status")).to_contain_text(resident)
        clerk.page.get_by_role("link", name=title).first.click()
        expect(clerk.page.get_by_role("heading", level=1)).to_have_text(title)
        expect(clerk.page.locator(".byline").first).to_contain_text("书面")


def test_pages_of_offices_read_well_for_everybody(
    streets: Streets, neighbourhood: Neighbourhood
) -> None:
    """With a proposal that waits, a term, a wording, a look, and a refusal."""
    granted(neighbourhood, "clerk", last_day=END_OF_TERM.isoformat(), scope="grid:3")
    granted(neighbourhood, "steward")
    auditor = appointed(neighbourhood, "auditor")
    rule = {"value": "as-written", "text": "骂人的话由居委会两人商定后隐藏。"}
    neighbourhood.committee.put("policies/policy:moderation", rule)
    member, axe = joined(neighbourhood, "陈爷爷"), Axe()
    suggestion = neighbourhood.suggestion()
    acting = f"desk/act?resident={member}&suggestion={suggestion}"
    found = {}
    for size in (DESK, PHONE):
        with streets.walk(size=size) as walk:
            walk.sign_in("chair")
            for room in ("roles", "policies", acting):
                walk.to(room)
                wide = "document.documentElement.scrollWidth > window.innerWidth"
                found[room, size["width"]] = (
                    [it["id"] for it in axe.run(walk.page).response["violations"]],
                    walk.page.evaluate(wide),
                )
            walk.to("roles")
            walk.page.get_by_label("授予谁").fill("nobody-of-this-name")
            walk.page.get_by_label("职责", exact=True).select_option("clerk")
            walk.press("授予")
            expect(walk.page.get_by_role("alert")).to_contain_text("没有找到")
            expect(walk.page.get_by_label("授予谁")).to_have_value("nobody-of-this-name")
            assert axe.run(walk.page).response["violations"] == []
    assert {room: it for room, it in found.items() if it != ([], False)} == {}
    assert auditor.get("/c/linjiang/audit/looks").status == 200
