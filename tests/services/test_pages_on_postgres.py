"""The pages over a real socket: what they promise browsers, and how they take bad forms."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest

from tests.services.calling import Answer, Caller
from tests.services.conftest import PASSWORD, SLUG, Neighbourhood

HOME = f"/c/{SLUG}"
FORM = "application/x-www-form-urlencoded"
FORM_KEY = re.compile(r'name="form" value="([A-Za-z0-9_-]{22})"')
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
OPEN_PAGES = [
    "/", "/health", "/no-such-page", f"{HOME}/dashboard", f"{HOME}/dashboard/figures",
    f"{HOME}/suggestions", f"{HOME}/statements", f"{HOME}/audit", f"{HOME}/audit/0",
    f"{HOME}/policies", f"{HOME}/sign-in", f"{HOME}/join",
]  # fmt: skip


@dataclass(frozen=True)
class Browser:
    """A browser that only sends what it is told to."""

    caller: Caller
    csrf: str = ""

    def get(self, path: str) -> Answer:
        return self.caller.get(path)

    def post(self, path: str, **fields: str) -> Answer:
        body = urlencode({"csrf": self.csrf, **fields}).encode()
        return self.caller.saying(content_type=FORM).send("POST", path, body)


@pytest.fixture
def visitor(neighbourhood: Neighbourhood) -> Browser:
    return Browser(neighbourhood.visitor)


@pytest.fixture
def resident(neighbourhood: Neighbourhood) -> Browser:
    """Somebody verified, signed in with a cookie."""
    caller, login = neighbourhood.newcomer()
    joined = caller.post("residents", {"name": "王小明", "age_band": "18-and-over"})
    neighbourhood.clerk.post(f"residents/{joined.json['id']}/verification")
    return signed_in(neighbourhood, login)


def signed_in(neighbourhood: Neighbourhood, login: str) -> Browser:
    caller = neighbourhood.signed_in(login)
    cookie = Caller(caller.port, caller.community, {"cookie": caller.headers["cookie"]})
    return Browser(cookie, caller.headers["x-csrf-token"])


def text_of(answer: Answer) -> str:
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.body.decode()


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
        "after=99999999",
        "after=x",
        "first=x&last=y",
        "scope=none",
        "lang=xx",
        "tag=%2B",
        "before=-1",
    ],
)
def test_odd_questions_are_answered_all_the_same(visitor: Browser, query: str) -> None:
    for room in ("dashboard", "audit", "suggestions", "statements"):
        assert visitor.get(f"{HOME}/{room}?{query}").status == 200


def test_a_form_needs_the_token_of_its_session(resident: Browser) -> None:
    forged = Browser(resident.caller).post(f"{HOME}/suggestions/new", title="给排练室加隔音")
    assert forged.status == 403
    assert "这份表单已经过期" in text_of(forged)


def test_a_form_from_another_site_is_turned_away(resident: Browser) -> None:
    elsewhere = Browser(resident.caller.saying(origin="http://elsewhere.example"), resident.csrf)
    assert elsewhere.post(f"{HOME}/suggestions/new", title="给排练室加隔音").status == 403


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        (FORM, b"title=%ff%fe"),
        (FORM, "title=直接的汉字".encode()),
        (FORM, b"&".join(b"a%d=1" % number for number in range(100))),
        (FORM, b"title=" + b"a" * 200_000),
        ("multipart/form-data; boundary=x", b"--x--"),
    ],
)
def test_an_unreadable_form_gets_a_sentence(visitor: Browser, kind: str, body: bytes) -> None:
    answer = visitor.caller.saying(content_type=kind).send("POST", f"{HOME}/sign-in", body)
    assert answer.status == 422
    assert "表单" in text_of(answer)


def test_a_refused_form_keeps_what_was_typed(neighbourhood: Neighbourhood) -> None:
    newcomer = signed_in(neighbourhood, neighbourhood.newcomer()[1])
    words = {"title": "给排练室<加>隔音", "category": "services", "text": "晚上太吵。"}
    answer = newcomer.post(f"{HOME}/suggestions/new", **words)
    assert answer.status == 409
    assert "您还不在本社区的名册上：请先加入。" in text_of(answer)
    assert "给排练室&lt;加&gt;隔音" in text_of(answer)
    assert "晚上太吵。" in text_of(answer)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": "短"}, "标题要 4 到 300 个字。"),
        ({"title": "字" * 301}, "标题要 4 到 300 个字。"),
        ({"title": "有控制符\x07的标题"}, "标题要 4 到 300 个字。"),
        ({"text": "字" * 5001}, "正文最多 5000 个字。"),
        ({"category": "nothing"}, "请选择建议属于哪个方面。"),
        ({"resident": "nobody"}, "只有服务台可以替别人办理。"),
    ],
)
def test_what_cannot_be_taken_is_said_in_the_form(
    resident: Browser, fields: dict[str, str], said: str
) -> None:
    good = {"title": "给排练室加隔音", "category": "services", "text": ""}
    answer = resident.post(f"{HOME}/suggestions/new", **{**good, **fields})
    assert answer.status == 422
    assert said in text_of(answer)


def test_a_replayed_form_records_nothing_twice(
    resident: Browser, neighbourhood: Neighbourhood
) -> None:
    suggestion = neighbourhood.suggestion()
    page = f"{HOME}/suggestions/{suggestion}"
    key = FORM_KEY.findall(text_of(resident.get(page)))[-1]
    once, again = (
        resident.post(f"{page}/comments", form=key, side="for", text="我来帮忙。") for _ in "12"
    )
    assert (once.status, again.status) == (303, 303)
    assert once.headers["location"] == again.headers["location"]
    after = once.headers["location"].partition("#")[0]
    assert text_of(resident.get(after)).count("我来帮忙。") == 1
    other = resident.post(f"{page}/comments", form=key, side="for", text="换一句话。")
    assert other.status == 422
    assert "这个请求凭据已经用过" in text_of(other)


def test_a_replayed_suggestion_leads_to_the_same_page(resident: Browser) -> None:
    words = {"title": "每层楼道放一张椅子", "category": "elder-care", "text": "", "form": "a" * 22}
    once, again = (resident.post(f"{HOME}/suggestions/new", **words) for _ in "12")
    assert once.headers["location"] == again.headers["location"]
    assert "每层楼道放一张椅子" in text_of(resident.get(once.headers["location"]))


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example", "//elsewhere.example", "/c/other/me"]
)
def test_signing_in_leads_nowhere_else(neighbourhood: Neighbourhood, target: str) -> None:
    login = neighbourhood.newcomer()[1]
    answer = Browser(neighbourhood.visitor).post(
        f"{HOME}/sign-in", login=login, password=PASSWORD, next=target
    )
    assert answer.status == 303
    assert answer.headers["location"] == f"{HOME}/me"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "samesite=lax" in answer.headers["set-cookie"].lower()


def test_a_wrong_password_is_told_without_saying_which_part_is_wrong(visitor: Browser) -> None:
    answer = visitor.post(f"{HOME}/sign-in", login="nobody-of-that-name", password="x" * 12)
    assert answer.status == 422
    assert "登录名或密码不对。" in text_of(answer)


def test_a_child_is_sent_to_the_desk_and_leaves_no_account(visitor: Browser) -> None:
    child = {"login": "xiaoming-9", "password": PASSWORD, "name": "小明", "household": ""}
    refused = visitor.post(f"{HOME}/join", **child, age_band="under-14")
    assert refused.status == 409
    assert "14 岁以下的孩子请由监护人陪同" in text_of(refused)
    assert "set-cookie" not in refused.headers
    assert visitor.post(f"{HOME}/sign-in", login="xiaoming-9", password=PASSWORD).status == 422


def test_the_desk_is_open_to_staff_only(resident: Browser, visitor: Browser) -> None:
    assert visitor.get(f"{HOME}/desk").headers["location"].startswith(f"{HOME}/sign-in")
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
    assert "表态“反对”（服务台）。" in shown
    nobody = clerk.post(f"{page}/stance", choice="agree", resident="no-such-login")
    assert nobody.status == 422
    assert "没有找到用这个登录名或成员名号的居民。" in text_of(nobody)


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
