"""A resident votes on a phone, changes the vote, votes on paper, and finds it in the result."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Dialog, Page, expect

from infra.settings import Settings
from infra.supervisor import Databases
from tests.chromium import CHROMIUM
from tests.services.at_the_polls import Polls, voting
from tests.services.conftest import NUMBERS
from tests.services.walking import PHONE, Streets, Walk

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

OPTIONS = ("给排练室加隔音", "装一排晾衣架", "修东门的路灯")


@pytest.fixture(scope="module")
def polls(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Polls]:
    with voting(settings, databases, tmp_path_factory.mktemp("walking_to_the_polls")) as polls:
        yield polls


@pytest.fixture
def lanes(browser: Browser, polls: Polls) -> Streets:
    return Streets(browser, f"http://127.0.0.1:{polls.neighbourhood.port}")


@dataclass(frozen=True)
class Voter:
    """Somebody verified with a log-in, whom the desk finds by name."""

    login: str
    name: str


@pytest.fixture
def voter(polls: Polls) -> Voter:
    caller, login = polls.neighbourhood.newcomer()
    name = f"王秀英{next(NUMBERS)}"
    joined = caller.post("residents", {"name": name, "age_band": "18-and-over"})
    verified = polls.neighbourhood.clerk.post(f"residents/{joined.json['id']}/verification")
    polls.shown(verified)
    return Voter(login, name)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_resident_changes_a_vote_votes_on_paper_and_finds_it_in_the_result(
    lanes: Streets, polls: Polls, voter: Voter, *, script: bool
) -> None:
    with (
        lanes.walk(script=script) as chair,
        lanes.walk(script=script, size=PHONE) as walk,
        lanes.walk(script=script) as clerk,
        lanes.walk(script=script) as colleague,
    ):
        poll = _the_committee_opens(chair, f"下半年先办哪一件？之{next(NUMBERS)}")
        walk.sign_in(voter.login)
        _votes(walk, poll, OPTIONS[0])
        _nothing_is_told(walk, chair, poll)
        walk.page.get_by_role("link", name="改投").click()
        expect(walk.page.get_by_text("您已经有一张有效选票")).to_be_visible()
        _votes(walk, poll, OPTIONS[1])
        clerk.sign_in("clerk")
        number = _the_desk_records(clerk, voter.name, poll, OPTIONS[2])
        _a_second_person_reads_otherwise(colleague, number, OPTIONS[0])
        number = _the_desk_records(clerk, voter.name, poll, OPTIONS[2])
        _a_second_person_confirms(colleague, number, OPTIONS[2])
        walk.to(f"polls/{poll}")
        expect(walk.page.get_by_text("您的纸质选票算数")).to_be_visible()
        expect(walk.page.get_by_role("link", name="改投")).to_have_count(0)
        polls.close(poll)
        _the_result_holds(walk, poll, OPTIONS[2], number, script=script)


def test_nobody_leaves_a_ballot_that_is_not_cast_without_being_asked(
    lanes: Streets, polls: Polls, voter: Voter
) -> None:
    poll = polls.open(labels=list(OPTIONS))
    with lanes.walk(size=PHONE) as walk:
        walk.sign_in(voter.login)
        walk.to(f"polls/{poll}/vote")
        _goes_unasked(walk.page)
        walk.to(f"polls/{poll}/vote")
        walk.page.get_by_label(OPTIONS[0]).check()
        _is_asked_before_going(walk.page)
        walk.press("下一步：核对我的选票")
        expect(walk.page.get_by_role("status")).to_contain_text("您还没有投票")
        walk.page.get_by_role("heading", level=1).click()
        _is_asked_before_going(walk.page)
        walk.press("现在投出这张选票")
        expect(walk.page.get_by_role("status")).to_contain_text("您已投票")
        _goes_unasked(walk.page)


@pytest.mark.parametrize(
    ("kind", "fill"),
    [
        ("several", "tick"),
        ("approval", "tick"),
        ("ranked", "rank"),
        ("statements", "answer"),
    ],
)
def test_every_kind_of_ballot_can_be_cast_on_a_phone_without_script(
    lanes: Streets, polls: Polls, voter: Voter, kind: str, fill: str
) -> None:
    more = {"choices_max": 2} if kind == "several" else {}
    poll = polls.open(kind=kind, labels=list(OPTIONS), **more)
    with lanes.walk(script=False, size=PHONE) as walk:
        walk.sign_in(voter.login)
        walk.to(f"polls/{poll}/vote")
        walk.press("下一步：核对我的选票")
        expect(walk.page.get_by_role("alert")).to_contain_text("还什么都没选")
        _fill(walk.page, fill)
        walk.press("下一步：核对我的选票")
        walk.press("改一改选票")
        walk.press("下一步：核对我的选票")
        chosen = walk.page.locator(".chosen li")
        expect(chosen).to_have_count(2)
        expect(chosen.first).to_contain_text(OPTIONS[2] if fill == "rank" else OPTIONS[0])
        walk.press("现在投出这张选票")
        expect(walk.page.get_by_role("status")).to_contain_text("您已投票")


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_pages_of_a_poll_are_accessible_in_both_languages(
    lanes: Streets, polls: Polls, voter: Voter, language: str
) -> None:
    poll = polls.open(labels=list(OPTIONS), quorum=5, mode="anonymous")
    others = [polls.open(labels=list(OPTIONS), kind=kind) for kind in ("ranked", "statements")]
    with lanes.walk(size=PHONE) as walk:
        walk.sign_in(voter.login)
        ballots = [f"polls/{each}/vote" for each in (poll, *others)]
        for place in ("polls", f"polls/{poll}", f"polls/{poll}/ballots", *ballots):
            walk.to(f"{place}?lang={language}")
            _is_accessible(walk.page)
    with lanes.walk() as chair:
        chair.sign_in("chair")
        for place in (f"polls/{poll}", "polls/new", "desk/papers"):
            chair.to(f"{place}?lang={language}")
            _is_accessible(chair.page)


def _the_committee_opens(chair: Walk, question: str) -> str:
    """Through every step of the pages; the id of the poll stands in its address."""
    chair.sign_in("chair")
    chair.to("polls")
    chair.page.get_by_role("link", name="发起一次表决").click()
    chair.page.get_by_label("表决的问题").fill(question)
    chair.page.get_by_label("选项或陈述，每行一个").fill("\n".join(OPTIONS))
    chair.page.get_by_label("密封匿名").check()
    chair.press("下一步：再看一遍")
    expect(chair.page.get_by_role("status")).to_contain_text("这次表决还没有发起")
    expect(chair.page.get_by_text("挡不住胁迫")).to_be_visible()
    chair.press("现在发起这次表决")
    expect(chair.page.get_by_role("heading", level=1)).to_have_text(question)
    return chair.page.url.partition("?")[0].rpartition("/")[2]


def _votes(walk: Walk, poll: str, option: str) -> None:
    walk.to(f"polls/{poll}/vote")
    expect(walk.page.get_by_text("挡不住胁迫")).to_be_visible()
    walk.page.get_by_label(option).check()
    walk.press("下一步：核对我的选票")
    expect(walk.page.get_by_role("status")).to_contain_text("还没有投出")
    walk.press("现在投出这张选票")
    expect(walk.page.get_by_role("status")).to_contain_text("您已投票")


def _nothing_is_told(walk: Walk, chair: Walk, poll: str) -> None:
    """Neither one's own page nor the list of ballots says what a sealed ballot holds."""
    expect(walk.page.get_by_text("您的选择，人人都能看到")).to_have_count(0)
    chair.to(f"polls/{poll}/ballots")
    expect(chair.page.get_by_text("选票是密封的")).to_be_visible()
    chair.to(f"polls/{poll}/result")
    expect(chair.page.get_by_text("这次表决还没有结果")).to_be_visible()
    chair.to(f"polls/{poll}")
    expect(chair.page.get_by_text("已有 1 人投票")).to_be_visible()


