"""What becomes of a suggestion, in a real Chromium: nobody is moved, everybody is asked."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import ViewportSize, expect

from tests.chromium import CHROMIUM
from tests.services.conftest import Neighbourhood
from tests.services.walking import DESK, NUMBERS, PHONE, Streets, Walk

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

BOTH = pytest.mark.parametrize(
    ("script", "size"), [(True, DESK), (False, PHONE)], ids=["desk-with-script", "phone-without"]
)


def resident(neighbourhood: Neighbourhood) -> str:
    """The log-in of somebody verified."""
    caller, login = neighbourhood.newcomer()
    details = {"name": "王小明", "age_band": "18-and-over"}
    member = caller.post("residents", details).json["id"]
    assert neighbourhood.clerk.post(f"residents/{member}/verification").status == 201
    return login


def is_accessible(walk: Walk) -> None:
    found = Axe().run(walk.page)
    assert found.violations_count == 0, found.generate_report()


def merge(chair: Walk, source: str, title: str) -> None:
    chair.to(f"suggestions/{source}")
    chair.page.get_by_role("link", name="合并", exact=True).click()
    chair.page.get_by_label("搜索").fill(title)
    chair.press("搜索")
    chair.page.get_by_role("radio", name=title).check()
    chair.page.get_by_label("理由（所有人可见）").fill("说的是同一件事。")
    chair.press("合并")
    expect(chair.page.locator("#merged")).to_contain_text(title)


@BOTH
def test_a_resident_consents_to_a_merge_and_takes_it_back(
    streets: Streets, neighbourhood: Neighbourhood, *, script: bool, size: ViewportSize
) -> None:
    turn = next(NUMBERS)
    source_title, title = f"排练室夜里太吵 {turn}", f"给排练室加隔音 {turn}"
    source = neighbourhood.suggestion(title=source_title)
    into = neighbourhood.suggestion(title=title)
    login = resident(neighbourhood)
    with (
        streets.walk(script=script, size=size) as her,
        streets.walk(script=script, size=size) as chair,
    ):
        her.sign_in(login)
        her.to(f"suggestions/{source}")
        her.press(f"赞成 {source_title}")
        expect(her.page.locator("#stance .tally .agree strong")).to_have_text("1")
        chair.sign_in("chair")
        merge(chair, source, title)
        her.to(f"suggestions/{into}")
        expect(her.page.locator("#stance .tally .agree strong")).to_have_text("0")
        expect(her.page.locator("#merges")).to_contain_text("您不同意，就什么都不会变")
        if script:
            is_accessible(her)
        her.press(f"我同意转移附议 {title}")
        expect(her.page.locator("#stance .tally .agree strong")).to_have_text("1")
        expect(her.page.locator("#stance")).to_contain_text("这是您从被合并的建议转来的附议")
        expect(her.page.locator("#merges")).to_contain_text("1 位附议人中，有 1 位同意")
        her.page.locator("#stance").get_by_role("link", name="收回表态").click()
        carried = her.page.locator(".trail > li").first
        carried.locator("summary").click()
        carried.get_by_role("button").click()
        expect(carried).to_contain_text("收回了对建议")
        her.to(f"suggestions/{into}")
        expect(her.page.locator("#stance .tally .agree strong")).to_have_text("0")
        her.to(f"suggestions/{source}")
        expect(her.page.locator("#stance .tally .agree strong")).to_have_text("1")


@BOTH
def test_a_resident_reaffirms_after_an_amendment(
    streets: Streets, neighbourhood: Neighbourhood, *, script: bool, size: ViewportSize
) -> None:
    turn = next(NUMBERS)
    title, new = f"楼下的长椅修一修 {turn}", f"楼下的两张长椅修一修 {turn}"
    author, login = resident(neighbourhood), resident(neighbourhood)
    suggestion = neighbourhood.suggestion(neighbourhood.with_token(author), title)
    with (
        streets.walk(script=script, size=size) as his,
        streets.walk(script=script, size=size) as her,
    ):
        her.sign_in(login)
        her.to(f"suggestions/{suggestion}")
        her.press(f"赞成 {title}")
        expect(her.page.get_by_text("您的表态是“赞成”")).to_be_visible()
        his.sign_in(author)
        his.to(f"suggestions/{suggestion}")
        his.page.get_by_role("link", name="修改文字").click()
        his.page.get_by_label("一句话说清楚").fill(new)
        his.press("下一步：对比新旧文字")
        expect(his.page.get_by_role("heading", level=1)).to_have_text("比一比，再发布")
        expect(his.page.locator("ins")).to_contain_text("两张")
        if script:
            is_accessible(his)
        his.press("发布新文字")
        expect(his.page.get_by_role("heading", level=1)).to_have_text(new)
        her.to(f"suggestions/{suggestion}")
        expect(her.page.locator("#stance")).to_contain_text("1 位附议人中，有 0 位赞成现在的文字")
        expect(her.page.locator("#reaffirm")).to_contain_text("您的“赞成”针对的是第 1 版")
        if script:
            is_accessible(her)
        her.page.get_by_role("link", name="对比两版").click()
        expect(her.page.locator("ins")).to_contain_text("两张")
        if script:
            is_accessible(her)
        her.to(f"suggestions/{suggestion}")
        her.press("对现在的文字也“赞成”")
        expect(her.page.locator("#stance")).to_contain_text("1 位附议人中，有 1 位赞成现在的文字")
        expect(her.page.locator("#reaffirm")).to_have_count(0)


@BOTH
def test_the_committee_answers_and_everybody_sees_the_chain(
    streets: Streets, neighbourhood: Neighbourhood, *, script: bool, size: ViewportSize
) -> None:
    suggestion = neighbourhood.suggestion(title=f"每层楼道放一张椅子 {next(NUMBERS)}")
    with streets.walk(script=script, size=size) as chair, streets.walk(script=script) as guest:
        chair.sign_in("chair")
        chair.to(f"suggestions/{suggestion}")
        chair.page.get_by_role("link", name="答复", exact=True).click()
        if script:
            is_accessible(chair)
        chair.page.get_by_role("radio", name="已采纳").check()
        chair.page.get_by_label("答复内容（所有人可见）").fill("好主意，月底前定下位置。")
        chair.press("发布答复")
        expect(chair.page.locator(".answer")).to_contain_text("好主意，月底前定下位置。")
        guest.to(f"suggestions/{suggestion}")
        expect(guest.page.locator(".answer")).to_contain_text("好主意，月底前定下位置。")
        guest.page.get_by_role("link", name="从建议到结果").click()
        expect(guest.page.get_by_role("heading", level=1)).to_have_text("从建议到结果")
        expect(guest.page.locator(".steps")).to_contain_text("反馈")
        if script:
            is_accessible(guest)


@BOTH
def test_a_neighbour_replies_finds_a_comment_right_and_follows(
    streets: Streets, neighbourhood: Neighbourhood, *, script: bool, size: ViewportSize
) -> None:
    title = f"小广场晚上早点熄灯 {next(NUMBERS)}"
    suggestion = neighbourhood.suggestion(title=title)
    said = {"side": "against", "text": "老人九点以后还在散步。"}
    made = neighbourhood.resident().post(f"suggestions/{suggestion}/comments", said)
    neighbourhood.visitor.get(f"suggestions?after={made.json['position']}")
    with streets.walk(script=script, size=size) as her:
        her.sign_in(resident(neighbourhood))
        her.to(f"suggestions/{suggestion}")
        her.press("说得对")
        expect(her.page.locator("#comments")).to_contain_text("1 人认为说得对")
        expect(her.page.get_by_role("button", name="说得对")).to_have_attribute(
            "aria-pressed", "true"
        )
        her.page.get_by_role("link", name="回复", exact=True).click()
        if script:
            is_accessible(her)
        her.page.get_by_label("您的回复").fill("那就十点熄灯。")
        her.press("发表回复")
        expect(her.page.locator(".replies")).to_contain_text("那就十点熄灯。")
        her.to(f"suggestions/{suggestion}")
        expect(her.page.locator(".replies")).to_contain_text("那就十点熄灯。")
        her.press(f"关注 {title}")
        expect(her.page.locator("#follow")).to_contain_text("关注 1 人")
        if script:
            is_accessible(her)
        her.press(f"已关注 {title}")
        expect(her.page.locator("#follow")).to_contain_text("关注 0 人")
