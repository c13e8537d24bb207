import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from infra.settings import Settings
from infra.supervisor import Databases
from tests.services.at_the_polls import Polls, voting
from tests.services.ballot_forms import cast, page_after, verified_before
from tests.services.browsing import HOME, Browser, signed_in, text_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
FILLED = {
    "title": "下半年先办哪一件？", "text": "若并列，用当周福利彩票的号码。", "kind": "one",
    "labels": "给排练室加隔音\n\n装一排晾衣架", "seats": "1", "audience": "residents",
    "unit": "person", "mode": "sealed", "quorum": "0", "threshold": "0", "tie_rule": "lot",
    "time": "20:00", "hold_hours": "48",
}  # fmt: skip


@pytest.fixture(scope="module")
def polls(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Polls]:
    with voting(settings, databases, tmp_path_factory.mktemp("pages_of_polls")) as polls:
        yield polls


@pytest.fixture(scope="module")
def chair(polls: Polls) -> Browser:
    return signed_in(polls.neighbourhood, "chair")


@pytest.fixture(scope="module")
def voters(polls: Polls) -> list[Browser]:
    """Three who were verified before any poll was opened."""
    return [verified_before(polls) for _ in range(3)]


def _in_days(days: int) -> str:
    return (datetime.now(SHANGHAI) + timedelta(days=days)).strftime("%Y-%m-%d")


def test_a_close_is_written_and_read_by_the_clock_of_the_community(
    polls: Polls, chair: Browser
) -> None:
    day = _in_days(3)
    opened = chair.post(f"{HOME}/polls/new", day=day, **FILLED)
    shown = page_after(chair, opened)
    year, month, of_month = map(int, day.split("-"))
    assert f"{year}年{month}月{of_month}日 20:00" in shown
    assert "Asia/Shanghai" in shown
    poll = opened.headers["location"].partition("?")[0].rpartition("/")[2]
    assert polls.of(poll)["closes_at"] == f"{day}T12:00Z"
    assert polls.of(poll)["labels"] == ["给排练室加隔音", "装一排晾衣架"]


def test_a_preview_records_nothing_and_a_change_of_mind_keeps_what_was_written(
    polls: Polls, chair: Browser
) -> None:
    before = polls.visitor.get("log").json
    seen = chair.post(f"{HOME}/polls/preview", day=_in_days(3), **FILLED)
    assert (seen.status, "这次表决还没有发起" in text_of(seen)) == (200, True)
    again = text_of(chair.post(f"{HOME}/polls/preview", edit="1", day=_in_days(3), **FILLED))
    assert FILLED["title"] in again
    assert "装一排晾衣架" in again
    assert polls.visitor.get("log").json == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": "？"}, "问题要 4 到"),
        ({"labels": "只有一项"}, "请写 2 到 50 个"),
        ({"labels": "同一项\n同一项"}, "其中有两个相同"),
        ({"labels": "长" * 201 + "\n短"}, "最多 200 个字"),
        ({"kind": "lottery"}, "请从列表里选一项"),
        ({"kind": "several", "choices_max": "3"}, "1 到 2 之间的整数"),
        ({"seats": "0"}, "1 到 2 之间的整数"),
        ({"quorum": "许多"}, "0 到 100000 之间的整数"),
        ({"threshold": "100"}, "0 到 99 之间的整数"),
        ({"day": "2027-02-30"}, "请填写截止日期"),
        ({"time": "25:00"}, "请填写截止时刻"),
        ({"suggestions": "https://example.org/"}, "请填写本社区建议的网址"),
        ({"day": "2001-01-01"}, ""),
        ({"mode": "secret"}, "请从列表里选一项"),
        ({"text": "", "title": "若并列，用当周福利彩票的号码。"}, "要在说明里写明"),
    ],
)
def test_terms_that_cannot_be_are_said_in_a_sentence_and_nothing_written_is_lost(
    chair: Browser, wrong: dict[str, str], said: str
) -> None:
    answer = chair.post(f"{HOME}/polls/new", **{**FILLED, "day": _in_days(3), **wrong})
    assert 400 <= answer.status < 500
    assert said in text_of(answer)
    assert FILLED["text"] in text_of(answer)


