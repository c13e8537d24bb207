"""Forms over a real socket: taken once, read strictly, and never lost."""

import re
from html import unescape

import pytest

from tests.services.browsing import FORM, HOME, Browser, signed_in, text_of, verified
from tests.services.calling import Caller
from tests.services.conftest import PASSWORD, SLUG, Neighbourhood

FORM_KEY = re.compile(r'name="form" value="([A-Za-z0-9_-]{22})"')


@pytest.fixture
def visitor(neighbourhood: Neighbourhood) -> Browser:
    return Browser(neighbourhood.visitor)


@pytest.fixture
def resident(neighbourhood: Neighbourhood) -> Browser:
    return verified(neighbourhood)


def test_a_form_needs_the_token_of_its_session(resident: Browser) -> None:
    forged = Browser(resident.caller).post(f"{HOME}/suggestions/new", title="给排练室加隔音")
    assert forged.status == 422
    assert "这份表单已经过期，您写的内容还在" in text_of(forged)
    assert 'value="给排练室加隔音"' in text_of(forged)
    token = Browser(resident.caller).post(f"{HOME}/me/tokens")
    assert token.status == 403
    assert "这份表单已经过期：请重新打开页面。" in text_of(token)


def test_without_a_session_what_was_typed_comes_back_after_signing_in(
    visitor: Browser, neighbourhood: Neighbourhood
) -> None:
    login = neighbourhood.newcomer()[1]
    words = {"title": "给排练室<加>隔音", "category": "services", "text": "晚上太吵。"}
    asked = visitor.post(f"{HOME}/suggestions/new", **words)
    assert asked.status == 401
    assert "请先登录：您写的内容会保留。" in text_of(asked)
    kept = {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text_of(asked))
        if name not in {"csrf", "form"}
    }
    assert kept == {"next": "", **words, "to": f"{HOME}/suggestions/new"}
    wrong = visitor.post(f"{HOME}/sign-in", login=login, password="x" * 12, **kept)
    assert 'name="text" value="晚上太吵。"' in text_of(wrong)
    signed = visitor.post(f"{HOME}/sign-in", login=login, password=PASSWORD, **kept)
    assert (signed.status, signed.headers["location"]) == (307, kept["to"])
    back = visitor.caller.saying(cookie=signed.cookie)
    form = Browser(back).post(kept["to"], login=login, password=PASSWORD, **kept)
    assert form.status == 422
    assert "给排练室&lt;加&gt;隔音" in text_of(form)
    assert "晚上太吵。" in text_of(form)
    assert PASSWORD not in text_of(form)


def test_without_a_session_a_button_leads_back_to_what_was_about_to_be_chosen(
    visitor: Browser, neighbourhood: Neighbourhood
) -> None:
    login, page = neighbourhood.newcomer()[1], f"{HOME}/suggestions/{neighbourhood.suggestion()}"
    asked = visitor.post(f"{page}/stance", choice="agree", back=page)
    assert asked.status == 401
    assert "请先登录" in text_of(asked)
    [back] = re.findall(r'name="next" value="([^"]*)"', text_of(asked))
    signed = visitor.post(f"{HOME}/sign-in", login=login, password=PASSWORD, next=unescape(back))
    assert signed.headers["location"] == f"{page}?stance=agree#stance"
    nameless = visitor.post(f"{HOME}/me/tokens")
    assert nameless.status == 401
    assert f'name="next" value="{HOME}/me"' in text_of(nameless)


def test_a_form_of_another_site_is_not_kept_for_anybody(visitor: Browser) -> None:
    elsewhere = Browser(visitor.caller.saying(origin="http://elsewhere.example"))
    answer = elsewhere.post(f"{HOME}/suggestions/new", title="给排练室加隔音")
    assert answer.status == 401
    assert "给排练室加隔音" not in text_of(answer)


def test_nobody_is_sent_elsewhere_with_a_form(neighbourhood: Neighbourhood) -> None:
    login = neighbourhood.newcomer()[1]
    answer = Browser(neighbourhood.visitor).post(
        f"{HOME}/sign-in", login=login, password=PASSWORD, to="https://elsewhere.example/"
    )
    assert (answer.status, answer.headers["location"]) == (303, f"{HOME}/me")


def test_no_text_turns_round_what_stands_after_it(
    resident: Browser, neighbourhood: Neighbourhood
) -> None:
    for unusable in ("\u202e", "\u2066", "\x07", "\x85"):
        words = {"title": f"给排练室{unusable}加隔音", "category": "services"}
        answer = resident.post(f"{HOME}/suggestions/new", **words)
        assert answer.status == 422
        assert "里面有不能用的字符。" in text_of(answer)
        spoken = neighbourhood.resident().post("suggestions", {**words, "text": ""})
        assert spoken.problem == "malformed"
        assert spoken.json["fields"][0]["detail"] == "里面有不能用的字符。"
    suggestion = neighbourhood.suggestion(title="给排练室加隔音")
    for place in ("audit", "suggestions", f"suggestions/{suggestion}"):
        assert "<bdi>给排练室加隔音</bdi>" in text_of(resident.get(f"{HOME}/{place}"))


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
        (FORM, b"title=" + b"a" * 400_000),
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
        ({"title": "有控制符\x07的标题"}, "里面有不能用的字符。"),
        ({"text": "字" * 5001}, "正文最多 5000 个字。"),
        ({"category": "nothing"}, "请选择建议属于哪个方面。"),
        ({"resident": "nobody"}, "这件事归社区的另一个岗位办理。"),
        ({"resident": "no\0body"}, "没有找到用这个登录名或成员化名的居民。"),
        ({"resident": "x" * 5000}, "没有找到用这个登录名或成员化名的居民。"),
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
    assert "这份表单已经提交过了；如果还想再提交一次，请再按一次。" in text_of(other)


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


def test_tokens_are_made_and_revoked_on_ones_own_page(resident: Browser) -> None:
    made = resident.post(f"{HOME}/me/tokens")
    [token] = re.findall(r"<code>([A-Za-z0-9_-]{43})</code>", text_of(made))
    program = Caller(resident.caller.port, SLUG, {"authorization": f"Bearer {token}"})
    assert program.get("me").status == 200
    own = text_of(resident.get(f"{HOME}/me/data"))
    # One more was made when this resident joined.
    assert "有效的令牌：2 个" in own
    assert token not in own
    assert resident.post(f"{HOME}/me/tokens/revoke").status == 303
    assert program.get("me").status == 401
    assert "有效的令牌：0 个" in text_of(resident.get(f"{HOME}/me/data"))
