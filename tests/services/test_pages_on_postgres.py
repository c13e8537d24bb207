"""The pages over a real socket: what they promise browsers, and what they show to whom."""

import re
from urllib.parse import quote

import pytest

from services.pages.figures import CHARTS
from tests.services.browsing import HOME, Browser, signed_in, text_of, verified
from tests.services.conftest import Neighbourhood

INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
OPEN_PAGES = [
    "/", "/health", "/no-such-page", f"{HOME}/dashboard", f"{HOME}/dashboard/figures",
    f"{HOME}/suggestions", f"{HOME}/statements", f"{HOME}/audit", f"{HOME}/audit/0",
    f"{HOME}/policies", f"{HOME}/sign-in", f"{HOME}/join",
]  # fmt: skip


@pytest.fixture
def visitor(neighbourhood: Neighbourhood) -> Browser:
    return Browser(neighbourhood.visitor)


@pytest.fixture
def resident(neighbourhood: Neighbourhood) -> Browser:
    return verified(neighbourhood)


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_every_page_forbids_whatever_is_not_ours(visitor: Browser, path: str) -> None:
    answer = visitor.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert not INLINE.search(text_of(answer))
    assert "https://" not in text_of(answer)


def test_static_files_are_kept_for_ever_under_their_own_address(visitor: Browser) -> None:
    page = text_of(visitor.get("/"))
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert addresses
    for address in addresses:
        assert "immutable" in visitor.get(address).headers["cache-control"]
    assert visitor.get("/static/another/linli.css").headers["cache-control"] == "no-store"
    assert visitor.get("/static/another/no-such.css").status == 404


def test_errors_speak_the_language_of_the_reader(visitor: Browser) -> None:
    chinese = visitor.get(f"{HOME}/suggestions/suggestion:none")
    assert chinese.status == 404
    assert "本社区没有这条建议。" in text_of(chinese)
    english = visitor.caller.saying(accept_language="en").get(f"{HOME}/suggestions/suggestion:none")
    assert "There is no such suggestion in this community." in text_of(english)
    assert visitor.get("/c/nowhere/dashboard").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/%00", "/c/%00/dashboard", f"{HOME}/suggestions/%ff", f"{HOME}/suggestions?q=%00",
        f"{HOME}/audit/9999999", f"{HOME}/audit/minus", f"{HOME}/suggestions?cursor=elsewhere",
        "/c/nowhere", "/c/nowhere/", f"{HOME}/audit/{'9' * 40}",
    ],
)  # fmt: skip
def test_odd_addresses_get_a_sentence(visitor: Browser, path: str) -> None:
    answer = visitor.get(path)
    assert 400 <= answer.status < 500
    assert '<html lang="zh-Hans">' in text_of(answer)


@pytest.mark.parametrize(
    "query",
    [
        "scope=none",
        "lang=xx",
        "tag=%2B",
    ],
)
def test_odd_questions_are_answered_all_the_same(visitor: Browser, query: str) -> None:
    for room in ("dashboard", "audit", "suggestions", "statements"):
        assert visitor.get(f"{HOME}/{room}?{query}").status == 200


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_head_answers_like_get_without_a_body(visitor: Browser, path: str) -> None:
    head = visitor.caller.send("HEAD", path)
    assert (head.status, head.body) == (visitor.get(path).status, b"")
    assert head.headers["content-type"] == "text/html; charset=utf-8"
    assert visitor.caller.send("HEAD", "policies").status == 200


def test_every_figure_chart_and_table_says_that_it_is_provable_and_how(
    visitor: Browser, neighbourhood: Neighbourhood
) -> None:
    neighbourhood.suggestion()
    page = text_of(visitor.get(f"{HOME}/dashboard"))
    meanings = text_of(visitor.get(f"{HOME}/dashboard/figures"))
    pieces = [
        *re.findall(r'<li class="figure".*?</li>', page, re.DOTALL),
        *re.findall(r"<figcaption>.*?</figcaption>", page, re.DOTALL),
        *re.findall(r"<caption>.*?</caption>", page, re.DOTALL),
    ]
    assert len(pieces) > 2 * len(CHARTS)
    for piece in pieces:
        [leads_to] = re.findall(r'class="mark provable" href="[^"]*/figures#([^"]+)"', piece)
        assert f'<div id="{leads_to}">' in meanings


