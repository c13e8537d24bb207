"""Each value that a rule may take, and what it changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.community.adopt_policy import AdoptPolicy, TheRuleNeedsItsWording
from domain.community.events import PolicyAdopted
from domain.policies import POLICIES
from domain.residents.verify_residence import LettersDoNotVerify, VerifyResidence
from domain.standing import NotVerified
from domain.suggestions.make_comment import CommentsAreClosed
from domain.suggestions.moderate import NoRulesOfModeration
from domain.suggestions.obligation import answer_is_owed, due_day
from domain.suggestions.submit_suggestion import EnoughForToday
from domain.voting.open_poll import AudienceIsTooWide
from domain.voting.terms import AUDIENCES
from tests.cast import (
    by_clerk,
    by_committee,
    by_system,
    clerk_appointed,
    comment_made,
    committee_appointed,
    joined,
    members_may_take_part,
    reading_corner,
    registrar_proposed,
    resident_on_the_roll,
    stance_taken,
    suggestion_submitted,
    verified,
    verified_by_letter,
    vouched,
)
from tests.cast_of_decisions import poll_opened
from tests.residents.test_grant_role import granting
from tests.scenario import given
from tests.suggestions.test_make_comment import commenting
from tests.suggestions.test_moderation import hiding, suggestion_hidden_for_this
from tests.suggestions.test_obligation import MONDAY
from tests.suggestions.test_submit_suggestion import earlier, submitting
from tests.suggestions.test_take_stance import taking
from tests.voting.test_open_poll import opening, the_terms

if TYPE_CHECKING:
    from collections.abc import Callable

WORDING = "不骂人，不泄露他人信息。"
OPTIONS = [(policy.id, value) for policy in POLICIES.values() for value in policy.values]


def adopted(policy: str, value: str) -> PolicyAdopted:
    return PolicyAdopted(act=by_committee, policy=policy, value=value)


def who_may_take_part(rule: PolicyAdopted) -> None:
    unconfirmed = given(rule, joined, suggestion_submitted).when(taking())
    if rule.value == "members":
        unconfirmed.then(stance_taken("agree"))
    else:
        unconfirmed.then_refused(NotVerified)


def who_may_suggest(rule: PolicyAdopted) -> None:
    unconfirmed = given(rule, members_may_take_part, joined).when(submitting())
    if rule.value == "as-taking-part":
        unconfirmed.then(suggestion_submitted)
    else:
        unconfirmed.then_refused(NotVerified)


def who_may_vote(rule: PolicyAdopted) -> None:
    too_wide = {
        "verified": set(),
        "verified-14-and-over": {"residents"},
        "verified-adults": {"residents", "14-and-over"},
    }[rule.value]
    for audience in AUDIENCES:
        poll = opening(replace(the_terms, audience=audience))
        asked = given(rule, committee_appointed, suggestion_submitted).when(poll)
        if audience in too_wide:
            asked.then_refused(AudienceIsTooWide)
        else:
            asked.then(poll_opened.model_copy(update={"audience": audience}))


def comments(rule: PolicyAdopted) -> None:
    spoken = given(rule, joined, verified, suggestion_submitted).when(commenting())
    if rule.value == "open":
        spoken.then(comment_made)
    else:
        spoken.then_refused(CommentsAreClosed)


def suggestions_per_day(rule: PolicyAdopted) -> None:
    made = earlier(int(rule.value))
    given(rule, joined, verified, *made[1:]).when(submitting()).then(suggestion_submitted)
    given(rule, joined, verified, *made).when(submitting()).then_refused(EnoughForToday)


def support_threshold(rule: PolicyAdopted) -> None:
    assert answer_is_owed(int(rule.value), int(rule.value))
    assert not answer_is_owed(int(rule.value) - 1, int(rule.value))


def answer_within_days(rule: PolicyAdopted) -> None:
    assert (due_day(MONDAY, int(rule.value)) - MONDAY).days == int(rule.value)


def verification_approvers(rule: PolicyAdopted) -> None:
    confirming = VerifyResidence(act=by_clerk, resident=resident_on_the_roll)
    given(rule, clerk_appointed, joined).when(confirming).then(
        verified if rule.value == "one" else vouched
    )


def invitation_letters(rule: PolicyAdopted) -> None:
    letter = VerifyResidence(act=by_system, resident=resident_on_the_roll, method="letter")
    answered = given(rule, joined).when(letter)
    if rule.value == "verify":
        answered.then(verified_by_letter)
    else:
        answered.then_refused(LettersDoNotVerify)


def sensitive_roles(rule: PolicyAdopted) -> None:
    until = registrar_proposed.until
    seat = granting("registrar")
    seat.until = until
    [happened] = given(rule, committee_appointed).when(seat).events
    one = clerk_appointed.model_copy(update={"role": "registrar", "until": until})
    assert happened == (one if rule.value == "one" else registrar_proposed)


def a_wording(rule: PolicyAdopted) -> None:
    """What holds as written needs its wording, and what does not hold needs none."""
    silent = AdoptPolicy(act=by_committee, policy=rule.policy, value=rule.value, text=None)
    other = "none" if rule.value != "none" else "as-written"
    history = given(committee_appointed, adopted(rule.policy, other))
    if rule.value == "none":
        history.when(silent).then(rule)
        return
    history.when(silent).then_refused(TheRuleNeedsItsWording)
    worded = AdoptPolicy(act=by_committee, policy=rule.policy, value=rule.value, text=WORDING)
    history.when(worded).then(rule.model_copy(update={"text": WORDING}))


def moderation(rule: PolicyAdopted) -> None:
    a_wording(rule)
    hidden = given(rule, committee_appointed, suggestion_submitted).when(hiding(reading_corner))
    if rule.value == "as-written":
        hidden.then(suggestion_hidden_for_this)
    else:
        hidden.then_refused(NoRulesOfModeration)


CHANGES: dict[str, Callable[[PolicyAdopted], None]] = {
    "policy:who-may-take-part": who_may_take_part,
    "policy:who-may-suggest": who_may_suggest,
    "policy:who-may-vote": who_may_vote,
    "policy:comments": comments,
    "policy:suggestions-per-day": suggestions_per_day,
    "policy:support-threshold": support_threshold,
    "policy:answer-within-days": answer_within_days,
    "policy:verification-approvers": verification_approvers,
    "policy:invitation-letters": invitation_letters,
    "policy:sensitive-roles": sensitive_roles,
    "policy:fairness": a_wording,
    "policy:moderation": moderation,
}


def test_every_rule_is_here() -> None:
    assert set(CHANGES) == set(POLICIES)


@pytest.mark.parametrize(("policy", "value"), OPTIONS)
def test_every_option_of_a_rule_changes_what_it_says(policy: str, value: str) -> None:
    CHANGES[policy](adopted(policy, value))
