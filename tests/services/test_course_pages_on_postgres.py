"""The pages of what becomes of a suggestion, and what bad input there is told."""

import re

import pytest

from tests.services.browsing import HOME, Browser, signed_in, text_of, verified
from tests.services.calling import Answer
from tests.services.conftest import Neighbourhood
from tests.services.offices import joined, shown
from tests.services.on_its_way import merged

WORDS = {"title": "给排练室加两层隔音", "text": "晚上九点以后。费用由社区出。"}


@pytest.fixture
def chair(neighbourhood: Neighbourhood) -> Browser:
    return signed_in(neighbourhood, "chair")


def author(neighbourhood: Neighbourhood) -> tuple[Browser, str]:
    """Somebody signed in, with a suggestion of their own."""
    caller, login = neighbourhood.newcomer()
    details = {"name": "王小明", "age_band": "18-and-over"}
    member = caller.post("residents", details).json["id"]
    neighbourhood.clerk.post(f"residents/{member}/verification")
    return signed_in(neighbourhood, login), neighbourhood.suggestion(caller)


def followed(browser: Browser, answer: Answer) -> str:
    """The page to which a form leads, which shows what was recorded."""
    assert answer.status == 303, text_of(answer)
    page = browser.get(answer.headers["location"].partition("#")[0])
    assert page.status == 200
    return text_of(page)