def test_an_error_keeps_the_frame_of_its_community(resident: Browser) -> None:
    lost = resident.get(f"{HOME}/no-such-room")
    assert lost.status == 404
    assert f'href="{HOME}/suggestions"' in text_of(lost)
    assert f'href="{HOME}/me"' in text_of(lost)
    wrong = resident.caller.send("DELETE", f"{HOME}/policies")
    assert wrong.status == 405
    assert "这个网址办不了这件事。" in text_of(wrong)
    assert wrong.headers["allow"]


@pytest.mark.parametrize(
    "place",
    [
        "suggestions?sort=zzz&q=%E9%9A%94%E9%9F%B3",
        "suggestions?category=zzz",
        "suggestions?channel=zzz",
        "audit?before=abc",
        "audit?before=-1&tag=policy:comments",
        "audit?event=Nope",
        "policies?after=99999999",
        "dashboard?after=x",
    ],
)
def test_nonsense_in_an_address_is_said(visitor: Browser, place: str) -> None:
    answer = visitor.get(f"{HOME}/{place}")
    assert answer.status == 422
    assert f'href="{HOME}/suggestions"' in text_of(answer)
    if "q=" in place:
        assert 'value="隔音"' in text_of(answer)
    if "tag=" in place:
        assert 'value="policy:comments"' in text_of(answer)


def test_the_other_language_leads_to_the_page_of_the_form(resident: Browser) -> None:
    words = {"title": "给排练室加隔音", "category": "services"}
    preview = text_of(resident.post(f"{HOME}/suggestions/preview", **words))
    assert f'href="{HOME}/suggestions/new?lang=en"' not in preview
    assert f'href="{HOME}/suggestions/preview?lang=en"' in preview
    kept = resident.get(f"{HOME}/suggestions/preview?lang=en")
    assert kept.headers["location"] == f"{HOME}/suggestions/new?lang=en"


def test_the_desk_is_open_to_staff_only(resident: Browser, visitor: Browser) -> None:
    unsigned = visitor.get(f"{HOME}/desk?q=x")
    assert unsigned.status == 401
    assert f'name="next" value="{HOME}/desk?q=x"' in text_of(unsigned)
    assert resident.get(f"{HOME}/desk").status == 403
    assert resident.post(f"{HOME}/desk/verify", resident="member:x").status == 403
    assert resident.post(f"{HOME}/policies", policy="policy:comments", value="closed").status == 403


def test_the_desk_speaks_for_a_resident(resident: Browser, neighbourhood: Neighbourhood) -> None:
    clerk = signed_in(neighbourhood, "clerk")
    _, member = neighbourhood.member()
    neighbourhood.clerk.post(f"residents/{member}/verification")
    suggestion = neighbourhood.suggestion()
    page = f"{HOME}/suggestions/{suggestion}"
    answer = clerk.post(f"{page}/stance", choice="disagree", resident=member)
    assert answer.status == 303
    shown = text_of(resident.get(answer.headers["location"].partition("#")[0]))
    assert "工作人员 clerk" in shown
    assert "表态“反对”（本人到场）。" in shown
    nobody = clerk.post(f"{page}/stance", choice="agree", resident="no-such-login")
    assert nobody.status == 422
    assert "没有找到用这个登录名或成员化名的居民。" in text_of(nobody)


def test_what_the_desk_recorded_for_her_is_shown_to_her(neighbourhood: Neighbourhood) -> None:
    caller, login = neighbourhood.newcomer()
    member = caller.post("residents", {"name": "王小明", "age_band": "18-and-over"}).json["id"]
    neighbourhood.clerk.post(f"residents/{member}/verification")
    suggestion = neighbourhood.suggestion()
    place, she = f"{HOME}/suggestions/{suggestion}", signed_in(neighbourhood, login)
    answer = signed_in(neighbourhood, "clerk").post(
        f"{place}/stance", choice="disagree", resident=login
    )
    after = answer.headers["location"].partition("after=")[2].partition("#")[0]
    for shown in (f"{place}?after={after}", f"{HOME}/me"):
        page = text_of(she.get(shown))
        assert "由服务台代记：" in page
        assert f'<a href="{HOME}/audit/{after}">第 {after} 条记录</a>' in page
    own = she.post(f"{place}/stance", choice="agree").headers["location"].partition("#")[0]
    assert "由服务台代记" not in text_of(she.get(own))