def test_a_lot_without_its_draw_is_told_beside_the_text(chair: Browser) -> None:
    answer = chair.post(f"{HOME}/polls/preview", **{**FILLED, "day": _in_days(3), "text": ""})
    [field] = re.findall(r"<textarea id=\"text\"[^>]*>", text_of(answer))
    assert (answer.status, "refusal" in field) == (422, True)


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        ("residents", "居住已经确认的全体成员"),
        ("adults", "年满 18 岁的成员"),
        ("stewards", "结果是他们的意见，不是居民的意见"),
        ("planners", "结果是他们的意见，不是居民的意见"),
    ],
)
def test_a_poll_says_before_anybody_votes_whom_it_asks(
    polls: Polls, audience: str, said: str
) -> None:
    poll = polls.open(audience=audience)
    assert said in text_of(Browser(polls.visitor).get(f"{HOME}/polls/{poll}"))
    polls.close(poll)
    assert said in text_of(Browser(polls.visitor).get(f"{HOME}/polls/{poll}/result"))


@pytest.mark.parametrize("mode", ["open", "sealed", "anonymous"])
def test_what_a_mode_hides_from_whom_is_said_before_voting(
    polls: Polls, voters: list[Browser], mode: str
) -> None:
    poll = polls.open(mode=mode)
    ballot = text_of(voters[0].get(f"{HOME}/polls/{poll}/vote"))
    review = text_of(voters[0].post(f"{HOME}/polls/{poll}/review", option="0"))
    for shown in (ballot, review):
        assert "还没有投" in shown
        assert "这几种方式都挡不住胁迫" in shown
    assert "保管本系统密钥的人能查出谁投了什么" in ballot
    assert "两位工作人员会看到所选内容" in ballot


def test_a_ballot_is_cast_by_the_last_button_alone(polls: Polls, voters: list[Browser]) -> None:
    poll = polls.open()
    assert voters[0].post(f"{HOME}/polls/{poll}/review", option="0").status == 200
    assert polls.of(poll)["castings"] == 0
    assert "您已投票" in page_after(voters[0], cast(voters[0], poll, "0"))
    assert (polls.of(poll)["castings"], polls.of(poll)["voters"]) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "filled", "said"),
    [
        ("one", {}, "还什么都没选"),
        ("one", {"option": "3"}, "选了表决里没有的内容"),
        ("several", {"option-0": "1", "option-1": "1", "option-2": "1"}, "最多只能选 2 项"),
        ("approval", {"option-0": "1", "blank": "blank"}, "不能两样都要"),
        ("ranked", {"rank-0": "1", "rank-1": "1"}, "每个名次只能给一个选项"),
        ("ranked", {"rank-0": "4"}, "选了表决里没有的内容"),
        ("statements", {"statement-0": "perhaps"}, "选了表决里没有的内容"),
    ],
)
def test_a_ballot_that_does_not_fit_is_shown_again_as_it_was_filled_in(
    polls: Polls, voters: list[Browser], kind: str, filled: dict[str, str], said: str
) -> None:
    poll = polls.open(kind=kind, **({"choices_max": 2} if kind == "several" else {}))
    answer = voters[0].post(f"{HOME}/polls/{poll}/review", **filled)
    assert (answer.status, said in text_of(answer)) == (422, True)
    if "blank" in filled:
        assert text_of(answer).count(" checked") == 2


def test_a_reviewed_ballot_that_was_tampered_with_is_notcast(
    polls: Polls, voters: list[Browser]
) -> None:
    poll = polls.open()
    for chosen in ("9", "0 1", "一", "-1", "0" * 500):
        assert cast(voters[0], poll, chosen).status == 422
    assert voters[0].post(f"{HOME}/polls/{poll}/vote").status == 422
    assert polls.of(poll)["castings"] == 0