def plain(text: str) -> str:
    """The words of a page without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def test_an_amendment_is_compared_before_it_is_published(neighbourhood: Neighbourhood) -> None:
    her, suggestion = author(neighbourhood)
    here = f"{HOME}/suggestions/{suggestion}"
    assert 'value="给排练室加隔音"' in text_of(her.get(f"{here}/amend"))
    preview = her.post(f"{here}/amend/preview", **WORDS)
    assert preview.status == 200
    assert "<ins>" in text_of(preview)
    assert her.get(f"{here}").status == 200
    followed(her, her.post(f"{here}/amend", **WORDS, version="1"))
    page = text_of(her.get(here))
    assert "给排练室加两层隔音" in page
    assert f"{here}/versions" in page


def test_an_amendment_in_a_second_window_keeps_what_was_typed(
    neighbourhood: Neighbourhood,
) -> None:
    her, suggestion = author(neighbourhood)
    here = f"{HOME}/suggestions/{suggestion}/amend"
    followed(her, her.post(here, **WORDS, version="1"))
    late = her.post(here, title="给排练室加三层隔音", text="", version="1")
    assert late.status == 409
    assert "给排练室加三层隔音" in text_of(late)


@pytest.mark.parametrize("title", ["短", "很长" * 200])
def test_a_title_that_does_not_fit_is_told_and_kept(
    neighbourhood: Neighbourhood, title: str
) -> None:
    her, suggestion = author(neighbourhood)
    answer = her.post(f"{HOME}/suggestions/{suggestion}/amend/preview", title=title, text="")
    assert answer.status == 422
    assert f'value="{title}"' in text_of(answer)
    assert "标题要 4 到 300 个字" in text_of(answer)


def test_whoever_did_not_make_it_is_told_before_writing(neighbourhood: Neighbourhood) -> None:
    _, suggestion = author(neighbourhood)
    page = text_of(verified(neighbourhood).get(f"{HOME}/suggestions/{suggestion}/amend"))
    assert "只有本人才能修改" in page
    assert 'name="title"' not in page


@pytest.mark.parametrize("way", ["side-by-side", "unified"])
def test_two_wordings_stand_beside_each_other(neighbourhood: Neighbourhood, way: str) -> None:
    her, suggestion = author(neighbourhood)
    here = f"{HOME}/suggestions/{suggestion}"
    followed(her, her.post(f"{here}/amend", **WORDS, version="1"))
    page = text_of(her.get(f"{here}/versions?older=1&newer=2&way={way}"))
    assert "<ins>" in page
    assert "<del>" in page or way == "side-by-side"
    for query in ("older=3&newer=2", "older=x", "way=sideways"):
        wrong = her.get(f"{here}/versions?{query}")
        assert wrong.status == 422
        assert "没有这个版本" in text_of(wrong)


def test_an_answer_stands_first_on_the_page_with_its_promise(
    neighbourhood: Neighbourhood, chair: Browser
) -> None:
    _, suggestion = author(neighbourhood)
    here = f"{HOME}/suggestions/{suggestion}"
    followed(
        chair, chair.post(f"{here}/answer", status="planned", text="下个月动工。", due="2999-12-20")
    )
    page = plain(text_of(chair.get(here)))
    assert page.index("居委会答复：已列入计划") < page.index("达标线")
    assert "承诺在2999年12月20日前完成" in page


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"status": "accepted", "text": ""}, 422, "答复要 1 到 5000 个字"),
        ({"status": "accepted", "text": "好" * 5001}, 422, "答复要 1 到 5000 个字"),
        ({"status": "sideways", "text": "好。"}, 422, "请选择答复的结果"),
        ({"status": "planned", "text": "好。", "due": "明天"}, 422, "请按“年-月-日”填写日期"),
        ({"status": "planned", "text": "好。", "due": ""}, 409, ""),
        ({"status": "done", "text": "已经做好了。"}, 409, ""),
    ],
)
def test_an_answer_that_does_not_fit_is_told_and_kept(
    neighbourhood: Neighbourhood, chair: Browser, fields: dict[str, str], status: int, said: str
) -> None:
    _, suggestion = author(neighbourhood)
    answer = chair.post(f"{HOME}/suggestions/{suggestion}/answer", **fields)
    page = text_of(answer)
    assert answer.status == status
    assert 'role="alert"' in page
    assert said in page
    assert fields["text"] in page


def test_a_merge_needs_its_goal_and_its_reason(
    neighbourhood: Neighbourhood, chair: Browser
) -> None:
    _, suggestion = author(neighbourhood)
    here, into = f"{HOME}/suggestions/{suggestion}", neighbourhood.suggestion()
    nowhere = chair.post(f"{here}/merge", reason="同一件事。")
    assert (nowhere.status, "请选择要并入的建议" in text_of(nowhere)) == (422, True)
    silent = chair.post(f"{here}/merge", into=into, reason="")
    assert (silent.status, "理由要 1 到 2000 个字" in text_of(silent)) == (422, True)
    itself = chair.post(f"{here}/merge", into=suggestion, reason="同一件事。")
    assert (itself.status, "同一件事。" in text_of(itself)) == (409, True)
    followed(chair, chair.post(f"{here}/merge", into=into, reason="同一件事。"))
    assert "已并入" in text_of(chair.get(here))
    assert "同一件事。" in text_of(chair.get(here))


def test_what_was_merged_is_answered_where_it_stands(
    neighbourhood: Neighbourhood, chair: Browser
) -> None:
    source, _ = merged(neighbourhood, neighbourhood.resident())
    here = f"{HOME}/suggestions/{source}"
    assert f'href="{here}/answer"' in text_of(chair.get(here))
    page = followed(
        chair, chair.post(f"{here}/answer", status="declined", text="和另一条一起答复。")
    )
    assert "和另一条一起答复。" in page


def test_the_desk_carries_the_support_of_somebody_without_a_log_in(
    neighbourhood: Neighbourhood,
) -> None:
    clerk = signed_in(neighbourhood, "clerk")
    member = joined(neighbourhood, "施奶奶")
    source, into = merged(neighbourhood, neighbourhood.resident())
    page = text_of(clerk.get(f"{HOME}/desk/act?resident={member}&suggestion={source}"))
    assert "desk/act/carry" in page
    fields = {"resident": member, "suggestion": source, "into": into, "channel": "phone"}
    nothing = clerk.post(f"{HOME}/desk/act/carry", **fields)
    assert nothing.status == 409
    source = neighbourhood.suggestion(title="排练室太吵了")
    said = {"choice": "agree", "for": member}
    shown(neighbourhood, neighbourhood.clerk.put(f"suggestions/{source}/stance", said))
    merging = {"into": into, "reason": "同一件事。"}
    shown(neighbourhood, neighbourhood.committee.post(f"suggestions/{source}/merge", merging))
    followed(clerk, clerk.post(f"{HOME}/desk/act/carry", **{**fields, "suggestion": source}))
    [*_, came] = neighbourhood.visitor.get(f"suggestions/{into}/merges").json["items"]
    assert (came["suggestion"], came["carried"]) == (source, 1)


def test_whoever_consents_is_told_when_the_other_text_has_changed_meanwhile(
    neighbourhood: Neighbourhood,
) -> None:
    writer, supporter = neighbourhood.resident(), verified(neighbourhood)
    source, into = neighbourhood.suggestion(), neighbourhood.suggestion(writer, "长椅修一修")
    here = f"{HOME}/suggestions/{source}"
    followed(supporter, supporter.post(f"{here}/stance", choice="agree"))
    merging = {"into": into, "reason": "同一件事。"}
    shown(neighbourhood, neighbourhood.committee.post(f"suggestions/{source}/merge", merging))
    seen = '<input type="hidden" name="version" value="{}">'
    assert seen.format(1) in text_of(supporter.get(here))
    amending = {"version": 1, "title": "长椅换新的"}
    shown(neighbourhood, writer.post(f"suggestions/{into}/versions", amending))
    late = supporter.post(f"{here}/carry", into=into, version="1")
    assert (late.status, "这条建议已经改了内容" in text_of(late)) == (409, True)
    assert seen.format(2) in text_of(late)
    followed(supporter, supporter.post(f"{here}/carry", into=into, version="2"))


def test_a_reply_stands_beneath_its_comment(neighbourhood: Neighbourhood) -> None:
    her, suggestion = author(neighbourhood)
    here = f"{HOME}/suggestions/{suggestion}"
    followed(her, her.post(f"{here}/comments", side="for", text="我来帮忙。"))
    comment = neighbourhood.visitor.get(f"suggestions/{suggestion}/comments").json["items"][0]["id"]
    neighbour = verified(neighbourhood)
    silent = neighbour.post(f"{here}/comments", side="for", text="", reply_to=comment)
    assert (silent.status, "回复这条评论" in text_of(silent)) == (422, True)
    followed(
        neighbour,
        neighbour.post(f"{here}/comments", side="for", text="什么时候？", reply_to=comment),
    )
    followed(neighbour, neighbour.post(f"{here}/comments/{comment}/support", support="yes"))
    for place in (here, f"{here}/comments/{comment}"):
        page = plain(text_of(neighbour.get(place)))
        assert page.index("我来帮忙。") < page.index("什么时候？")
        assert "1 人认为说得对" in page
    own = her.post(f"{here}/comments/{comment}/support", support="yes")
    assert own.status == 409


def test_a_comment_is_found_only_where_it_was_made(neighbourhood: Neighbourhood) -> None:
    her, suggestion = author(neighbourhood)
    followed(her, her.post(f"{HOME}/suggestions/{suggestion}/comments", side="for", text="好。"))
    comment = neighbourhood.visitor.get(f"suggestions/{suggestion}/comments").json["items"][0]["id"]
    elsewhere = neighbourhood.suggestion()
    for place in (f"{elsewhere}/comments/{comment}", f"{suggestion}/comments/comment:nowhere"):
        assert her.get(f"{HOME}/suggestions/{place}").status == 404


def test_the_chain_page_shows_every_step_and_who_answered(
    neighbourhood: Neighbourhood, chair: Browser
) -> None:
    _, suggestion = author(neighbourhood)
    here = f"{HOME}/suggestions/{suggestion}"
    followed(chair, chair.post(f"{here}/answer", status="accepted", text="好主意，月底前定方案。"))
    page = plain(text_of(chair.get(f"{here}/chain"))).partition("从建议到结果")[2]
    _, _, page = page.partition("从建议到结果")
    places = [page.index(each) for each in ("提议", "议事", "表决", "执行", "反馈")]
    assert places == sorted(places)
    assert "好主意，月底前定方案。" in page


def test_the_list_says_when_a_state_is_none(neighbourhood: Neighbourhood) -> None:
    guest = Browser(neighbourhood.visitor)
    assert guest.get(f"{HOME}/suggestions?status=owed").status == 200
    wrong = guest.get(f"{HOME}/suggestions?status=sideways")
    assert (wrong.status, "没有这样的方面、渠道、状态或排序" in text_of(wrong)) == (422, True)