def _the_desk_records(clerk: Walk, name: str, poll: str, option: str) -> str:
    """The number that is written on the sheet."""
    clerk.to("desk")
    clerk.page.get_by_label("姓名、住址或登录名").fill(name)
    clerk.press("查找")
    clerk.page.get_by_role("link", name=f"代录纸质选票 {name}").click()
    clerk.page.locator(f'a[href*="{poll.replace(":", "%3A")}"]').click()
    clerk.page.get_by_label(option).check()
    clerk.press("下一步：与纸上核对")
    expect(clerk.page.locator(".chosen")).to_have_text(option)
    clerk.press("现在记录这张纸质选票")
    status = clerk.page.get_by_role("status")
    expect(status).to_contain_text("请把这个编号写在纸上")
    number = status.get_by_role("link").inner_text()
    clerk.to("desk/papers")
    expect(clerk.page.get_by_text("要由另一位工作人员来读").first).to_be_visible()
    return number


def _a_second_person_reads_otherwise(colleague: Walk, number: str, option: str) -> None:
    """Whoever reads something else is told so, and is not told what the first one read."""
    colleague.sign_in("colleague")
    _reads(colleague, number, option)
    expect(colleague.page.get_by_role("status")).to_contain_text("这张不算，要重新录入")


def _reads(colleague: Walk, number: str, option: str) -> None:
    colleague.to("desk/papers")
    colleague.page.get_by_role("link", name=f"第 {number} 号纸质选票").click()
    expect(colleague.page.get_by_role("radio", checked=True)).to_have_count(0)
    colleague.page.get_by_label(option).check()
    colleague.press("确认这张纸质选票")


