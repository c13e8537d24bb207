"""Hiding by a rule, over the API: in public, with a reason, and open to appeal."""

from collections.abc import Iterator

import pytest

from tests.services.conftest import Neighbourhood
from tests.services.hiding import (
    REASON,
    RULE,
    WORDS,
    appealed,
    commented,
    hidden,
    rules_of_moderation,
)
from tests.services.offices import joined, shown

RESTORED = {"outcome": "restored", "reason": "号码是本人的。"}


@pytest.fixture(autouse=True)
def rules(neighbourhood: Neighbourhood) -> Iterator[None]:
    with rules_of_moderation(neighbourhood):
        yield


def test_everybody_reads_by_which_rule_and_why_and_nobody_the_words(
    neighbourhood: Neighbourhood,
) -> None:
    about, comment = commented(neighbourhood, neighbourhood.resident())
    hidden(neighbourhood, comment)
    found = neighbourhood.visitor.get("moderation")
    newest = found.json["items"][0]
    assert (newest["subject"], newest["what"], newest["rule"]) == (
        comment,
        "comment",
        RULE["rule"],
    )
    assert (newest["by"], newest["reason"]) == ("staff:clerk", REASON)
    assert found.json["hidden"]["personal-data"] >= 1
    for address in ("moderation", f"moderation/{comment}", f"suggestions/{about}/comments"):
        assert WORDS not in neighbourhood.visitor.get(address).body.decode()


def test_hidden_words_are_read_by_who_said_them_and_by_who_decides_on_an_appeal(
    neighbourhood: Neighbourhood,
) -> None:
    author, stranger = neighbourhood.resident(), neighbourhood.resident()
    _, comment = commented(neighbourhood, author)
    hidden(neighbourhood, comment)
    words = f"moderation/{comment}/words"
    assert author.get(words).json == {"title": None, "text": WORDS, "appeal": ""}
    assert neighbourhood.committee.get(words).problem == "nothing-hidden"
    appealed(neighbourhood, comment, author)
    assert neighbourhood.committee.get(words).json["appeal"] == "那是我自己的号码。"
    for nobody in (stranger, neighbourhood.clerk):
        assert nobody.get(words).problem == "nothing-hidden"
    assert neighbourhood.visitor.get(words).status == 401
    decision = f"moderation/{comment}/decision"
    shown(neighbourhood, neighbourhood.committee.post(decision, {**RESTORED, "outcome": "upheld"}))
    assert neighbourhood.committee.get(words).problem == "nothing-hidden"


def test_an_appeal_waits_in_public_until_somebody_else_decides(
    neighbourhood: Neighbourhood,
) -> None:
    author = neighbourhood.resident()
    suggestion = neighbourhood.suggestion(author, "请大家都来骂他一顿")
    hidden(neighbourhood, suggestion, neighbourhood.committee)
    assert neighbourhood.visitor.get(f"suggestions/{suggestion}").json["title"] is None
    appealed(neighbourhood, suggestion, author)
    waiting = neighbourhood.visitor.get("appeals?limit=100").json["items"]
    assert suggestion in [each["subject"] for each in waiting]
    own = neighbourhood.committee.post(f"moderation/{suggestion}/decision", RESTORED)
    assert (own.status, own.problem) == (409, "somebody-else-decides")


def test_what_is_restored_is_shown_again(neighbourhood: Neighbourhood) -> None:
    author = neighbourhood.resident()
    about, comment = commented(neighbourhood, author)
    hidden(neighbourhood, comment)
    appealed(neighbourhood, comment, author)
    shown(neighbourhood, neighbourhood.committee.post(f"moderation/{comment}/decision", RESTORED))
    found = neighbourhood.visitor.get(f"moderation/{comment}").json
    assert (found["outcome"], found["decided_by"], found["decision"]) == (
        "restored",
        "staff:chair",
        RESTORED["reason"],
    )
    [said] = neighbourhood.visitor.get(f"suggestions/{about}/comments").json["items"]
    assert said["text"] == WORDS


def test_whoever_said_it_appeals_once_and_nobody_else_does(neighbourhood: Neighbourhood) -> None:
    author, stranger = neighbourhood.resident(), neighbourhood.resident()
    _, comment = commented(neighbourhood, author)
    here, said = f"moderation/{comment}/appeal", {"text": "请再看一看。"}
    assert author.post(here, said).problem == "not-hidden"
    hidden(neighbourhood, comment)
    assert stranger.post(here, said).problem == "not-yours"
    appealed(neighbourhood, comment, author)
    assert author.post(here, said).problem == "appealed-already"


def test_the_desk_appeals_for_whoever_has_no_log_in(neighbourhood: Neighbourhood) -> None:
    member = joined(neighbourhood, "李奶奶")
    about = neighbourhood.suggestion()
    said = {"side": "for", "text": WORDS, "for": member, "channel": "desk"}
    made = neighbourhood.clerk.post(f"suggestions/{about}/comments", said)
    comment = shown(neighbourhood, made).json["id"]
    hidden(neighbourhood, comment)
    appeal = {"text": "那是我自己的号码。", "for": member, "channel": "phone"}
    shown(neighbourhood, neighbourhood.clerk.post(f"moderation/{comment}/appeal", appeal))
    assert neighbourhood.visitor.get(f"moderation/{comment}").json["appealed_at"]
    stranger = neighbourhood.resident().post(f"moderation/{comment}/appeal", appeal)
    assert stranger.status == 403


def test_what_cannot_be_hidden_is_told(neighbourhood: Neighbourhood) -> None:
    _, comment = commented(neighbourhood, neighbourhood.resident())
    here = f"moderation/{comment}/hiding"
    assert neighbourhood.clerk.post(here, {**RULE, "rule": "boring"}).status == 422
    assert neighbourhood.clerk.post(here, {**RULE, "reason": " "}).status == 422
    nowhere = neighbourhood.clerk.post("moderation/comment:nowhere/hiding", RULE)
    assert nowhere.problem == "no-such-comment"
    assert neighbourhood.visitor.get(f"moderation/{comment}").problem == "nothing-hidden"
    hidden(neighbourhood, comment)
    assert neighbourhood.clerk.post(here, RULE).problem == "hidden-already"
