"""A sheet of people, from the file to the roll: nobody twice, also when it is cut off."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from uuid import uuid4, uuid5

import orjson
import pytest

from infra.app import running
from infra.installation import Installation, opened
from infra.settings import Settings
from infra.supervisor import Databases
from projections.views import Community
from services.enrolling import carried_out, looked_through
from services.linli import Linli
from services.record import NotYetVisible
from services.roll import SHEET_BYTES_MAX, Entrant, Row, Sheet
from tests.importing.importing import settings_of
from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.calling import Answer
from tests.services.conftest import Neighbourhood, founded
from tests.services.offices import looks_at
from tests.services.uploading import uploaded

IMPORT = f"{HOME}/registrar/import"
FIGURES = re.compile(r'figure-value">([\d,]+)<')
PEOPLE = 240


@pytest.fixture(scope="module")
def village(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neighbourhood]:
    with founded(settings, databases, tmp_path_factory.mktemp("sheets")) as village:
        yield village


@pytest.fixture
def chair(village: Neighbourhood) -> Browser:
    return signed_in(village, "chair")


def brought(browser: Browser, text: str | bytes) -> Answer:
    content = text if isinstance(text, bytes) else text.encode()
    return uploaded(browser, IMPORT, "sheet", content)


def draft_of(answer: Answer) -> str:
    assert answer.status == 303, text_of(answer)
    return str(answer.headers["location"].rpartition("=")[2])


def figures(browser: Browser, draft: str) -> list[int]:
    """New households, people, mistakes; households and people there; repeated rows."""
    shown = text_of(browser.get(f"{IMPORT}?draft={draft}"))
    return [int(number.replace(",", "")) for number in FIGURES.findall(shown)]


def joined(village: Neighbourhood) -> int:
    lines = village.visitor.get("log/lines?first=0").body.splitlines()
    return sum(b"residents.ResidentJoined.1" in line for line in lines)


def test_the_preview_counts_and_nothing_is_recorded_before_it_is_confirmed(
    village: Neighbourhood, chair: Browser
) -> None:
    before = joined(village)
    text = (
        "住址,姓名,年龄段\n1-1-101,甲一,18岁以上\n1-1-101,甲二,\n1号楼1单元101, 甲一,\n"
        "1-1-102,,\n1-1-102,,\n,乙,\n1-1-103,丙,不知道\n"
    )
    draft = draft_of(brought(chair, text))
    assert figures(chair, draft) == [2, 2, 2, 0, 0, 2]
    assert joined(village) == before
    done = chair.post(f"{IMPORT}/confirm", draft=draft)
    said = text_of(chair.get(done.headers["location"]))
    assert "新增住户 2 户，进入名册 2 人，未采用 4 行。" in said
    assert joined(village) == before + 2
    again = draft_of(brought(chair, text))
    assert figures(chair, again) == [0, 0, 2, 2, 2, 2]
    shown = text_of(chair.get(f"{IMPORT}?draft={again}"))
    assert "这份表格里没有新的内容" in shown
    assert "确认这份表格" not in shown
    assert chair.post(f"{IMPORT}/confirm", draft=draft).status == 404


def test_the_preview_is_a_look_at_those_who_are_on_the_roll_already(
    village: Neighbourhood, chair: Browser
) -> None:
    told = {"name": "何奶奶", "household": "6-1-101", "age_band": "18-and-over"}
    known = village.clerk.post("desk/residents", told)
    confirmed = village.clerk.post(f"residents/{known.json['id']}/verification")
    village.visitor.get(f"policies?after={confirmed.json['position']}")
    draft = draft_of(brought(chair, "住址,姓名\n6-1-101,何奶奶\n6-1-102,何爷爷\n"))
    assert figures(chair, draft) == [1, 1, 0, 1, 1, 0]
    assert looks_at(village, known.json["id"]) == [("staff:chair", "registrar")]


def test_the_report_says_why_and_holds_no_formula(chair: Browser) -> None:
    text = '住址,姓名,年龄段\n,"=HYPERLINK(""http://elsewhere.example"")",\n2-1-101,@甲,老\n2-1-102,,\n'
    draft = draft_of(brought(chair, text))
    report = chair.get(f"{IMPORT}/report?draft={draft}")
    assert report.headers["content-type"] == "text/csv; charset=utf-8"
    assert report.headers["content-disposition"].startswith("attachment")
    assert report.headers["cache-control"] == "no-store"
    lines = report.body.decode("utf-8-sig").splitlines()
    assert lines[0] == '"行","住址","姓名","未采用的原因"'
    assert lines[1].startswith('"2","","\'=HYPERLINK(')
    assert lines[1].endswith('"缺住址。"')
    assert lines[2].startswith('"3","2-1-101","\'@甲",')
    assert len(lines) == 3


def test_a_draft_is_nobody_elses(village: Neighbourhood, chair: Browser) -> None:
    draft = draft_of(brought(chair, "住址\n3-1-101\n"))
    stranger = signed_in(village, village.newcomer()[1])
    assert stranger.get(f"{IMPORT}?draft={draft}").status == 403
    gone = chair.get(f"{IMPORT}?draft={uuid4()}")
    assert gone.status == 404
    assert "有人要求抹除" in text_of(gone)
    assert chair.get(f"{IMPORT}?draft=nonsense").status == 404
    assert chair.post(f"{IMPORT}/discard", draft=draft).status == 303
    assert chair.get(f"{IMPORT}?draft={draft}").status == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "请先选择一个文件。"),
        (b"\xd0\xcf\x11\xe0 an old one", "这是旧版 Excel 文件"),
        (b"\x00\x01\x02", "这个文件读不出来"),
        (b"x" * (SHEET_BYTES_MAX + 1), "文件太大了"),
        ("姓名\n甲\n".encode(), "没有找到住址一列"),
        ("住址\n".encode(), "表头下面一行也没有"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(
    chair: Browser, content: bytes, said: str
) -> None:
    answer = brought(chair, content)
    assert answer.status == 422
    assert said in text_of(answer)


def test_a_file_needs_the_token_of_the_session(chair: Browser) -> None:
    answer = brought(Browser(chair.caller), "住址\n3-1-101\n")
    assert answer.status == 422
    assert "过期" in text_of(answer)


def test_all_shown_are_confirmed_but_for_those_in_question(
    village: Neighbourhood, chair: Browser
) -> None:
    draft = draft_of(brought(chair, "住址,姓名\n4-1-101,赵一\n"))
    chair.post(f"{IMPORT}/confirm", draft=draft)
    for name in ("赵一", "赵二", "赵三"):
        told = {"name": name, "household": "4-1-101", "age_band": "18-and-over"}
        position = village.newcomer()[0].post("residents", told).json["position"]
    waiting = text_of(chair.get(f"{HOME}/registrar?after={position}"))
    assert "一次确认本页没有疑问的 2 人" in waiting
    [chosen] = re.findall(r'name="residents" value="(member:\S+ member:[^"]+)"', waiting)
    unlooked = chair.post(f"{HOME}/registrar/confirm", residents=chosen)
    assert unlooked.status == 422
    assert "请逐个看过，再勾选“我已核对”" in text_of(unlooked)
    confirmed = chair.post(f"{HOME}/registrar/confirm", residents=chosen, checked="2")
    shown = text_of(chair.get(confirmed.headers["location"]))
    assert "您同意了 2 人，其中已确认 2 人" in shown
    assert "赵一" in shown
    assert "赵二" not in shown
    assert chair.post(f"{HOME}/registrar/confirm", residents="member:short").status == 422


def test_where_two_must_confirm_the_first_one_is_told_so(
    village: Neighbourhood, chair: Browser
) -> None:
    rule = "policies/policy:verification-approvers"
    assert village.committee.put(rule, {"value": "two"}).status == 201
    draft = draft_of(brought(chair, "住址,姓名\n5-1-101,孙一\n"))
    done = chair.post(f"{IMPORT}/confirm", draft=draft)
    chair.get(done.headers["location"])
    waiting = text_of(chair.get(f"{HOME}/registrar"))
    card = next(part for part in waiting.split('<li class="card">') if "孙一" in part)
    assert "您已确认；还需要另一位工作人员确认。" in card
    assert "第一位确认人" in card
    told = {"name": "孙二", "household": "5-1-102", "age_band": "18-and-over"}
    joined = village.clerk.post("desk/residents", told).json
    village.visitor.get(f"policies?after={joined['position']}")
    approved = chair.post(f"{HOME}/registrar/confirm", residents=joined["id"])
    said = text_of(chair.get(approved.headers["location"]))
    assert "您同意了 1 人，其中已确认 0 人" in said
    assert "还需要另一位工作人员同意" in said
    assert village.committee.put(rule, {"value": "one"}).status == 201


# Cut off in the middle: the same people, the same entries.


@pytest.fixture
def installation(fresh_databases: Databases, tmp_path: Path) -> Iterator[Installation]:
    with opened(settings_of(fresh_databases, tmp_path / "home")) as installation:
        community = installation.communities.found(installation.writer, "lin", "临江")
        installation.communities.appoint(installation.writer, community, "chair")
        yield installation


def test_a_confirmation_that_was_cut_off_goes_on(installation: Installation) -> None:
    sheet = Sheet(tuple(Row(n, f"1-1-{n}", f"人{n}", "18-and-over") for n in range(2, 2 + PEOPLE)))
    draft, community = uuid4(), installation.community("lin")

    async def confirmed(linli: Linli) -> int:
        plan = await looked_through(linli, community, "staff:chair", draft, sheet)
        assert len(plan.entrants) == PEOPLE
        return (await carried_out(linli, community, "staff:chair", None, plan)).people

    async def cut_off(linli: Linli, after: int) -> None:
        begun = asyncio.create_task(confirmed(linli))
        while not begun.done() and await linli.record.head(community) < after:
            with suppress(NotYetVisible):  # A busy machine takes longer than a reader waits.
                await linli.record.wait(community, after)
        assert begun.cancel(), "It ended before it was cut off."
        with suppress(asyncio.CancelledError):
            await begun

    async def several_times() -> None:
        async with running(installation) as linli:
            for after in (3, 120, 320):
                await cut_off(linli, after)
            assert await confirmed(linli) == PEOPLE
            assert await confirmed(linli) == PEOPLE

    asyncio.run(several_times())
    assert told_by(installation, community, "residents.ResidentJoined.1", "for") == PEOPLE
    assert told_by(installation, community, "residents.ResidenceVerified.1", "resident") == PEOPLE


def test_the_order_of_the_log_does_not_tell_who_lives_beside_whom(
    installation: Installation,
) -> None:
    sheet = Sheet(tuple(Row(n, f"1-1-{n}", f"人{n}", "18-and-over") for n in range(2, 42)))
    draft, community = uuid4(), installation.community("lin")

    async def confirmed() -> None:
        async with running(installation) as linli:
            plan = await looked_through(linli, community, "staff:chair", draft, sheet)
            await carried_out(linli, community, "staff:chair", None, plan)

    asyncio.run(confirmed())
    doors = {
        name: row.number
        for row in sheet.rows
        for name in installation.keys.names(
            [Entrant(uuid5(draft, f"row/{row.number}"), row).person], community.origin, "member"
        ).values()
    }
    joining = in_order(installation, community, "residents.ResidentJoined.1", "for")
    verifying = in_order(installation, community, "residents.ResidenceVerified.1", "resident")
    orders = [[doors[name] for name in names] for names in (joining, verifying)]
    assert [sorted(order) for order in orders] == [list(range(2, 42))] * 2
    beside = [sum(abs(a - b) == 1 for a, b in pairwise(order)) for order in orders]
    assert max(beside) < 20
    assert orders[0] != orders[1]


def told_by(installation: Installation, community: Community, event: str, field: str) -> int:
    """How many people entries of this kind tell of; each of them once."""
    people = in_order(installation, community, event, field)
    assert len(people) == len(set(people))
    return len(people)


def in_order(installation: Installation, community: Community, event: str, field: str) -> list[str]:
    """Whom entries of this kind tell of, in the order of the log."""
    with installation.main.connection() as connection:
        rows = connection.execute(
            "SELECT data FROM event WHERE log = %s ORDER BY position", (community.log,)
        ).fetchall()
    entries = [orjson.loads(bytes(row[0])) for row in rows]
    return [entry["data"][field] for entry in entries if entry["e"] == event]
