"""What residents see and do, in a real Chromium."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import ViewportSize, expect

from tests.chromium import CHROMIUM
from tests.services.conftest import HIDDEN, PASSWORD, Neighbourhood
from tests.services.walking import DESK, NUMBERS, PHONE, Streets, Walk

OPEN_ROOMS = [
    "dashboard", "dashboard/figures", "suggestions", "suggestions?q=隔音", "statements",
    "audit", "audit/0", "audit/1", "policies", "roles", "sign-in", "join",
    f"suggestions/{HIDDEN}",
]  # fmt: skip

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


def verify(streets: Streets, name: str, *, script: bool = True) -> None:
    """The clerk confirms the residence of the newest member of that name."""
    with streets.walk(script=script) as clerk:
        clerk.sign_in("clerk")
        clerk.to("desk")
        clerk.press(f"确认居住 {name}")
        expect(clerk.page.get_by_role("status")).to_contain_text("居住已确认")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_she_joins_is_verified_suggests_and_a_neighbour_agrees(
    streets: Streets, *, script: bool, size: ViewportSize
) -> None:
    turn = next(NUMBERS)
    she, neighbour = f"王秀兰{turn}", f"李建国{turn}"
    title = f"给排练室加一层隔音 第{turn}次提"
    with streets.walk(script=script, size=size) as her, streets.walk(script=script) as his:
        her.join(she)
        his.join(neighbour)
        verify(streets, she, script=script)
        verify(streets, neighbour, script=script)
        suggest(her, title)
        address = her.page.url.partition("?")[0]
        his.page.goto(address)
        his.press(f"赞成 {title}")
        expect(his.page.get_by_text("您的表态是“赞成”")).to_be_visible()
        expect(his.page.locator("#stance .tally .agree strong")).to_have_text("1")
        his.page.get_by_label("支持", exact=True).check()
        his.page.get_by_label("评论", exact=True).fill("我家就在楼上，我来帮忙。")
        his.press("发表评论")
        for walk in (her, his):
            walk.page.goto(address)
            expect(walk.page.locator("#stance .tally .agree strong")).to_have_text("1")
            expect(walk.page.locator(".side-for")).to_contain_text("我来帮忙")
            expect(walk.page.locator(".trail li")).to_have_count(3)
            walk.to("dashboard")
            expect(walk.page.locator("#figure-acts-stance .figure-value")).not_to_have_text("0")
            walk.to("audit")
            expect(walk.page.locator(".trail").get_by_text("表态“赞成”").first).to_be_visible()
            expect(walk.page.locator(".trail").get_by_text(title).first).to_be_visible()


def suggest(walk: Walk, title: str) -> None:
    walk.to("suggestions/new")
    walk.page.get_by_label("一句话说清楚").fill(title)
    walk.page.get_by_label("方面").select_option("making-together")
    walk.page.get_by_label("现在是什么情况").fill("晚上九点以后，楼上的孩子要睡觉。")
    walk.press("下一步：看看有没有相似的")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("比一比，再发布")
    walk.press("发布建议")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text(title)


def test_whoever_is_not_signed_in_comes_back_to_the_suggestion(
    streets: Streets, neighbourhood: Neighbourhood
) -> None:
    suggestion = neighbourhood.suggestion()
    login = neighbourhood.newcomer()[1]
    with streets.walk() as walk:
        walk.to(f"suggestions/{suggestion}")
        walk.press("赞成 给排练室加隔音")
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("登录")
        walk.page.get_by_label("登录名").fill(login)
        walk.page.get_by_label("密码").fill(PASSWORD)
        walk.press("登录")
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("给排练室加隔音")
        expect(walk.page.locator("#stance")).to_contain_text("您还不在本社区的名册上：请先加入。")


def test_words_survive_a_session_that_ended_while_she_wrote(streets: Streets) -> None:
    with streets.walk() as walk:
        login = walk.join("吴阿姨")
        verify(streets, "吴阿姨")
        walk.to("suggestions/new")
        walk.page.get_by_label("一句话说清楚").fill("每层楼道放一张椅子")
        walk.page.get_by_label("方面").select_option("elder-care")
        walk.page.get_by_label("现在是什么情况").fill("上楼要歇两次。\n带着菜更难。")
        walk.page.context.clear_cookies()
        walk.press("下一步：看看有没有相似的")
        expect(walk.page.get_by_role("alert")).to_contain_text("您写的内容会保留")
        walk.page.get_by_label("登录名").fill(login)
        walk.page.get_by_label("密码").fill(PASSWORD)
        walk.press("登录")
        expect(walk.page.get_by_label("一句话说清楚")).to_have_value("每层楼道放一张椅子")
        expect(walk.page.get_by_label("现在是什么情况")).to_have_value(
            "上楼要歇两次。\n带着菜更难。"
        )
        walk.press("下一步：看看有没有相似的")
        walk.press("发布建议")
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("每层楼道放一张椅子")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_back_after_publishing_leads_to_the_preview(streets: Streets, *, script: bool) -> None:
    with streets.walk(script=script) as walk:
        walk.join("郑老师")
        verify(streets, "郑老师")
        suggest(walk, "楼下的长椅修一修")
        address = walk.page.url
        walk.page.go_back()
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("比一比，再发布")
        walk.press("发布建议")
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("楼下的长椅修一修")
        assert walk.page.url == address


def test_a_stance_needs_no_mouse(streets: Streets, neighbourhood: Neighbourhood) -> None:
    suggestion = neighbourhood.suggestion()
    with streets.walk() as walk:
        login = walk.join("赵阿姨")
        verify(streets, "赵阿姨")
        walk.to(f"suggestions/{suggestion}")
        keyboard = walk.page.keyboard
        keyboard.press("Tab")
        expect(walk.page.get_by_role("link", name="跳到正文")).to_be_focused()
        keyboard.press("Enter")
        button = walk.page.get_by_role("button", name="反对 给排练室加隔音")
        for _ in range(20):
            keyboard.press("Tab")
            if button.evaluate("it => it === document.activeElement"):
                break
        expect(button).to_be_focused()
        outline = button.evaluate("it => getComputedStyle(it).outlineStyle")
        assert outline == "solid", "Where the focus is must be seen."
        keyboard.press("Enter")
        expect(walk.page.get_by_text("您的表态是“反对”")).to_be_visible()
        assert login


def test_similar_suggestions_appear_while_she_types(
    streets: Streets, neighbourhood: Neighbourhood
) -> None:
    neighbourhood.suggestion(title="楼道里装一排感应灯")
    with streets.walk() as walk:
        walk.join("孙大爷")
        verify(streets, "孙大爷")
        walk.to("suggestions/new")
        walk.page.get_by_label("一句话说清楚").press_sequentially("楼道装感应灯")
        found = walk.page.locator("#similar")
        expect(found).to_contain_text("楼道里装一排感应灯")
        expect(found).to_have_attribute("aria-live", "polite")


def test_statements_come_one_at_a_time(streets: Streets, neighbourhood: Neighbourhood) -> None:
    neighbourhood.suggestion(title="心愿墙每周清一次")
    with streets.walk(size=PHONE) as walk:
        walk.join("钱奶奶")
        verify(streets, "钱奶奶")
        walk.to("statements")
        expect(walk.page.locator("#progress-words")).to_contain_text("已表态 0 /")
        title = walk.page.get_by_role("heading", level=2).inner_text()
        # By its address: a neighbour may have suggested the same in the same words.
        first = walk.page.get_by_role("link", name="邻居们怎么说").get_attribute("href")
        walk.press(f"说不准 {title}")
        expect(walk.page.locator("#progress-words")).to_contain_text("已表态 1 /")
        expect(walk.page.locator(f'article a[href="{first}"]')).to_have_count(0)


def rooms_of(walk: Walk, neighbourhood: Neighbourhood) -> list[str]:
    """Every page, also those behind the desk; the walker is signed in as the chair."""
    suggestion = neighbourhood.suggestion()
    neighbourhood.member()
    walk.sign_in("chair")
    return [
        *OPEN_ROOMS, "join?code=00000-00000", "me", "desk", "desk?all=1", "suggestions/new",
        f"suggestions/{suggestion}", *rooms_of_the_registrar(walk, neighbourhood),
    ]  # fmt: skip


def rooms_of_the_registrar(walk: Walk, neighbourhood: Neighbourhood) -> list[str]:
    """With somebody in question, a household, and a sheet that waits for confirmation."""
    told = {"name": "周老师", "household": "8-1-101", "age_band": "18-and-over"}
    for _ in range(2):
        neighbourhood.clerk.post("desk/residents", {**told, "although_alike": True})
    sheet = "住址,姓名\n8-1-102,吴阿姨\n,没有住址的人\n".encode()
    walk.to("registrar/import")
    walk.page.locator("#sheet").set_input_files(
        {"name": "sheet.csv", "mimeType": "text/csv", "buffer": sheet}
    )
    walk.page.locator("form.panel button").click()
    walk.page.wait_for_url("**/registrar/import?draft=*")
    preview = f"registrar/import?{walk.page.url.partition('?')[2]}"
    return [preview, *(f"registrar{place}" for place in ("", "/import", "/households", "/letters"))]


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_no_page_is_wider_than_a_phone(
    streets: Streets, neighbourhood: Neighbourhood, locale: str
) -> None:
    with streets.walk(size=PHONE) as walk:
        rooms = rooms_of(walk, neighbourhood)
        walk.to(f"dashboard?lang={'en' if locale == 'en-GB' else 'zh-Hans'}")
        wide = []
        for room in rooms:
            walk.to(room)
            walk.page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
            if walk.page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
                wide.append(room)
        assert wide == []


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_axe_finds_nothing_on_any_page(
    streets: Streets, neighbourhood: Neighbourhood, language: str
) -> None:
    axe = Axe()
    with streets.walk() as walk:
        rooms = rooms_of(walk, neighbourhood)
        walk.to(f"dashboard?lang={language}")
        found = {}
        for room in [*rooms, "no-such-room"]:
            walk.to(room)
            assert walk.page.locator("html").get_attribute("lang") == language
            walk.page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
            violations = axe.run(walk.page).response["violations"]
            if violations:
                found[room] = [(it["id"], it["nodes"][0]["html"]) for it in violations]
        assert found == {}


def test_axe_finds_nothing_after_a_form_was_refused(streets: Streets) -> None:
    axe, name = Axe(), f"周老师{next(NUMBERS)}"
    with streets.walk() as walk:
        walk.join(name)
        walk.to("suggestions/new")
        expect(walk.page.get_by_role("main")).to_contain_text("您的居住还没有确认")
        assert axe.run(walk.page).response["violations"] == []
        verify(streets, name)
        walk.to("suggestions/new")
        walk.page.get_by_label("一句话说清楚").fill("给排练室加隔音")
        walk.page.get_by_label("方面").select_option("services")
        walk.press("下一步：看看有没有相似的")
        assert axe.run(walk.page).response["violations"] == []
        walk.page.evaluate("document.querySelector('main [name=csrf]').value = 'old'")
        walk.press("发布建议")
        expect(walk.page.get_by_role("alert")).to_contain_text("这份表单已经过期")
        expect(walk.page.get_by_label("一句话说清楚")).to_have_value("给排练室加隔音")
        assert axe.run(walk.page).response["violations"] == []


def test_english_stays_once_it_was_chosen(streets: Streets) -> None:
    with streets.walk() as walk:
        walk.to("dashboard")
        walk.page.get_by_role("link", name="English").click()
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("Participation dashboard")
        walk.to("policies")
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("The rules of today")
        walk.page.get_by_role("link", name="中文").click()
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("现行规则")


def test_the_committee_changes_a_rule_and_the_trail_says_so(streets: Streets) -> None:
    with streets.walk() as walk:
        walk.sign_in("chair")
        walk.to("policies")
        rule = walk.page.locator("#policy-suggestions-per-day")
        rule.get_by_role("combobox").select_option("7")
        rule.get_by_role("button").click()
        expect(rule.locator(".rule-value")).to_have_text("每天 7 条")
        walk.to("audit?event=community.PolicyAdopted.1")
        expect(walk.page.locator(".trail li").first).to_contain_text(
            "工作人员 chair 把规则“每人每天的建议数”定为“7”。"
        )
