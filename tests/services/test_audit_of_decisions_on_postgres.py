"""What is decided is told in the audit trail by its name, and never says what somebody chose."""

import re
from collections.abc import Iterator

import pytest

from infra.settings import Settings
from infra.supervisor import Databases
from tests.services.at_the_polls import Polls, voting
from tests.services.browsing import HOME, Browser, text_of

TITLE = "<b>长椅</b>选哪一种？"


@pytest.fixture(scope="module")
def polls(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Polls]:
    with voting(settings, databases, tmp_path_factory.mktemp("audit_of_decisions")) as polls:
        yield polls


def sentences(polls: Polls, tag: str) -> list[str]:
    """The sentences of the trail about something, oldest first, without their markup."""
    page = text_of(Browser(polls.visitor).get(f"{HOME}/audit?tag={tag}"))
    told = re.findall(r'<p class="sentence">(.*?)</p>', page, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", sentence) for sentence in reversed(told)]


def test_a_poll_is_told_by_its_title_from_its_opening_to_its_result(polls: Polls) -> None:
    resident = polls.neighbourhood.resident()
    poll = polls.open(title=TITLE)
    polls.vote(resident, poll, 1)
    polls.close(poll)
    opened, cast, closed, ballots, finished = sentences(polls, poll)
    named = "表决“&lt;b&gt;长椅&lt;/b&gt;选哪一种？”"
    assert opened.startswith(f"工作人员 chair 发起了{named}：单选，密封记名。截止时间：")
    assert re.fullmatch(rf"居民 .{{4}}…在{named}中投了密封选票（网上）。", cast)
    assert closed == f"系统截止了{named}。"
    assert ballots == f"系统拆开了{named}中算数的 1 张选票。"
    assert finished == f"系统完成了{named}的开票：共 1 张选票算数。"
    page = text_of(Browser(polls.visitor).get(f"{HOME}/audit?tag={poll}"))
    assert f'<a href="{HOME}/polls/{poll}">' in page


def test_an_answer_is_told_with_its_status_and_the_promised_day(polls: Polls) -> None:
    suggestion = polls.neighbourhood.suggestion(title="装一盏灯")
    answer = {"status": "planned", "due": "2099-03-05", "text": "明年春天装好。"}
    given = polls.neighbourhood.committee.post(f"suggestions/{suggestion}/answers", answer)
    polls.shown(given)
    _, answered = sentences(polls, suggestion)
    assert answered == (
        "工作人员 chair 答复了建议“装一盏灯”：已列入计划。承诺 2099年3月5日前完成。"
    )
