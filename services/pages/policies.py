"""规则 policies — today's rules with their wording, their history, and the committee's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Response

from domain.community.adopt_policy import AdoptPolicy
from domain.kernel import Act
from domain.policies import POLICIES, Policy
from projections import community as views
from projections.community import PolicyToday
from services.language import Language, phrase, sentence
from services.pages import labels
from services.pages.audit import position_of
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    NotFilledIn,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.policy_words import EXPLAINED, GROUPS, NUMBERED
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.wording import POLICY_TEXT_CHARACTERS_MAX

CHOOSE_A_VALUE: Final = phrase("Please choose one of the values that this rule can take.")
WRITE_THE_RULE: Final = phrase("The wording of a rule has at most %(most)d characters.")
NOTHING_NEW: Final = phrase("This rule already says so: nothing was changed.")
HISTORY_MAX: Final = 50


@dataclass(frozen=True)
class Change:
    """A rule, from what to what, in which words, and by whom."""

    adopted: PolicyToday
    before: str | None


@dataclass(frozen=True)
class Rule:
    """A rule with its value of today, and the entry by which it has it, if one ever said so."""

    policy: Policy
    value: str
    adopted: PolicyToday | None
    explained: str


router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/policies")
async def policies(visitor: TheVisitor) -> Response:
    return await policies_page(visitor)


@router.post("/policies")
async def adopt(visitor: TheVisitor, form: TheTypedForm) -> Response:
    try:
        policy, value = form.fields.get("policy", ""), form.fields.get("value", "")
        if policy not in POLICIES or value not in POLICIES[policy].values:
            raise NotFilledIn("value", CHOOSE_A_VALUE)
        text = form.lines("text", WRITE_THE_RULE, least=0, most=POLICY_TEXT_CHARACTERS_MAX)
        await _must_be_new(form, policy, value, text)
        act = Act.of(visitor.as_staff, visitor.now)
        command = AdoptPolicy(act=act, policy=policy, value=value, text=text or None)
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await policies_page(visitor, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/policies", recorded.position)


async def _must_be_new(form: Form, policy: str, value: str, text: str) -> None:
    """The log cannot know whether a wording is the same; whoever repeats it is told here."""
    today = await views.policies(form.visitor.linli.views, form.visitor.community)
    if any((it.policy, it.value, it.text) == (policy, value, text) and text for it in today):
        raise NotFilledIn("text", NOTHING_NEW)


async def changes(visitor: Visitor, adopted: Sequence[PolicyToday]) -> list[Change]:
    """Each with the value that it replaced."""
    reads, community = visitor.linli.views, visitor.community
    then = await views.policies_at(reads, community, [each.position for each in adopted])
    before = {place: earlier.value for place, earlier in then.items()}
    return [Change(each, before.get((each.position, each.policy))) for each in adopted]


async def policies_page(
    visitor: Visitor, typed: Mapping[str, str] | None = None, refusal: Declined | None = None
) -> Response:
    """Today's rules in groups; for the committee each with its form."""
    reads, community = visitor.linli.views, visitor.community
    asked = visitor.request.query_params
    found = await views.policy_history(
        reads, community, before=position_of(asked.get("before", "")), limit=HISTORY_MAX + 1
    )
    adopted = found[:HISTORY_MAX]
    return page(
        visitor,
        "community/policies.html",
        status=refusal.status if refusal else 200,
        groups=grouped(await views.policies(reads, community)),
        history=await changes(visitor, adopted),
        before=adopted[-1].position if len(found) > HISTORY_MAX else None,
        said_value=lambda policy, value: said_value(policy, value, visitor.language),
        text_max=POLICY_TEXT_CHARACTERS_MAX,
        typed=typed or {},
        refusal=refusal,
    )


def grouped(today: Sequence[PolicyToday]) -> list[tuple[str, list[Rule]]]:
    adopted = {each.policy: each for each in today}
    values = {policy: each.value for policy, each in adopted.items()}
    return [
        (
            heading,
            [
                Rule(each, each.among(values), adopted.get(each.id), EXPLAINED[each])
                for each in members
            ],
        )
        for heading, members in GROUPS
    ]


def said_value(policy: str, value: str, language: Language) -> str:
    """A value in words: a number says of what it is one."""
    if policy in NUMBERED:
        return sentence(NUMBERED[policy], language) % {"number": value}
    return labels.label(labels.POLICY_VALUES, value, language)
