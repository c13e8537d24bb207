"""From a spreadsheet of 200 households to the first support, without a telephone or an e-mail."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect
from psycopg import sql
from psycopg.conninfo import make_conninfo

from infra.app import create
from infra.installation import opened
from infra.settings import Settings
from infra.supervisor import Databases
from tests.chromium import CHROMIUM, chromium
from tests.services.conftest import PASSWORD, SLUG, served
from tests.services.walking import PHONE, Streets, Walk

HOUSEHOLDS, NAMED, MISTAKES = 200, 60, 2
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}")
TITLE = "在三号楼门口装一盏灯"
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture
def streets(settings: Settings, databases: Databases, tmp_path: Path) -> Iterator[Streets]:
    """A community that was founded a moment ago: one account of the committee, and nothing else."""
    names = ("neighbourhood_of_200_main", "neighbourhood_of_200_keys")
    with psycopg.connect(databases.main, autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    main, keys = (make_conninfo(databases.main, dbname=name) for name in names)
    own = replace(settings, home=tmp_path, database_url=main, keys_url=keys)
    with opened(own) as installation:
        community = installation.communities.found(installation.writer, SLUG, "临江社区")
        chair = installation.communities.appoint(installation.writer, community, "chair")
        installation.accounts.register(community, "chair", PASSWORD, staff=chair)
    with served(create(own)) as port, chromium() as browser:
        yield Streets(browser, f"http://127.0.0.1:{port}")


def spreadsheet() -> bytes:
    """A list as an office has it: a title, 200 households, 60 of them with a name, two mistakes."""
    book, content = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(("临江社区住户名单",))
    sheet.append(("序号", "住址", "姓名", "年龄段"))
    for number in range(1, HOUSEHOLDS + 1):
        label = f"{(number - 1) // 50 + 1}号楼{(number - 1) // 25 % 2 + 1}单元{number:03}"
        name = f"居民{number}" if number <= NAMED else None
        sheet.append((number, label, name, "18岁以上" if name else None))
    sheet.append((201, None, "没有住址的人", None))
    sheet.append((202, "1-1-001", "居民1", "18岁以上"))
    book.save(content)
    return content.getvalue()


def asks_for_no_telephone(page: Page) -> None:
    expect(page.locator("input[type=tel], input[type=email]")).to_have_count(0)
    labels = " ".join(page.locator("label").all_inner_texts())
    assert not re.search("手机|短信|电话|邮箱|电邮", labels), labels


def join_by_letter(walk: Walk, address: str, login: str, name: str) -> None:
    walk.page.goto(address)
    asks_for_no_telephone(walk.page)
    expect(walk.page.get_by_label("邀请信上的邀请码")).to_have_value(CODE)
    expect(walk.page.get_by_label("住址")).to_have_count(0)
    walk.page.get_by_label("登录名").fill(login)
    walk.page.get_by_label("密码").fill(PASSWORD)
    walk.page.get_by_label("姓名").fill(name)
    walk.page.get_by_label("年龄段").select_option("18-and-over")
    walk.press("加入")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("我的")
    expect(walk.page.get_by_text("请到服务台来一次")).to_have_count(0)
    asks_for_no_telephone(walk.page)


def put_up(chair: Walk) -> None:
    """From the file to households and people, with what is left out told before."""
    chair.sign_in("chair")
    chair.page.get_by_role("link", name="名册", exact=True).click()
    chair.page.get_by_role("link", name="导入表格").click()
    asks_for_no_telephone(chair.page)
    chair.page.get_by_label("表格文件").set_input_files(
        {"name": "住户.xlsx", "mimeType": XLSX, "buffer": spreadsheet()}
    )
    chair.press("先看一看")
    expect(chair.page.get_by_role("heading", level=1)).to_have_text("确认表格之前")
    figures = chair.page.locator(".figure-value").all_inner_texts()
    assert figures == [str(HOUSEHOLDS), str(NAMED), "1", "0", "0", "1"]
    left_out = chair.page.locator("table", has_text="未采用的行")
    expect(left_out).to_contain_text("缺住址。")
    expect(left_out).to_contain_text("上面已经有同样的人或住户。")
    chair.press("确认这份表格")
    expect(chair.page.get_by_role("status")).to_contain_text("新增住户 200 户，进入名册 60 人")


def printed(chair: Walk) -> tuple[str, str]:
    """Every household has a letter of its own; the addresses in the first and the last."""
    chair.page.get_by_role("link", name="打印邀请信").click()
    letters = chair.page.locator("article.letter")
    expect(letters).to_have_count(HOUSEHOLDS)
    expect(letters.locator(".qr svg")).to_have_count(HOUSEHOLDS)
    codes = set(letters.locator(".code").all_inner_texts())
    assert len(codes) == HOUSEHOLDS
    assert all(CODE.fullmatch(code) for code in codes)
    pages = re.findall(rb"/Type\s*/Page\b", chair.page.pdf(prefer_css_page_size=True))
    assert len(pages) == HOUSEHOLDS / 2
    first, last = (letters.nth(place).locator(".letter-address") for place in (0, -1))
    return first.inner_text(), last.inner_text()


def suggest(walk: Walk) -> None:
    walk.to("suggestions/new")
    asks_for_no_telephone(walk.page)
    walk.page.get_by_label("一句话说清楚").fill(TITLE)
    walk.page.get_by_label("方面").select_option("services")
    walk.press("下一步：看看有没有相似的")
    walk.press("发布建议")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_a_neighbourhood_of_200_households_in_one_go(streets: Streets) -> None:
    with streets.walk() as chair:
        put_up(chair)
        first, last = printed(chair)
        chair.to("registrar")
        expect(chair.page.get_by_text("没有人在等。")).to_be_visible()
    with streets.walk(size=PHONE) as her, streets.walk(size=PHONE, script=False) as his:
        join_by_letter(her, last, "wang-xiulan", "王秀兰")
        suggest(her)
        # He stands in the spreadsheet: his letter leads him to the place that was kept for him.
        join_by_letter(his, first, "juminyi", "居民1")
        his.to("suggestions")
        his.page.get_by_role("link", name=TITLE).click()
        his.press(f"赞成 {TITLE}")
        expect(his.page.locator("#stance .tally .agree strong")).to_have_text("1")
        his.to("dashboard")
        for figure in ("members", "verified"):
            shown = his.page.locator(f"#figure-roll-{figure} .figure-value")
            expect(shown).to_have_text(str(NAMED + 1))
