"""The pages of hiding, appealing and deciding, and what bad input there is told."""

from collections.abc import Iterator
from html import unescape

import pytest

from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.calling import Answer, Caller
from tests.services.conftest import Neighbourhood
from tests.services.hiding import (
    REASON,
    WORDS,
    appealed,
    commented,
    hidden,
    rules_of_moderation,
)
from tests.services.offices import joined, shown


@pytest.fixture(autouse=True)
def rules(neighbourhood: Neighbourhood) -> Iterator[None]:
    with rules_of_moderation(neighbourhood):
        yield


@pytest.fixture
def chair(neighbourhood: Neighbourhood) -> Browser:
    return signed_in(neighbourhood, "chair")


@pytest.fixture
def clerk(neighbourhood: Neighbourhood) -> Browser:
    return signed_in(neighbourhood, "clerk")


@pytest.fixture
def author(neighbourhood: Neighbourhood) -> tuple[Caller, Browser]:
    """Somebody verified, at the API and at the pages."""
    caller, login = neighbourhood.newcomer()
    details = {"name": "王小明", "age_band": "18-and-over"}
    member = caller.post("residents", details).json["id"]
    neighbourhood.clerk.post(f"residents/{member}/verification")
    return caller, signed_in(neighbourhood, login)


def followed(browser: Browser, answer: Answer) -> str:
    """The page to which a form leads."""
    assert answer.status == 303, text_of(answer)
    return unescape(text_of(browser.get(answer.headers["location"].partition("#")[0])))


def test_what_was_hidden_is_told_with_its_rule_and_reason_and_without_its_words(
    neighbourhood: Neighbourhood, clerk: Browser, author: tuple[Caller, Browser]
) -> None:
    _, comment = commented(neighbourhood, author[0])
    here = f"{HOME}/moderation/{comment}"
    assert WORDS in unescape(text_of(clerk.get(f"{here}/hide")))
    followed(clerk, clerk.post(f"{here}/hide", rule="personal-data", reason=REASON))
    guest = Browser(neighbourhood.visitor)
    for address in (here, f"{HOME}/moderation"):
        page = unescape(text_of(guest.get(address)))
        assert REASON in page
        assert "泄露个人信息" in page or "个人信息" in page
        assert WORDS not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"rule": "", "reason": "因为不合规则。"}, "请选择按哪一条规则隐藏"),
        ({"rule": "insult", "reason": ""}, "理由要 1 到 2000 个字"),
        ({"rule": "insult", "reason": "因" * 2001}, "理由要 1 到 2000 个字"),
    ],
)
def test_a_hiding_that_is_not_filled_in_is_told_and_kept(
    neighbourhood: Neighbourhood, clerk: Browser, fields: dict[str, str], said: str
) -> None:
    _, comment = commented(neighbourhood, neighbourhood.resident())
    answer = clerk.post(f"{HOME}/moderation/{comment}/hide", **fields)
    assert answer.status == 422
    assert said in text_of(answer)
    assert fields["reason"] in text_of(answer)


def test_the_author_reads_the_own_words_and_appeals_from_there(
    neighbourhood: Neighbourhood, author: tuple[Caller, Browser]
) -> None:
    caller, browser = author
    about, comment = commented(neighbourhood, caller)
    hidden(neighbourhood, comment)
    here = f"{HOME}/moderation/{comment}"
    for address in (f"{HOME}/suggestions/{about}", f"{HOME}/me/acts"):
        assert f'href="{here}"' in text_of(browser.get(address))
    assert WORDS in unescape(text_of(browser.get(here)))
    empty = browser.post(f"{here}/appeal", text="")
    assert empty.status == 422
    assert "理由要 1 到 2000 个字" in text_of(empty)
    page = followed(browser, browser.post(f"{here}/appeal", text="那是我自己的号码。"))
    assert "居委会还没有决定" in page
    assert "那是我自己的号码。" in page
    guest = unescape(text_of(Browser(neighbourhood.visitor).get(here)))
    assert "居委会还没有决定" in guest
    assert "那是我自己的号码。" not in guest
    again = browser.post(f"{here}/appeal", text="再看一次。")
    assert again.status == 409
    assert "再看一次。" in text_of(again)


