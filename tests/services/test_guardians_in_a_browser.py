"""A guardian consents and withdraws on a phone, in Chinese, and sees what becomes of the words."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from tests.chromium import CHROMIUM
from tests.services.conftest import NUMBERS, Neighbourhood
from tests.services.walking import PHONE, Streets, Walk

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_guardian_consents_and_withdraws_on_a_phone(
    streets: Streets, neighbourhood: Neighbourhood, *, script: bool
) -> None:
    turn = next(NUMBERS)
    child, title = f"王小小{turn}", f"给第{turn}号滑梯装一块遮阳板"
    caller, login = neighbourhood.newcomer()
    caller.post("residents", {"name": f"王大明{turn}", "age_band": "18-and-over"})
    with streets.walk(script=script) as clerk, streets.walk(script=script, size=PHONE) as walk:
        _the_desk_notes(clerk, child, guardian=f"王大明{turn}")
        walk.sign_in(login)
        _consents(walk, child)
        address = _the_child_suggests(neighbourhood, caller, title)
        walk.to(address)
        expect(walk.page.get_by_role("heading", level=1)).to_have_text(title)
        expect(walk.page.get_by_text("一位小居民").first).to_be_visible()
        walk.to("me/children")
        walk.press(f"收回同意 {child}")
        expect(walk.page.get_by_role("status")).to_contain_text("您的收回已记录")
        expect(walk.page.get_by_text("同意已收回")).to_be_visible()
        walk.to(address)
        expect(walk.page.get_by_role("heading", level=1)).not_to_contain_text(title)
        _consents(walk, child)
        walk.to(address)
        expect(walk.page.get_by_role("heading", level=1)).to_have_text(title)


def _the_desk_notes(clerk: Walk, child: str, *, guardian: str) -> None:
    """A child joins at the desk, and somebody who came along is noted as the guardian."""
    clerk.sign_in("clerk")
    clerk.to("desk")
    clerk.page.get_by_label("姓名", exact=True).fill(child)
    clerk.page.get_by_label("年龄段").select_option("under-14")
    clerk.press("登记入册")
    joined = clerk.page.get_by_role("status")
    joined.get_by_role("button", name=f"确认居住 {child}").click()
    clerk.to("desk")
    clerk.page.get_by_role("searchbox").fill(child)
    clerk.press("查找")
    clerk.page.get_by_role("link", name=f"监护人与登记信息 {child}").click()
    clerk.page.get_by_role("searchbox").fill(guardian)
    clerk.press("查找")
    clerk.press(f"登记为监护人 {guardian}")
    expect(clerk.page.get_by_role("status")).to_contain_text("监护人已登记")


def _consents(walk: Walk, child: str) -> None:
    walk.to("me/children")
    agree = walk.page.get_by_label("我已读过以上内容，并且同意。")
    expect(agree).not_to_be_checked()
    expect(walk.page.get_by_text("同意的有效期是一年")).to_be_visible()
    agree.check()
    walk.press(f"同意公布这个孩子写的话 {child}")
    expect(walk.page.get_by_role("status")).to_contain_text("您的同意已记录")
    expect(walk.page.get_by_text("同意有效")).to_be_visible()


def _the_child_suggests(neighbourhood: Neighbourhood, guardian: object, title: str) -> str:
    """At the desk, where children without a log-in speak; the address of the suggestion."""
    [item] = guardian.get("me/children").json["items"]  # type: ignore[attr-defined]
    said = {"title": title, "category": "making-together", "for": item["child"]}
    made = neighbourhood.clerk.post("suggestions", said)
    assert made.status == 201, made.body
    suggestion = made.json["id"]
    neighbourhood.visitor.get(f"suggestions/{suggestion}?after={made.json['position']}")
    return f"suggestions/{suggestion}"


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_pages_of_children_fit_a_phone_and_are_accessible(
    streets: Streets, neighbourhood: Neighbourhood, language: str
) -> None:
    child, guardian = _family(neighbourhood)
    with streets.walk(size=PHONE) as walk, streets.walk(size=PHONE) as clerk:
        walk.sign_in(guardian)
        clerk.sign_in("clerk")
        for one, place in (
            (walk, "me/children"),
            (walk, "consents/guardian-consent-1"),
            (clerk, f"desk/guardian?resident={child}"),
        ):
            one.to(f"{place}{'&' if '?' in place else '?'}lang={language}")
            widths = one.page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            )
            assert widths[0] <= widths[1], place
            found = Axe().run(one.page).response["violations"]
            assert [each["id"] for each in found] == [], place
        clerk.page.get_by_role("searchbox").fill(guardian)
        clerk.page.get_by_role("searchbox").press("Enter")
        expect(clerk.page.locator("ul.people")).to_be_visible()
        assert Axe().run(clerk.page).response["violations"] == []


def _family(neighbourhood: Neighbourhood) -> tuple[str, str]:
    """A child by its name on the roll, and the guardian's log-in."""
    caller, login = neighbourhood.newcomer()
    caller.post("residents", {"name": "王大明", "age_band": "18-and-over"})
    details = {"name": "王小小", "age_band": "under-14"}
    child = str(neighbourhood.clerk.post("desk/residents", details).json["id"])
    named = neighbourhood.clerk.post(f"children/{child}/guardians", {"guardian": login})
    assert named.status == 201, named.body
    neighbourhood.visitor.get(f"policies?after={named.json['position']}")
    return child, login
