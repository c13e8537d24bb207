"""Hiding: what tests of moderation ask of a neighbourhood that has rules for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.services.calling import Answer, Caller
from tests.services.conftest import SLUG, Neighbourhood
from tests.services.offices import shown

WORDS = "打这个号码找他，他就是个骗子。"
REASON = "公开了别人的号码。"
RULE = {"rule": "personal-data", "reason": REASON}
POLICY = "policies/policy:moderation"


def write_rules(neighbourhood: Neighbourhood) -> None:
    written = {"value": "as-written", "text": "按五条规则隐藏，必须写明理由。"}
    shown(neighbourhood, neighbourhood.committee.put(POLICY, written))


@contextmanager
def rules_of_moderation(neighbourhood: Neighbourhood) -> Iterator[None]:
    """As long as they last, words may be hidden by them; other tests know none."""
    write_rules(neighbourhood)
    yield
    shown(neighbourhood, neighbourhood.committee.put(POLICY, {"value": "none"}))


def commented(neighbourhood: Neighbourhood, who: Caller, text: str = WORDS) -> tuple[str, str]:
    """A suggestion, and what somebody said about it."""
    about = neighbourhood.suggestion()
    said = who.post(f"suggestions/{about}/comments", {"side": "against", "text": text})
    return about, str(shown(neighbourhood, said).json["id"])


def hidden(neighbourhood: Neighbourhood, subject: str, by: Caller | None = None) -> Answer:
    by = by or neighbourhood.clerk
    return shown(neighbourhood, by.post(f"moderation/{subject}/hiding", RULE))


def appealed(neighbourhood: Neighbourhood, subject: str, who: Caller) -> Answer:
    said = {"text": "那是我自己的号码。"}
    return shown(neighbourhood, who.post(f"moderation/{subject}/appeal", said))


def on_appeal(neighbourhood: Neighbourhood, resident: Caller) -> dict[str, dict[str, Any]]:
    """By operation: about which words of this resident, and which body is welcome."""
    write_rules(neighbourhood)

    def of(*, hides: bool = True, appeals: bool = False, body: object = None) -> dict[str, Any]:
        _, comment = commented(neighbourhood, resident)
        if hides:
            hidden(neighbourhood, comment)
        if appeals:
            appealed(neighbourhood, comment, resident)
        path = {"path_parameters": {"community": SLUG, "subject": comment}}
        return path if body is None else {**path, "body": body}

    one = "/c/{community}/moderation/{subject}"
    decision = {"outcome": "restored", "reason": "号码是本人的。"}
    return {
        f"GET {one}": of(),
        f"GET {one}/words": of(),
        f"POST {one}/hiding": of(hides=False, body=RULE),
        f"POST {one}/appeal": of(body={"text": "那是我自己的号码。"}),
        f"POST {one}/decision": of(appeals=True, body=decision),
    }