def test_the_committee_decides_with_a_reason_that_everybody_reads(
    neighbourhood: Neighbourhood, chair: Browser, author: tuple[Caller, Browser]
) -> None:
    about, comment = commented(neighbourhood, author[0])
    hidden(neighbourhood, comment)
    appealed(neighbourhood, comment, author[0])
    here = f"{HOME}/moderation/{comment}"
    assert here in text_of(chair.get(f"{HOME}/console"))
    page = unescape(text_of(chair.get(here)))
    assert WORDS in page
    assert "那是我自己的号码。" in page
    for fields in ({"outcome": "", "reason": "好。"}, {"outcome": "upheld", "reason": ""}):
        assert chair.post(f"{here}/decision", **fields).status == 422
    followed(chair, chair.post(f"{here}/decision", outcome="restored", reason="号码是本人的。"))
    guest = Browser(neighbourhood.visitor)
    assert "号码是本人的。" in text_of(guest.get(here))
    assert WORDS in unescape(text_of(guest.get(f"{HOME}/suggestions/{about}")))
    late = chair.post(f"{here}/decision", outcome="upheld", reason="还是不行。")
    assert late.status == 409
    assert "还是不行。" in text_of(late)


def test_the_desk_appeals_for_a_resident_told_by_name(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member, about = joined(neighbourhood, "李奶奶"), neighbourhood.suggestion()
    said = {"side": "for", "text": WORDS, "for": member, "channel": "desk"}
    made = neighbourhood.clerk.post(f"suggestions/{about}/comments", said)
    comment = shown(neighbourhood, made).json["id"]
    hidden(neighbourhood, comment)
    place = f"{HOME}/moderation/{comment}"
    rights = text_of(clerk.get(f"{HOME}/desk/rights?resident={member}"))
    assert f"{place}?resident=" in rights
    assert "李奶奶" in text_of(clerk.get(f"{place}?resident={member}"))
    fields = {"resident": member, "text": "那是我自己的号码。"}
    assert "居委会还没有决定" in followed(clerk, clerk.post(f"{place}/appeal", **fields))


def test_pages_of_moderation_turn_bad_addresses_away(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    guest = Browser(neighbourhood.visitor)
    assert guest.get(f"{HOME}/moderation?before=x").status == 422
    for nowhere in ("comment:nowhere", "suggestion:nowhere", "%00"):
        assert guest.get(f"{HOME}/moderation/{nowhere}").status == 404
        assert clerk.get(f"{HOME}/moderation/{nowhere}/hide").status == 404


def test_the_console_shows_what_is_owed_and_does_nothing_by_itself(
    neighbourhood: Neighbourhood, chair: Browser
) -> None:
    threshold = "policies/policy:support-threshold"
    shown(neighbourhood, neighbourhood.committee.put(threshold, {"value": "5"}))
    owed, promised = neighbourhood.suggestion(), neighbourhood.suggestion()
    for _ in range(5):
        agreed = {"choice": "agree", "for": joined(neighbourhood, "某人"), "channel": "desk"}
        stance = neighbourhood.clerk.put(f"suggestions/{owed}/stance", agreed)
        shown(neighbourhood, stance)
    plan = {"status": "planned", "text": "下个月动工。", "due": "2999-12-20"}
    shown(neighbourhood, neighbourhood.committee.post(f"suggestions/{promised}/answers", plan))
    page = text_of(chair.get(f"{HOME}/console"))
    assert f"{HOME}/suggestions/{owed}/answer" in page
    assert f"{HOME}/suggestions/{promised}/answer" in page
    assert 'method="post"' not in page
    for queue in ("owed", "promises", "stalled"):
        assert chair.get(f"{HOME}/console?{queue}=x").status == 422
        assert neighbourhood.committee.get(f"console/{queue}?cursor=x").status == 422
    api = neighbourhood.committee.get("console/owed").json["items"]
    assert owed in [each["id"] for each in api]
    assert neighbourhood.committee.get("console").json["owed"] >= 1
    shown(neighbourhood, neighbourhood.committee.put(threshold, {"value": "20"}))
