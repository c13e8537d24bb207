"""Two people at the desk read a sheet: what pages and API say of it, and whom they name."""

import re

import pytest

from tests.services.at_the_polls import Polls
from tests.services.ballot_forms import page_after
from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.calling import Caller

DOES_NOT_COUNT = "一张纸质选票两人读出的内容不同：这张不算，要重新录入"
COUNTS_NOW = "这张纸质选票从现在起算数"


@pytest.fixture(scope="module")
def clerk(polls: Polls) -> Browser:
    return signed_in(polls.neighbourhood, "clerk")


@pytest.fixture(scope="module")
def colleague(polls: Polls) -> Browser:
    return signed_in(polls.neighbourhood, "colleague")


def voter(polls: Polls, name: str) -> str:
    """The name on the roll of somebody verified; with a name that only the desk reads."""
    caller, _ = polls.neighbourhood.newcomer()
    return on_the_roll(polls, caller, name)


def on_the_roll(polls: Polls, caller: Caller, name: str) -> str:
    member = str(caller.post("residents", {"name": name, "age_band": "18-and-over"}).json["id"])
    polls.shown(polls.neighbourhood.clerk.post(f"residents/{member}/verification"))
    return member


def sheet(polls: Polls, poll: str, member: str, choice: int = 1) -> str:
    body = {"for": member, "choice": [choice]}
    recorded = polls.neighbourhood.clerk.post(f"polls/{poll}/papers", body)
    return str(polls.shown(recorded).json["id"])


def set_aside(polls: Polls, poll: str) -> list[str]:
    return [each["reason"] for each in polls.of(poll, "set-aside")["items"]]


def test_a_sheet_that_two_people_read_differently_never_counts(polls: Polls) -> None:
    member, another = voter(polls, "丁奶奶"), voter(polls, "癸奶奶")
    poll = polls.open()
    paper = sheet(polls, poll, member)
    confirmation = f"polls/{poll}/papers/{paper}/confirmation"
    read = polls.shown(polls.colleague.post(confirmation, {"choice": [2]})).json
    assert (read["id"], read["state"], read["recorded"]) == (paper, "disputed", 1)
    assert polls.colleague.post(confirmation, {"choice": [1]}).problem == "papers-differ"
    shown = polls.of(poll)
    assert (shown["disputed"], shown["waiting"], shown["voters"]) == (1, 0, 0)
    anew = sheet(polls, poll, member)
    again = f"polls/{poll}/papers/{anew}/confirmation"
    assert polls.shown(polls.colleague.post(again, {"choice": [1]})).json["state"] == "confirmed"
    once_more = polls.colleague.post(again, {"choice": [1]})
    assert (once_more.status, once_more.json["state"]) == (200, "confirmed")
    of_another = sheet(polls, poll, another, choice=2)
    other = f"polls/{poll}/papers/{of_another}/confirmation"
    assert polls.shown(polls.colleague.post(other, {"choice": [0]})).json["state"] == "disputed"
    polls.close(poll)
    assert polls.of(poll, "result")["outcome"]["votes"] == [0, 1, 0]
    assert set_aside(polls, poll) == ["disputed", "disputed"]
    assert "两人读出的内容不同" in text_of(
        Browser(polls.visitor).get(f"{HOME}/polls/{poll}/ballots")
    )


def test_a_repeated_request_is_told_what_became_of_the_sheet(polls: Polls) -> None:
    member = voter(polls, "戊奶奶")
    poll = polls.open()
    place = f"polls/{poll}/papers/{sheet(polls, poll, member)}/confirmation"
    once = polls.colleague.saying(idempotency_key="the-second-reading")
    first, again = (once.post(place, {"choice": [0]}) for _ in "12")
    assert (first.json, first.status) == (again.json, again.status)
    assert again.json["state"] == "disputed"


def test_the_page_says_plainly_that_a_sheet_read_differently_does_not_count(
    polls: Polls, colleague: Browser
) -> None:
    member = voter(polls, "己奶奶")
    poll = polls.open()
    place = f"{HOME}/desk/papers/{sheet(polls, poll, member)}"
    after = page_after(colleague, colleague.post(place, option="0"))
    assert DOES_NOT_COUNT in after
    assert COUNTS_NOW not in after
    assert DOES_NOT_COUNT in text_of(colleague.get(place))
    anew = f"{HOME}/desk/papers/{sheet(polls, poll, member)}"
    after = page_after(colleague, colleague.post(anew, option="1"))
    assert COUNTS_NOW in after
    assert DOES_NOT_COUNT not in after


@pytest.mark.parametrize("read", ["0", "1"])
def test_a_sheet_names_its_voter_only_to_whoever_could_confirm_it_while_it_waits(
    polls: Polls, clerk: Browser, colleague: Browser, read: str
) -> None:
    member = voter(polls, "庚奶奶")
    poll = polls.open()
    place = f"{HOME}/desk/papers/{sheet(polls, poll, member)}"
    assert "庚奶奶" in text_of(colleague.get(place))
    assert "庚奶奶" not in text_of(clerk.get(place))
    [name] = [each["name"] for each in polls.of(poll, "set-aside")["items"]]
    page_after(colleague, colleague.post(place, option=read))
    for browser in (clerk, colleague):
        shown = text_of(browser.get(place))
        assert "庚奶奶" not in shown
        assert name not in shown
        assert f"居民 {name.rpartition(':')[2][:4]}" not in shown


def test_nobody_reads_a_sheet_of_their_own(polls: Polls, colleague: Browser) -> None:
    member = on_the_roll(polls, polls.colleague, "辛阿姨")
    poll = polls.open()
    paper = sheet(polls, poll, member)
    api = polls.colleague.post(f"polls/{poll}/papers/{paper}/confirmation", {"choice": [1]})
    assert api.problem == "your-own-act"
    place = f"{HOME}/desk/papers/{paper}"
    shown = text_of(colleague.get(place))
    assert "辛阿姨" not in shown
    assert "data-uncast" not in shown
    assert colleague.post(place, option="1").status == 422
    assert polls.of(poll)["waiting"] == 1


def test_what_the_desk_records_from_a_sheet_is_a_sheet_whatever_the_form_says(
    polls: Polls, clerk: Browser
) -> None:
    member = voter(polls, "壬奶奶")
    poll = polls.open()
    fields = {"resident": member, "poll": poll, "chosen": "1", "channel": "phone"}
    answer = clerk.post(f"{HOME}/desk/ballot", **fields)
    shown = page_after(clerk, answer)
    [waiting] = polls.colleague.get(f"polls/{poll}/papers").json["items"]
    assert waiting["channel"] == "paper"
    assert re.search(rf"audit/{waiting['position']}\b", shown)
    assert "resident" not in answer.headers["location"]
    assert "壬奶奶" not in shown