def _a_second_person_confirms(colleague: Walk, number: str, option: str) -> None:
    _reads(colleague, number, option)
    expect(colleague.page.get_by_role("status")).to_contain_text("这张纸质选票从现在起算数")


def _the_result_holds(walk: Walk, poll: str, option: str, number: str, *, script: bool) -> None:
    walk.to(f"polls/{poll}")
    walk.page.get_by_role("link", name="查看结果").click()
    expect(walk.page.get_by_text("您的选票已计入")).to_be_visible()
    own = walk.page.get_by_role("region", name="您的选票")
    expect(own.get_by_role("link", name=f"第 {number} 条")).to_be_visible()
    expect(own.locator(".chosen")).to_have_text(option)
    expect(walk.page.get_by_role("region", name="决定了什么")).to_contain_text(option)
    if script:  # A page whose scripts are off cannot be asked by one.
        _is_accessible(walk.page)
    walk.page.get_by_role("link", name="全部选票", exact=True).click()
    expect(walk.page.get_by_role("row").filter(has_text=number).first).to_contain_text(option)
    expect(walk.page.get_by_text("被后来的投票替换")).to_have_count(2)


def _goes_unasked(page: Page) -> None:
    asked: list[str] = []

    def go(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", go)
    page.get_by_role("link", name="看板").click()
    page.wait_for_url("**/dashboard")
    page.remove_listener("dialog", go)
    assert asked == []


def _is_asked_before_going(page: Page) -> None:
    """The browser asks, and whoever says no stays where the ballot is."""

    def stay(dialog: Dialog) -> None:
        assert dialog.type == "beforeunload"
        dialog.dismiss()

    page.once("dialog", stay)
    with page.expect_event("dialog"):
        page.get_by_role("link", name="看板").click(no_wait_after=True)
    expect(page.locator("form[data-uncast]")).to_be_visible()


def _fill(page: Page, fill: str) -> None:
    if fill == "tick":
        page.get_by_label(OPTIONS[0]).check()
        page.get_by_label(OPTIONS[1]).check()
    elif fill == "rank":
        page.get_by_label(OPTIONS[2]).select_option("1")
        page.get_by_label(OPTIONS[0]).select_option("3")
    else:
        page.get_by_role("group", name=OPTIONS[0]).get_by_label("赞成").check()
        page.get_by_role("group", name=OPTIONS[1]).get_by_label("反对").check()


def _is_as_wide_as_a_phone(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def _is_accessible(page: Page) -> None:
    if page.evaluate("innerWidth") <= PHONE["width"]:
        _is_as_wide_as_a_phone(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
