"""The inbox: what concerns somebody, and how much of it is new."""

import pytest

from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.calling import Caller
from tests.services.conftest import Neighbourhood
from tests.services.offices import shown


@pytest.fixture
def author(neighbourhood: Neighbourhood) -> tuple[Caller, Browser, str]:
    """Somebody with a suggestion of their own, at the API and at the pages."""
    caller, login = neighbourhood.newcomer()
    details = {"name": "王小明", "age_band": "18-and-over"}
    member = caller.post("residents", details).json["id"]
    neighbourhood.clerk.post(f"residents/{member}/verification")
    return caller, signed_in(neighbourhood, login), neighbourhood.suggestion(caller)


def answered(neighbourhood: Neighbourhood, suggestion: str, status: str, **more: str) -> int:
    said = {"status": status, "text": "好主意。", **more}
    answer = neighbourhood.committee.post(f"suggestions/{suggestion}/answers", said)
    return int(shown(neighbourhood, answer).json["position"])


def test_an_answer_is_new_until_it_was_seen(
    neighbourhood: Neighbourhood, author: tuple[Caller, Browser, str]
) -> None:
    caller, browser, suggestion = author
    assert caller.get("me/inbox").json["items"] == []
    position = answered(neighbourhood, suggestion, "accepted")
    found = caller.get("me/inbox").json
    assert (found["unseen"], found["seen"]) == (1, 0)
    assert (found["items"][0]["kind"], found["items"][0]["detail"]) == ("answered", "accepted")
    page = text_of(browser.get(f"{HOME}/inbox"))
    assert "居委会作了答复：已采纳" in page
    assert "1 条新通知" in page
    assert "条新通知" in text_of(browser.get(f"{HOME}/suggestions"))
    seen = browser.post(f"{HOME}/inbox/seen", position=str(position))
    assert seen.status == 303
    assert "条新通知" not in text_of(browser.get(f"{HOME}/inbox"))
    assert caller.get("me/inbox").json["seen"] == position


def test_what_was_seen_is_never_unseen_and_what_is_to_come_is_not_seen_yet(
    neighbourhood: Neighbourhood, author: tuple[Caller, Browser, str]
) -> None:
    caller, browser, suggestion = author
    answered(neighbourhood, suggestion, "under-review")
    far = caller.put("me/inbox/seen", {"position": 2**53 - 1})
    assert (far.status, far.json["unseen"]) == (200, 0)
    browser.post(f"{HOME}/inbox/seen", position="1")
    assert caller.put("me/inbox/seen", {"position": 1}).json == far.json
    answered(neighbourhood, suggestion, "accepted")
    assert caller.get("me/inbox").json["unseen"] == 1
    assert caller.get("me/export").json["inbox_seen_up_to"] == far.json["seen"]


def test_nobody_is_told_what_does_not_concern_them(
    neighbourhood: Neighbourhood, author: tuple[Caller, Browser, str]
) -> None:
    _, _, suggestion = author
    stranger = neighbourhood.resident()
    answered(neighbourhood, suggestion, "accepted")
    assert stranger.get("me/inbox").json["items"] == []
    shown(neighbourhood, stranger.put(f"suggestions/{suggestion}/following", {}))
    done = answered(neighbourhood, suggestion, "planned", due="2999-12-20")
    found = stranger.get("me/inbox").json["items"]
    assert [each["position"] for each in found] == [done]
    assert stranger.get(f"me/inbox?before={done}").json["items"] == []


def test_bad_input_is_turned_away(
    neighbourhood: Neighbourhood, author: tuple[Caller, Browser, str]
) -> None:
    caller, browser, _ = author
    for body in ({}, {"position": -1}, {"position": "x"}):
        assert caller.put("me/inbox/seen", body).status == 422
    assert browser.get(f"{HOME}/inbox?before=x").status == 422
    stale = Browser(browser.caller, "forged").post(f"{HOME}/inbox/seen", position="1")
    assert stale.status == 403
    assert neighbourhood.visitor.get(f"{HOME}/inbox").status == 401
