"""Each right of a resident is used on a page, in Chinese, on a phone, and without any script."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from tests.chromium import CHROMIUM
from tests.services.conftest import PASSWORD, Neighbourhood
from tests.services.walking import PHONE, Streets, Walk

OWN_ROOMS = ["me", "me/acts", "me/data", "me/leave", "me/erase"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


def confirmed(walk: Walk, neighbourhood: Neighbourhood, name: str) -> tuple[str, str]:
    """She joins on the page, and the clerk confirms her residence; log-in and name on the roll."""
    login = walk.join(name)
    token = neighbourhood.with_token(login)
    member = str(token.get("me").json["member"])
    answer = neighbourhood.clerk.post(f"residents/{member}/verification")
    neighbourhood.visitor.get(f"policies?after={answer.json['position']}")
    return login, member


def recorded_at_the_desk(neighbourhood: Neighbourhood, member: str, title: str) -> str:
    """The clerk records that she agrees; the suggestion on which she would not."""
    suggestion = neighbourhood.suggestion(title=title)
    answer = neighbourhood.clerk.put(
        f"suggestions/{suggestion}/stance", {"choice": "agree", "for": member}
    )
    neighbourhood.visitor.get(f"suggestions/{suggestion}?after={answer.json['position']}")
    return suggestion


def test_she_uses_each_of_her_rights_on_a_page(
    streets: Streets, neighbourhood: Neighbourhood, tmp_path: Path
) -> None:
    with streets.walk(script=False, size=PHONE) as walk:
        login, member = confirmed(walk, neighbourhood, "王秀兰")
        suggestion = recorded_at_the_desk(neighbourhood, member, "广场晚上九点后安静")
        sees_what_is_held(walk, login)
        takes_it_home(walk, tmp_path, login, member)
        objects(walk, suggestion, "广场晚上九点后安静")
        a_child_of_hers_joins(neighbourhood, member, "王小小")
        withdraws_her_consent(walk, "王小小")
        asks_to_be_erased_and_takes_it_back(walk)
        leaves(walk)


def sees_what_is_held(walk: Walk, login: str) -> None:
    walk.to("me")
    expect(walk.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    walk.page.get_by_role("link", name="保存着的我的全部资料").click()
    main = walk.page.get_by_role("main")
    for words in ("王秀兰", "3号楼2单元501", "18 岁及以上", f"登录名：{login}", "名册"):
        expect(main).to_contain_text(words)
    expect(main.get_by_role("heading", name="谁看过")).to_be_visible()


def takes_it_home(walk: Walk, folder: Path, login: str, member: str) -> None:
    """The file is read back: her words and entries are in it."""
    with walk.page.expect_download() as downloading:
        walk.page.get_by_role("link", name="导出全部资料（一个文件）").click()
    file = folder / downloading.value.suggested_filename
    downloading.value.save_as(file)
    assert file.suffix == ".json"
    export = json.loads(file.read_text("utf-8"))
    assert export["account"]["login"] == login
    assert export["names"]["member"] == member
    assert export["details"]["name"] == "王秀兰"
    stance = export["entries"][0]
    assert stance["entry"]["e"] == "suggestions.StanceTaken.1"
    assert stance["entry"]["by"] == "staff:clerk"


def objects(walk: Walk, suggestion: str, title: str) -> None:
    """She says that the desk recorded something else than she meant: it counts no longer."""
    walk.to(f"suggestions/{suggestion}")
    expect(walk.page.locator("#stance .tally .agree strong")).to_have_text("1")
    walk.to("me")
    waiting = walk.page.get_by_role("region", name="服务台替您记下的")
    expect(waiting).to_contain_text(title)
    expect(waiting).to_contain_text("工作人员 clerk · 本人到场")
    waiting.get_by_text("这不是我的意思").click()
    waiting.get_by_role("button", name="提出异议，不再计数").click()
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("我的行动")
    expect(walk.page.get_by_text("您已提出异议，不再计数。")).to_be_visible()
    walk.to(f"suggestions/{suggestion}")
    expect(walk.page.locator("#stance .tally .agree strong")).to_have_text("0")


def a_child_of_hers_joins(neighbourhood: Neighbourhood, guardian: str, name: str) -> None:
    """At the desk, which notes that she is the guardian."""
    details = {"name": name, "age_band": "under-14"}
    child = neighbourhood.clerk.post("desk/residents", details).json["id"]
    neighbourhood.clerk.post(f"residents/{child}/verification")
    named = neighbourhood.clerk.post(f"children/{child}/guardians", {"guardian": guardian})
    assert named.status == 201, named.body
    neighbourhood.visitor.get(f"policies?after={named.json['position']}")


def withdraws_her_consent(walk: Walk, child: str) -> None:
    """She consents first, so that there is something to take back."""
    walk.to("me")
    walk.page.get_by_role("region", name="我的孩子").get_by_role("link", name=child).click()
    walk.page.get_by_label("我已读过以上内容，并且同意。").check()
    walk.press(f"同意公布这个孩子写的话 {child}")
    expect(walk.page.get_by_text("同意有效")).to_be_visible()
    walk.press(f"收回同意 {child}")
    expect(walk.page.get_by_role("status")).to_contain_text("您的收回已记录")
    walk.to("me")
    expect(walk.page.get_by_role("region", name="我的孩子")).to_contain_text("同意已收回")
    walk.to("me/acts")
    latest = walk.page.locator(".trail > li").first
    expect(latest).to_contain_text("收回了公开")
    expect(latest).not_to_contain_text("由服务台代记")


def asks_to_be_erased_and_takes_it_back(walk: Walk) -> None:
    walk.to("me/erase")
    expect(walk.page.get_by_role("main")).to_contain_text("谁都还能重新算一遍")
    walk.page.get_by_label("请再输一次密码").fill("不是这个密码")
    walk.press("要求抹除")
    expect(walk.page.get_by_role("alert")).to_contain_text("密码不对。")
    walk.page.get_by_label("请再输一次密码").fill(PASSWORD)
    walk.press("要求抹除")
    expect(walk.page.get_by_role("heading", name="您已要求抹除。")).to_be_visible()
    walk.to("me")
    expect(walk.page.get_by_role("main")).to_contain_text("您已要求抹除。")
    walk.page.get_by_role("link", name="看进展").click()
    walk.press("收回抹除")
    expect(walk.page.get_by_role("status")).to_contain_text("已收回")


def leaves(walk: Walk) -> None:
    walk.to("me/leave")
    walk.page.get_by_label("我已看明白，要退出。").check()
    walk.press("退出社区")
    expect(walk.page.get_by_role("main")).to_contain_text("您已退出名册。")
    walk.to("me/acts")
    expect(walk.page.locator(".trail > li").first).to_contain_text("回执：第")


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_ones_own_pages_fit_a_phone_and_axe_finds_nothing(
    streets: Streets, neighbourhood: Neighbourhood, language: str
) -> None:
    axe = Axe()
    with streets.walk(size=PHONE) as walk:
        _, member = confirmed(walk, neighbourhood, "李大爷")
        recorded_at_the_desk(neighbourhood, member, "门口装一盏灯")
        walk.to(f"dashboard?lang={language}")
        found, wide = {}, []
        for room in OWN_ROOMS:
            walk.to(room)
            walk.page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
            if walk.page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
                wide.append(room)
            violations = axe.run(walk.page).response["violations"]
            if violations:
                found[room] = [(it["id"], it["nodes"][0]["html"]) for it in violations]
        assert (found, wide) == ({}, [])
