"""A resident whose words were hidden appeals, and is heard: in a real Chromium."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import ViewportSize, expect

from tests.chromium import CHROMIUM
from tests.services.conftest import Neighbourhood
from tests.services.hiding import REASON, commented, rules_of_moderation
from tests.services.walking import DESK, NUMBERS, PHONE, Streets, Walk

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture(autouse=True)
def rules(neighbourhood: Neighbourhood) -> Iterator[None]:
    with rules_of_moderation(neighbourhood):
        yield


def looks_right(walk: Walk) -> None:
    """Readable for everybody: checked with script, measured on a phone."""
    if walk.page.viewport_size == PHONE:
        wide = walk.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
    else:
        found = Axe().run(walk.page)
        assert found.violations_count == 0, found.generate_report()


def hides_a_comment(clerk: Walk, about: str, words: str) -> None:
    clerk.sign_in("clerk")
    clerk.to(f"suggestions/{about}")
    clerk.page.locator("#comments").get_by_role("link", name="按规则隐藏").click()
    expect(clerk.page.get_by_text(words)).to_be_visible()
    looks_right(clerk)
    clerk.page.get_by_role("radio").first.check()
    clerk.page.get_by_label("理由（所有人可见）").fill(REASON)
    clerk.press("隐藏")
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("为什么被隐藏")


def appeals(her: Walk, login: str, words: str) -> None:
    her.sign_in(login)
    inbox = her.page.get_by_role("link", name="收件箱")
    expect(inbox).to_contain_text("1")
    inbox.click()
    expect(her.page.get_by_text("您的评论被隐藏")).to_be_visible()
    looks_right(her)
    her.page.locator(".trail .sentence a").first.click()
    expect(her.page.get_by_text(words)).to_be_visible()
    looks_right(her)
    her.page.get_by_label("为什么应该恢复显示").fill("那是我自己的电话。")
    her.press("提交申诉")
    expect(her.page.get_by_text("居委会还没有决定")).to_be_visible()


def decides(chair: Walk) -> None:
    chair.sign_in("chair")
    chair.page.get_by_role("link", name="待办").click()
    looks_right(chair)
    chair.page.locator("#appeals ~ ul").get_by_role("link", name="一条评论").last.click()
    expect(chair.page.get_by_text("那是我自己的电话。")).to_be_visible()
    looks_right(chair)
    chair.page.get_by_role("radio", name="恢复").check()
    chair.page.get_by_label("理由（所有人可见）").fill("电话是本人的，可以公开。")
    chair.press("记录决定")
    expect(chair.page.get_by_text("电话是本人的，可以公开。")).to_be_visible()


@pytest.mark.parametrize(
    ("script", "size"), [(True, DESK), (False, PHONE)], ids=["desk-with-script", "phone-without"]
)
def test_a_resident_appeals_and_is_heard(
    streets: Streets, neighbourhood: Neighbourhood, *, script: bool, size: ViewportSize
) -> None:
    words = f"请打我家电话 {next(NUMBERS)} 来拿钥匙。"
    caller, login = neighbourhood.newcomer()
    details = {"name": "王小明", "age_band": "18-and-over"}
    member = caller.post("residents", details).json["id"]
    neighbourhood.clerk.post(f"residents/{member}/verification")
    about, _ = commented(neighbourhood, caller, words)
    with streets.walk(script=script, size=size) as clerk:
        hides_a_comment(clerk, about, words)
    with streets.walk(script=script, size=size) as guest:
        guest.to("moderation")
        expect(guest.page.get_by_text(REASON).first).to_be_visible()
        expect(guest.page.get_by_text(words)).to_have_count(0)
    with streets.walk(script=script, size=size) as her:
        appeals(her, login, words)
        with streets.walk(script=script, size=size) as chair:
            decides(chair)
        her.to("inbox")
        expect(her.page.get_by_text("申诉有了结果")).to_be_visible()
        her.press("全部标为已看")
        expect(her.page.locator(".tools .count")).to_have_count(0)
    with streets.walk(script=script, size=size) as guest:
        guest.to(f"suggestions/{about}")
        expect(guest.page.get_by_text(words)).to_be_visible()
        guest.to("moderation")
        expect(guest.page.get_by_text("电话是本人的，可以公开。").first).to_be_visible()
        looks_right(guest)
