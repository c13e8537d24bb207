"""At the desk people are found by name, and told by name before anything is done for them."""

from urllib.parse import quote

import pytest

from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.conftest import PASSWORD, Neighbourhood

ACT = f"{HOME}/desk/act"


@pytest.fixture(scope="module")
def clerk(neighbourhood: Neighbourhood) -> Browser:
    return signed_in(neighbourhood, "clerk")


def joined(neighbourhood: Neighbourhood, name: str, *, confirmed: bool = True) -> str:
    details = {"name": name, "household": "6号楼1单元", "age_band": "18-and-over"}
    # Tests that take turns let people of the same name join: the clerk knows that they are two.
    answer = neighbourhood.clerk.post("desk/residents", {**details, "although_alike": True})
    member = str(answer.json["id"])
    if confirmed:
        answer = neighbourhood.clerk.post(f"residents/{member}/verification")
    shown = neighbourhood.visitor.get(f"policies?after={answer.json['position']}")
    assert shown.status == 200, shown.body
    return member


def looked_for(clerk: Browser, words: str) -> str:
    return text_of(clerk.post(f"{HOME}/desk", q=words))


def followed(clerk: Browser, answer: object) -> str:
    return text_of(clerk.get(answer.headers["location"]))  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", ["Zhao奶", "ｚｈａｏ", "ZHAO奶奶"])
def test_a_part_of_a_name_finds_somebody(
    neighbourhood: Neighbourhood, clerk: Browser, words: str
) -> None:
    member = joined(neighbourhood, "Zhao奶奶")
    found = looked_for(clerk, words)
    assert member in found
    assert f"/desk/suggest?resident={quote(member)}" in found


def test_a_household_and_a_login_find_somebody(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    caller, login = neighbourhood.newcomer()
    details = {"name": "某人", "household": "七十七号楼", "age_band": "18-and-over"}
    answer = caller.post("residents", details)
    neighbourhood.visitor.get(f"policies?after={answer.json['position']}")
    for words in ("七十七", login.upper()):
        assert answer.json["id"] in looked_for(clerk, words)
    assert "没有找到" in looked_for(clerk, "没有这个人")


def test_only_the_desk_looks_people_up(neighbourhood: Neighbourhood) -> None:
    _, login = neighbourhood.newcomer()
    stranger = signed_in(neighbourhood, login)
    member = joined(neighbourhood, "钱奶奶")
    for path in ("desk", f"desk/act?resident={member}", f"desk/suggest?resident={member}"):
        answer = stranger.get(f"{HOME}/{path}")
        assert answer.status == 403
        assert "钱奶奶" not in text_of(answer)
    told = {"resident": member, "title": "给排练室加隔音", "category": "services"}
    preview = stranger.post(f"{HOME}/suggestions/preview", **told, acted_for="钱奶奶")
    assert "钱奶奶" not in text_of(preview)


def test_a_suggestion_for_somebody_says_for_whom_and_that_it_is_recorded(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member = joined(neighbourhood, "孙奶奶")
    told = {"resident": member, "title": "楼道加扶手", "category": "elder-care", "text": ""}
    assert "孙奶奶（6号楼1单元）" in text_of(clerk.get(f"{HOME}/desk/suggest?resident={member}"))
    preview = text_of(clerk.post(f"{HOME}/suggestions/preview", **told))
    assert "孙奶奶（6号楼1单元）" in preview
    assert f'action="{HOME}/desk/suggest"' in preview
    done = followed(clerk, clerk.post(f"{HOME}/desk/suggest", **told))
    assert "已替" in done
    assert "孙奶奶" in done
    assert "/audit/" in done


def test_a_stance_and_a_comment_are_recorded_for_somebody(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member, suggestion = joined(neighbourhood, "李爷爷"), neighbourhood.suggestion()
    about = {"resident": member, "suggestion": suggestion}
    done = followed(clerk, clerk.post(f"{ACT}/stance", **about, choice="agree"))
    assert "已替" in done
    followed(clerk, clerk.post(f"{ACT}/comment", **about, side="for", text="我也要。"))
    assert neighbourhood.visitor.get(f"suggestions/{suggestion}").json["agree"] == 1
    said = neighbourhood.visitor.get(f"suggestions/{suggestion}/comments").json["items"]
    assert [comment["text"] for comment in said] == ["我也要。"]


def test_a_refusal_is_about_the_resident(neighbourhood: Neighbourhood, clerk: Browser) -> None:
    member = joined(neighbourhood, "周奶奶", confirmed=False)
    suggestion = neighbourhood.suggestion()
    about = {"resident": member, "choice": "agree"}
    for path in (f"{ACT}/stance", f"{HOME}/suggestions/{suggestion}/stance"):
        answer = clerk.post(path, **about, suggestion=suggestion)
        assert answer.status == 409
        assert "这位居民的居住还没有确认。" in text_of(answer)
        assert "您的居住" not in text_of(answer)


def test_nobody_is_named_before_a_suggestion_is_previewed(clerk: Browser) -> None:
    told = {"resident": "nobody-here", "title": "楼道加扶手", "category": "elder-care"}
    answer = clerk.post(f"{HOME}/suggestions/preview", **told)
    assert answer.status == 422
    assert "没有找到用这个登录名或成员化名的居民" in text_of(answer)


def test_the_desk_may_type_a_login_as_it_likes(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    _, login = neighbourhood.newcomer()
    answer = clerk.post(
        f"{HOME}/suggestions/preview",
        resident=f" {login.upper().replace('N', 'Ｎ')} ",
        title="楼道加扶手",
        category="elder-care",
    )
    assert "您正在替这位居民办理" in text_of(answer)


def test_a_login_is_one_however_it_is_typed(neighbourhood: Neighbourhood) -> None:
    said = {"login": "Folded-Name", "password": PASSWORD}
    assert neighbourhood.visitor.post("accounts", said).status == 201
    again = neighbourhood.visitor.post("accounts", {**said, "login": "folded-name"})
    assert (again.status, again.problem) == (409, "login-taken")
    for typed in ("FOLDED-name", "ｆｏｌｄｅｄ-name"):
        assert neighbourhood.visitor.post("sessions", {**said, "login": typed}).status == 201


@pytest.mark.parametrize("password", ["1234567890", "aaaaaaaaaaaa", "ＱＷＥＲＴＹＵＩＯＰ"])
def test_a_password_that_anybody_would_try_is_refused(
    neighbourhood: Neighbourhood, password: str
) -> None:
    answer = neighbourhood.visitor.post("accounts", {"login": "somebody-new", "password": password})
    assert answer.status == 422


def test_a_new_password_ends_all_other_sessions(neighbourhood: Neighbourhood) -> None:
    _, login = neighbourhood.newcomer()
    here, elsewhere = signed_in(neighbourhood, login), signed_in(neighbourhood, login)
    new = "another four words"

    def change(old: str, password: str, again: str) -> int:
        path = f"{HOME}/me/password"
        return here.post(path, old=old, password=password, again=again).status

    assert change("not the old one", new, new) == 422
    assert change(PASSWORD, new, "something else") == 422
    assert change(PASSWORD, "1234567890", "1234567890") == 422
    assert elsewhere.get(f"{HOME}/me").status == 200
    assert change(PASSWORD, new, new) == 303
    assert here.get(f"{HOME}/me").status == 200
    assert elsewhere.get(f"{HOME}/me").status == 401
    assert neighbourhood.visitor.post("sessions", {"login": login, "password": new}).status == 201
