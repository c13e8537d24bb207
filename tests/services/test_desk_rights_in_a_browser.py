"""The rights of somebody without a log-in, in a real Chromium: the clerk acts, on a phone too."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from tests.chromium import CHROMIUM
from tests.services.conftest import Neighbourhood
from tests.services.offices import joined, shown
from tests.services.walking import NUMBERS, PHONE, Streets

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_the_desk_takes_back_hands_over_and_asks_for_an_erasure_for_somebody(
    streets: Streets, neighbourhood: Neighbourhood, *, script: bool
) -> None:
    name = f"施奶奶{next(NUMBERS)}"
    member, suggestion = joined(neighbourhood, name), neighbourhood.suggestion()
    said = {"choice": "agree", "for": member}
    recorded = neighbourhood.clerk.put(f"suggestions/{suggestion}/stance", said)
    position = shown(neighbourhood, recorded).json["position"]
    with streets.walk(script=script, size=PHONE) as clerk:
        clerk.sign_in("clerk")
        clerk.to("desk?all=1")
        clerk.page.get_by_role("link", name=f"收回、导出、退出、抹除 {name}").click()
        expect(clerk.page.get_by_role("heading", level=1)).to_contain_text(name)
        clerk.page.get_by_text("居民说：这不是我的意思").click()
        clerk.page.get_by_label("电话").last.check()
        if script:
            found = Axe().run(clerk.page)
            assert found.violations_count == 0, found.generate_report()
        clerk.press(f"记下异议 第 {position} 条记录")
        expect(clerk.page.get_by_role("status")).to_contain_text("已记下这位居民的异议")
        handing = clerk.page.get_by_role("region", name="把保存的资料交给居民")
        handing.get_by_role("checkbox").check()
        with clerk.page.expect_download() as download:
            clerk.press("导出文件")
        assert download.value.suggested_filename.endswith(".json")
        erasing = clerk.page.get_by_role("region", name="抹除这位居民的资料")
        erasing.get_by_role("checkbox").check()
        clerk.press("替居民要求抹除")
        expect(clerk.page.get_by_role("status")).to_contain_text("已替这位居民要求抹除")
        clerk.press("替居民收回抹除")
        expect(clerk.page.get_by_role("status")).to_contain_text("抹除已收回")