def test_a_form_that_would_be_refused_is_not_offered(neighbourhood: Neighbourhood) -> None:
    suggestion = neighbourhood.suggestion()
    caller, login = neighbourhood.newcomer()
    newcomer = signed_in(neighbourhood, login)
    after = 0
    for reason in ("您还不在本社区的名册上：请先加入。", "您的居住还没有确认：请到服务台来一次。"):
        for place in (f"suggestions/{suggestion}", "suggestions/new", "statements"):
            page = text_of(newcomer.get(f"{HOME}/{place}?after={after}"))
            assert reason in page
            assert 'method="post"' not in page
        details = {"name": "王小明", "age_band": "18-and-over"}
        after = caller.post("residents", details).json.get("position", after)


def test_closed_comments_are_said_before_anybody_writes(
    resident: Browser, neighbourhood: Neighbourhood
) -> None:
    suggestion = neighbourhood.suggestion()
    chair = signed_in(neighbourhood, "chair")
    closed = chair.post(f"{HOME}/policies", policy="policy:comments", value="closed")
    try:
        after = closed.headers["location"].partition("?")[2]
        page = text_of(resident.get(f"{HOME}/suggestions/{suggestion}?{after}"))
        assert "按本社区的规则，评论暂时关闭。" in page
        assert f'action="{HOME}/suggestions/{suggestion}/comments"' not in page
        assert f'action="{HOME}/suggestions/{suggestion}/stance"' in page
        rules = text_of(resident.get(f"{HOME}/policies"))
        assert "由“开放”改为“关闭”" in rules
        assert "谁定的" in rules
    finally:
        chair.post(f"{HOME}/policies", policy="policy:comments", value="open")


def test_an_entry_leads_to_the_rule_as_it_was_then(
    resident: Browser, neighbourhood: Neighbourhood
) -> None:
    chair = signed_in(neighbourhood, "chair")
    rule = "policy:suggestions-per-day"
    set_to_nine = chair.post(f"{HOME}/policies", policy=rule, value="9")
    adopted = set_to_nine.headers["location"].partition("after=")[2]
    suggestion = neighbourhood.suggestion()
    later = chair.post(f"{HOME}/policies", policy=rule, value="5").headers["location"]
    page = text_of(resident.get(f"{HOME}/suggestions/{suggestion}?{later.partition('?')[2]}"))
    assert f'<a href="{HOME}/audit/{adopted}">依据规则' in page
    assert "（当时：9）" in page


def test_later_is_remembered_and_what_was_recorded_is_said(
    resident: Browser, neighbourhood: Neighbourhood
) -> None:
    later, now = (neighbourhood.suggestion(title=f"心愿墙每周清{n}次") for n in ("一", "两"))
    answer = resident.post(
        f"{HOME}/suggestions/{now}/stance", choice="disagree", then="statements", skip=later
    )
    assert answer.headers["location"].startswith(f"{HOME}/statements?skip={quote(later, safe='')}")
    page = text_of(resident.get(answer.headers["location"]))
    assert "已记下：反对《<bdi>心愿墙每周清两次</bdi>》" in page
    assert f'href="{HOME}/suggestions/{now}#stance">改一改</a>' in page
    assert f'name="skip" value="{later}"' in page or "除了您留到以后的几条" in page


def test_what_people_wrote_is_never_markup(resident: Browser, neighbourhood: Neighbourhood) -> None:
    suggestion = neighbourhood.suggestion(title="<script>alert(1)</script> %s %(who)s {{ 7 * 7 }}")
    for place in (
        f"suggestions/{suggestion}",
        "suggestions",
        "audit",
        f"audit?tag={quote(suggestion)}",
    ):
        shown = text_of(resident.get(f"{HOME}/{place}"))
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown
    assert resident.get(f"{HOME}/suggestions?q={quote('<b>%s</b>')}").status == 200


def test_the_desk_confirms_only_names_of_the_roll(neighbourhood: Neighbourhood) -> None:
    clerk = signed_in(neighbourhood, "clerk")
    for odd in ("", "member:\0", "member:" + "x" * 5000, "nobody"):
        assert clerk.post(f"{HOME}/desk/verify", resident=odd).status == 422
