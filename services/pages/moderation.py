"""审核 moderation — the public page of what was hidden, hiding, appealing, and deciding appeals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, HTTPException, Response

from domain.kernel import Act
from domain.policies import MODERATION
from domain.suggestions.appeal_moderation import AppealModeration
from domain.suggestions.decide_appeal import DecideAppeal
from domain.suggestions.events import MODERATION_RULES
from domain.suggestions.moderate import Moderate, NoRulesOfModeration
from projections import community
from projections import moderation as views
from services import moderating
from services.language import phrase, reason_of, sentence
from services.moderating import Subject, subject_of
from services.pages import labels
from services.pages.acted_for import acted_for
from services.pages.audit import NO_SUCH_PLACE, position_of
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import Unanswerable
from services.speaking import resident_named
from services.wording import REASON_CHARACTERS_MAX

HIDINGS_PER_PAGE: Final = 20
RULES: Final = {rule: labels.MODERATION_RULES[rule] for rule in MODERATION_RULES}
CHOOSE_A_RULE: Final = phrase("Please choose the rule by which it is hidden.")
CHOOSE_AN_OUTCOME: Final = phrase("Please choose: it stays hidden, or it is shown again.")
GIVE_A_REASON: Final = phrase("A reason has %(least)d to %(most)d characters.")
APPEALED: Final = "appealed"

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/moderation")
async def hidden(visitor: TheVisitor) -> Response:
    """What was hidden, by whom and why, newest first: never the words."""
    before = visitor.request.query_params.get("before", "")
    wrong = bool(before) and position_of(before) is None
    found = await views.moderations(
        visitor.linli.views,
        visitor.community,
        before=position_of(before),
        limit=HIDINGS_PER_PAGE + 1,
    )
    shown = [] if wrong else found[:HIDINGS_PER_PAGE]
    return page(
        visitor,
        "moderation/list.html",
        status=422 if wrong else 200,
        refusal=Declined(sentence(NO_SUCH_PLACE, visitor.language), 422) if wrong else None,
        found=shown,
        counts=await views.hidden_counts(visitor.linli.views, visitor.community),
        is_open=await _has_rules(visitor),
        is_first_page=not before,
        before=shown[-1].position if len(found) > HIDINGS_PER_PAGE and shown else None,
    )


@router.get("/moderation/{subject}")
async def one(visitor: TheVisitor, subject: str) -> Response:
    """The last hiding of something, with the forms of whoever said it and whoever decides."""
    return await hiding_page(visitor, await _existing(visitor, subject))


@router.post("/moderation/{subject}/appeal")
async def appeal(visitor: TheVisitor, subject: str, form: TheTypedForm) -> Response:
    about = await _existing(visitor, subject)
    try:
        text = form.lines("text", GIVE_A_REASON, least=1, most=REASON_CHARACTERS_MAX)
        who = await form.speaking().within(about.about.scope)
        recorded = await form.decide(
            AppealModeration(
                act=who.act, suggestion=about.about.suggestion, subject=about.id, text=text
            )
        )
    except DECLINED as reason:
        return await hiding_page(visitor, about, form.fields, declined(reason, visitor), APPEALED)
    return see_other(f"{visitor.home}/moderation/{about.id}#appeal", recorded.position)


@router.post("/moderation/{subject}/decision")
async def decide(visitor: TheVisitor, subject: str, form: TheTypedForm) -> Response:
    about = await _existing(visitor, subject)
    try:
        recorded = await form.decide(decision_of(form, about))
    except DECLINED as reason:
        return await hiding_page(visitor, about, form.fields, declined(reason, visitor), "decided")
    return see_other(f"{visitor.home}/moderation/{about.id}#appeal", recorded.position)


@router.get("/moderation/{subject}/hide")
async def write(visitor: TheVisitor, subject: str) -> Response:
    return await hide_page(visitor, await _existing(visitor, subject), {})


@router.post("/moderation/{subject}/hide")
async def hide(visitor: TheVisitor, subject: str, form: TheTypedForm) -> Response:
    about = await _existing(visitor, subject)
    try:
        rule = form.one_of("rule", RULES, CHOOSE_A_RULE)
        reason = form.lines("reason", GIVE_A_REASON, least=1, most=REASON_CHARACTERS_MAX)
        recorded = await form.decide(
            Moderate(
                act=Act.of(visitor.as_staff, visitor.now),
                suggestion=about.about.suggestion,
                subject=about.id,
                rule=rule,
                reason=reason,
            )
        )
    except DECLINED as refused:
        return await hide_page(visitor, about, form.fields, declined(refused, visitor))
    return see_other(f"{visitor.home}/moderation/{about.id}", recorded.position)


def decision_of(form: Form, about: Subject) -> DecideAppeal:
    outcome = form.one_of("outcome", labels.APPEAL_OUTCOMES, CHOOSE_AN_OUTCOME)
    return DecideAppeal(
        act=Act.of(form.visitor.as_staff, form.visitor.now),
        suggestion=about.about.suggestion,
        subject=about.id,
        outcome=outcome,  # type: ignore[arg-type]  # One of the keys of APPEAL_OUTCOMES.
        reason=form.lines("reason", GIVE_A_REASON, least=1, most=REASON_CHARACTERS_MAX),
    )


async def hiding_page(
    visitor: Visitor,
    about: Subject,
    typed: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
    refused: str = "",
) -> Response:
    """What everybody reads; besides, its words for whoever said them and whoever decides."""
    linli, here = visitor.linli, visitor.community
    hiding = await views.moderation(linli.views, here, about.id)
    mine = visitor.session is not None and await moderating.is_mine(
        linli, here, visitor.session.account, about
    )
    decides = visitor.is_committee and moderating.waits(hiding)
    may_read = hiding is not None and (mine or decides)
    return page(
        visitor,
        "moderation/one.html",
        status=refusal.status if refusal else 200,
        about=about,
        hiding=hiding,
        mine=mine,
        words=await moderating.words_for(linli, here, about, hiding, mine=mine, decides=decides),
        appeal=await moderating.appeal_of(linli, here, hiding) if hiding and may_read else "",
        decides=decides,
        waits=moderating.waits(hiding),
        typed=await _typed(visitor) if typed is None else typed,
        refusal=refusal,
        refused=refused,
        outcomes=labels.APPEAL_OUTCOMES,
        reason_max=REASON_CHARACTERS_MAX,
    )


async def hide_page(
    visitor: Visitor, about: Subject, typed: Mapping[str, str], refusal: Declined | None = None
) -> Response:
    has_rules = await _has_rules(visitor)
    return page(
        visitor,
        "moderation/hide.html",
        status=refusal.status if refusal else 200,
        about=about,
        rules=RULES,
        unless="" if has_rules else sentence(reason_of(NoRulesOfModeration), visitor.language),
        typed=typed,
        refusal=refusal,
        reason_max=REASON_CHARACTERS_MAX,
    )


async def _has_rules(visitor: Visitor) -> bool:
    """Whether this community has said that words may be hidden by rules."""
    today = await community.policies(visitor.linli.views, visitor.community)
    return MODERATION.among({rule.policy: rule.value for rule in today}) != "none"


async def _existing(visitor: Visitor, subject: str) -> Subject:
    try:
        return await subject_of(visitor.linli, visitor.community, subject)
    except Unanswerable as reason:
        raise HTTPException(reason.kind.status, reason.kind.sentence) from reason


async def _typed(visitor: Visitor) -> dict[str, str]:
    """At the desk an address may name the resident for whom the appeal is made."""
    resident = resident_named(visitor.request.query_params.get("resident", ""))
    named = await acted_for(visitor, resident) if resident else None
    return {"resident": named.resident, "acted_for": named.said} if named else {}
