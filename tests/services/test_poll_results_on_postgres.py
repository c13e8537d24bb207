from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain.kernel import Act
from domain.voting.close_poll import ClosePoll
from infra.installation import utc_now
from infra.settings import Settings
from infra.supervisor import Databases
from tests.services.at_the_polls import DRAW, Polls, in_days, voting
from tests.services.ballot_forms import cast, page_after, verified_before
from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.conftest import SLUG, decide


@pytest.fixture(scope="module")
def polls(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Polls]:
    with voting(settings, databases, tmp_path_factory.mktemp("pages_of_results")) as polls:
        yield polls


@pytest.fixture(scope="module")
def chair(polls: Polls) -> Browser:
    return signed_in(polls.neighbourhood, "chair")


@pytest.fixture(scope="module")
def voters(polls: Polls) -> list[Browser]:
    """Three who were verified before any poll was opened."""
    return [verified_before(polls) for _ in range(3)]


def _hold(polls: Polls, poll: str) -> None:
    """The time of the poll comes, and its door was shut before."""
    act = Act.of("system", utc_now() + timedelta(days=2))
    close = ClosePoll(act=act, poll=poll, door_was_open=False)
    [position] = decide(polls.installation, polls.installation.community(SLUG), close)
    assert polls.visitor.get(f"log?after={position}").status == 200


def test_a_held_poll_opens_nothing_until_the_committee_closes_it(
    polls: Polls, chair: Browser, voters: list[Browser]
) -> None:
    poll = polls.open()
    page_after(voters[0], cast(voters[0], poll, "0"))
    _hold(polls, poll)
    shown = text_of(chair.get(f"{HOME}/polls/{poll}"))
    assert "暂缓唱票" in shown
    assert "在居委会延长或截止表决之前不开票" in shown
    assert chair.get(f"{HOME}/polls/{poll}/result").status == 404
    assert chair.post(f"{HOME}/polls/{poll}/close").status == 422
    page_after(chair, chair.post(f"{HOME}/polls/{poll}/close", sure="yes"))


def test_a_tie_is_shown_and_broken_by_the_lot_that_was_fixed_before(
    polls: Polls, chair: Browser, voters: list[Browser]
) -> None:
    poll = polls.open(tie_rule="lot", text=DRAW)
    for voter, chosen in zip(voters, ("0", "1", ""), strict=True):
        page_after(voter, cast(voter, poll, chosen))
    polls.close(poll)
    place = f"{HOME}/polls/{poll}/result"
    before = text_of(chair.get(place))
    assert "最后一个名额上票数相同" in before
    assert "需要公开抽签决定" in before
    assert 'pattern="[1-9][0-9]?( [1-9][0-9]?){5}"' in text_of(chair.get(place))
    for wrong in ("硬币", "3 17 21", "3 17 21 9 30 33", "03 17 21 29 30 33", "3 3 17 21 29 30"):
        refused = chair.post(f"{HOME}/polls/{poll}/lot", drawn=wrong, sure="yes")
        assert (refused.status, wrong in text_of(refused)) == (422, True)
        assert "1 到 99 之间六个不同的数" in text_of(refused)
    drawn = {"drawn": " 3 9 17  21 30 33", "sure": "yes"}
    after = page_after(chair, chair.post(f"{HOME}/polls/{poll}/lot", **drawn))
    assert "3 9 17 21 30 33" in after
    assert "由抽签决定" in after


@pytest.mark.parametrize(
    ("terms", "choices", "said"),
    [
        ({"kind": "ranked"}, ("0 1", "1", "2 1"), "逐轮计票"),
        ({"kind": "statements"}, ("0 3", "0 4", "1"), "通过的有"),
        ({"kind": "approval", "seats": 2}, ("0 1", "0", "1"), "胜出的有"),
        ({"kind": "several", "choices_max": 2, "quorum": 4}, ("0 1", "0", ""), "没有达到最低票数"),
        ({"threshold": 50}, ("0", "1", "2"), "没有选项达到门槛"),
        ({"tie_rule": "stays"}, ("0", "1", ""), "并列不分先后"),
        ({"tie_rule": "listed-first"}, ("0", "1", ""), "列在前面的优先"),
        ({"mode": "open"}, ("0", "0", "1"), "胜出的有"),
    ],
)
def test_a_result_says_by_which_rule_it_came_about(
    polls: Polls,
    voters: list[Browser],
    terms: dict[str, object],
    choices: tuple[str, ...],
    said: str,
) -> None:
    poll = polls.open(**terms)
    for voter, chosen in zip(voters, choices, strict=True):
        page_after(voter, cast(voter, poll, chosen))
    polls.close(poll)
    shown = text_of(voters[0].get(f"{HOME}/polls/{poll}/result"))
    assert said in shown
    assert "您的选票已计入" in shown
    for place in ("", "/ballots", "/result?lang=en"):
        assert Browser(polls.visitor).get(f"{HOME}/polls/{poll}{place}").status == 200


def test_a_closed_poll_is_cancelled_as_long_as_none_of_its_ballots_is_opened(
    polls: Polls, chair: Browser
) -> None:
    """The page offers it by what the log says; whether the opening has begun, the rule decides."""
    button, ended = f"{HOME}/polls/{{}}/cancel", []
    for mode in ("open", "sealed"):
        poll = polls.open(mode=mode)
        assert f'action="{button.format(poll)}"' in text_of(chair.get(f"{HOME}/polls/{poll}"))
        polls.close(poll)
        ended.append(poll)
    for poll in ended:
        assert f'action="{button.format(poll)}"' not in text_of(chair.get(f"{HOME}/polls/{poll}"))
        late = chair.post(button.format(poll), reason="问题写错了", sure="yes")
        assert late.status == 409


def test_the_form_of_an_extension_says_how_often_and_until_when(
    polls: Polls, chair: Browser
) -> None:
    poll = polls.open()
    place = f"{HOME}/polls/{poll}"
    assert "还可以推迟 3 次" in text_of(chair.get(place))
    for days in (2, 3, 4):
        more = {"closes_at": in_days(days), "reason": "下雨。"}
        polls.shown(polls.neighbourhood.committee.post(f"polls/{poll}/extension", more))
    shown = text_of(chair.get(place))
    assert "推迟的次数已到上限" in shown
    assert f'action="{place}/extend"' not in shown