def test_the_longest_ballot_can_be_filled_in(polls: Polls, voters: list[Browser]) -> None:
    poll = polls.open(kind="ranked", labels=[f"第{number}项" for number in range(50)])
    places = {f"rank-{option}": str(50 - option) for option in range(50)}
    assert voters[0].post(f"{HOME}/polls/{poll}/review", **places).status == 200
    chosen = " ".join(str(option) for option in reversed(range(50)))
    assert cast(voters[0], poll, chosen).status == 303


def test_whoever_may_not_vote_is_told_before_filling_in(polls: Polls) -> None:
    poll = polls.open()
    late = verified_before(polls)
    for browser, said in (
        (late, "表决开始之前"),
        (signed_in(polls.neighbourhood, polls.neighbourhood.newcomer()[1]), "名册"),
    ):
        shown = text_of(browser.get(f"{HOME}/polls/{poll}/vote"))
        assert "data-uncast" not in shown
        assert said in shown
    stranger = Browser(polls.visitor)
    assert stranger.get(f"{HOME}/polls/{poll}/vote").status == 401
    assert f"/sign-in?next={HOME.replace('/', '%2F')}" in text_of(
        stranger.get(f"{HOME}/polls/{poll}")
    ).replace("next=/c/", "next=%2Fc%2F")


def test_an_expired_form_keeps_the_ballot_and_casts_nothing(
    polls: Polls, voters: list[Browser]
) -> None:
    poll = polls.open()
    stale = Browser(voters[0].caller, "of-another-session")
    answer = cast(stale, poll, "1")
    assert (answer.status, "石的" in text_of(answer)) == (422, True)
    assert polls.of(poll)["castings"] == 0


def test_the_committee_gives_more_time_with_a_reason_for_everybody(
    polls: Polls, chair: Browser
) -> None:
    poll, place = polls.open(), f"{HOME}/polls/{{}}/extend"
    asked = {"day": _in_days(5), "time": "09:30"}
    refused = chair.post(place.format(poll), **asked)
    assert (refused.status, "请说明理由" in text_of(refused)) == (422, True)
    earlier = chair.post(place.format(poll), day=_in_days(0), time="00:00", reason="早一点")
    assert (earlier.status, "早一点" in text_of(earlier)) == (409, True)
    shown = page_after(chair, chair.post(place.format(poll), reason="周末停电", **asked))
    assert "周末停电" in shown
    assert polls.of(poll)["closes_at"] == f"{_in_days(5)}T01:30Z"


def test_a_cancelled_poll_says_why_and_takes_no_vote(
    polls: Polls, chair: Browser, voters: list[Browser]
) -> None:
    poll = polls.open()
    place = f"{HOME}/polls/{poll}/cancel"
    assert chair.post(place, reason="问题写错了").status == 422
    shown = page_after(chair, chair.post(place, reason="问题写错了", sure="yes"))
    assert "问题写错了" in shown
    assert "已取消" in shown
    assert cast(voters[0], poll, "0").status == 409
    assert chair.get(f"{HOME}/polls/{poll}/result").status == 404


def test_polls_are_listed_by_their_state(polls: Polls, chair: Browser) -> None:
    poll = polls.open(title="门口种什么树？")
    assert "门口种什么树？" in text_of(chair.get(f"{HOME}/polls?state=open"))
    assert "门口种什么树？" not in text_of(chair.get(f"{HOME}/polls?state=cancelled"))
    assert chair.get(f"{HOME}/polls?state=lost").status == 422
    for nowhere in ("poll:nowhere", "%E6%A0%91"):
        assert chair.get(f"{HOME}/polls/{nowhere}").status == 404
    assert poll in text_of(chair.get(f"{HOME}/polls"))
