"""Rules have a value and a wording; both are adopted in public, and stay as they were then."""

from collections.abc import Iterator
from html import unescape

import pytest

from domain.policies import POLICIES
from services.pages.policies import grouped, said_value
from services.pages.policy_words import EXPLAINED, GROUPS
from tests.services.browsing import HOME, Browser, signed_in, text_of, verified
from tests.services.calling import Answer
from tests.services.conftest import IDEA, Neighbourhood
from tests.services.offices import shown

PAGE = f"{HOME}/policies"
WORDS = "场地先到先得，每户每周两次。\n红白喜事优先。"


@pytest.fixture(scope="module")
def chair(neighbourhood: Neighbourhood) -> Browser:
    return signed_in(neighbourhood, "chair")


def followed(browser: Browser, answer: Answer) -> str:
    assert answer.status == 303, text_of(answer)
    return unescape(text_of(browser.get(answer.headers["location"])))


def today(neighbourhood: Neighbourhood, policy: str) -> dict[str, object]:
    [found] = [
        it for it in neighbourhood.visitor.get("policies").json["items"] if it["policy"] == policy
    ]
    return dict(found)


def test_every_rule_is_shown_and_explained() -> None:
    assert {each for _, members in GROUPS for each in members} == set(POLICIES.values())
    assert set(EXPLAINED) == set(POLICIES.values())


def test_a_rule_that_was_never_decided_has_the_value_that_it_begins_with() -> None:
    rules = [rule for _, members in grouped([]) for rule in members]
    assert all(rule.value == rule.policy.at_founding for rule in rules)
    assert all(rule.adopted is None for rule in rules)


def test_numbers_say_of_what_they_are() -> None:
    assert said_value("policy:support-threshold", "20", "zh-Hans") == "20 人"
    assert said_value("policy:answer-within-days", "30", "en") == "30 days"
    assert said_value("policy:comments", "open", "zh-Hans") == "开放"


def test_everybody_reads_the_rules_and_nobody_else_changes_them(
    neighbourhood: Neighbourhood,
) -> None:
    page = text_of(Browser(neighbourhood.visitor).get(PAGE))
    assert all(f'id="{policy.replace(":", "-")}"' in page for policy in POLICIES)
    assert "<textarea" not in page
    clerk = signed_in(neighbourhood, "clerk")
    assert clerk.post(PAGE, policy="policy:comments", value="closed").status == 403


def test_a_wording_is_shown_with_its_rule_and_in_its_history(
    neighbourhood: Neighbourhood, chair: Browser
) -> None:
    rule = {"policy": "policy:fairness", "value": "as-written"}
    first = followed(chair, chair.post(PAGE, **rule, text=WORDS))
    assert first.count("场地先到先得，每户每周两次。</bdi>") == 2
    second = followed(chair, chair.post(PAGE, **rule, text="场地抽签。"))
    assert second.count("场地先到先得，每户每周两次。</bdi>") == 1
    assert second.count("场地抽签。</bdi>") == 2
    assert today(neighbourhood, "policy:fairness")["text"] == "场地抽签。"
    history = neighbourhood.visitor.get("policies/history?limit=2").json
    assert [it["text"] for it in history["items"]] == ["场地抽签。", WORDS]
    entry = neighbourhood.visitor.get(f"entries/{history['items'][0]['position']}").body.decode()
    assert "抽签" not in entry
    older = neighbourhood.visitor.get(f"policies/history?before={history['next']}").json
    assert all(it["position"] < history["next"] for it in older["items"])


def test_the_same_again_is_told_and_not_recorded(
    neighbourhood: Neighbourhood, chair: Browser
) -> None:
    rule = {"policy": "policy:moderation", "value": "as-written", "text": "骂人的话隐藏。"}
    followed(chair, chair.post(PAGE, **rule))
    head = neighbourhood.visitor.get("log").json
    again = chair.post(PAGE, **rule)
    assert again.status == 422
    assert "这条规则已经这样写了" in text_of(again)
    assert neighbourhood.visitor.get("log").json == head


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"value": "as-written", "text": ""}, "的规则要写出条文"),
        ({"value": "ajar"}, "请从这条规则可取的值里选一个。"),
        ({"text": "字" * 2001}, "条文最多 2000 个字。"),
        ({"text": "有控制符\x07"}, "里面有不能用的字符。"),
        ({"policy": "policy:telephone"}, "请从这条规则可取的值里选一个。"),
    ],
)
def test_what_cannot_be_adopted_is_said_and_kept(
    chair: Browser, told: dict[str, str], said: str
) -> None:
    rule = {"policy": "policy:fairness", "value": "as-written", "text": "按楼栋轮流。", **told}
    answer = chair.post(PAGE, **rule)
    assert answer.status in {409, 422}
    assert said in unescape(text_of(answer))
    if rule["policy"] in POLICIES and "text" not in told:
        assert "按楼栋轮流。</textarea>" in text_of(answer)


class TestWhereOnlyConfirmedMembersSuggest:
    @pytest.fixture(autouse=True)
    def stricter(self, neighbourhood: Neighbourhood) -> Iterator[None]:
        committee = neighbourhood.committee
        for policy, value in (("who-may-take-part", "members"), ("who-may-suggest", "verified")):
            answer = committee.put(f"policies/policy:{policy}", {"value": value})
            shown(neighbourhood, answer)
        yield
        for policy, value in (
            ("who-may-take-part", "verified"),
            ("who-may-suggest", "as-taking-part"),
        ):
            answer = committee.put(f"policies/policy:{policy}", {"value": value})
            shown(neighbourhood, answer)

    def test_a_member_is_told_before_writing(self, neighbourhood: Neighbourhood) -> None:
        caller, login = neighbourhood.newcomer()
        joined = caller.post("residents", {"name": "王小明", "age_band": "18-and-over"})
        shown(neighbourhood, joined)
        member, suggestion = signed_in(neighbourhood, login), neighbourhood.suggestion()
        page = text_of(member.get(f"{HOME}/suggestions/new"))
        assert "您的居住还没有确认" in page
        assert "<textarea" not in page
        told = text_of(member.post(f"{HOME}/suggestions/preview", **IDEA))
        assert "您的居住还没有确认" in told
        about = text_of(member.get(f"{HOME}/suggestions/{suggestion}"))
        assert f'action="{HOME}/suggestions/{suggestion}/stance"' in about
        assert f'action="{HOME}/suggestions/{suggestion}/comments"' in about

    def test_a_confirmed_member_writes(self, neighbourhood: Neighbourhood) -> None:
        resident = verified(neighbourhood)
        assert "<textarea" in text_of(resident.get(f"{HOME}/suggestions/new"))
