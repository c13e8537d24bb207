"""规则 policies — the rules of today, their history, and the committee's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, HTTPException, Response

from domain.community.adopt_policy import AdoptPolicy
from domain.community.events import PolicyAdopted
from domain.kernel import Act
from domain.policies import POLICIES
from projections import audit
from projections import community as views
from projections.audit import AuditEntry
from services.language import phrase
from services.pages.forms import DECLINED, Declined, NotFilledIn, TheTypedForm, declined, see_other
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor

CHOOSE_A_VALUE: Final = phrase("Please choose one of the values that this rule can take.")
HISTORY_MAX: Final = 100

FOR_THE_COMMITTEE: Final = phrase("Only the residents' committee can change a rule.")


@dataclass(frozen=True)
class Change:
    """A rule, from what to what, and by whom."""

    position: int
    at: str
    by: str
    policy: str
    before: str | None
    value: str


router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/policies")
async def policies(visitor: TheVisitor) -> Response:
    return await policies_page(visitor)


@router.post("/policies")
async def adopt(visitor: TheVisitor, form: TheTypedForm) -> Response:
    staff = form.session.account.staff
    if staff is None:
        raise HTTPException(403, FOR_THE_COMMITTEE)
    try:
        policy = form.fields.get("policy", "")
        value = form.fields.get("value", "")
        if policy not in POLICIES or value not in POLICIES[policy].values:
            raise NotFilledIn("value", CHOOSE_A_VALUE)
        command = AdoptPolicy(act=Act.of(staff, visitor.now), policy=policy, value=value)
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await policies_page(visitor, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/policies", recorded.position)


def changes(entries: Sequence[AuditEntry]) -> list[Change]:
    """Newest first, each with the value that it replaced."""
    found: list[Change] = []
    values: dict[str, str] = {}
    for entry in reversed(entries):
        policy, value = entry.entry["data"]["policy"], entry.entry["data"]["value"]
        found.append(Change(entry.position, entry.at, entry.by, policy, values.get(policy), value))
        values[policy] = value
    return found[::-1]


async def policies_page(
    visitor: Visitor, typed: Mapping[str, str] | None = None, refusal: Declined | None = None
) -> Response:
    """Today's rules; for the committee each with its form."""
    reads, community = visitor.linli.views, visitor.community
    entries = await audit.entries(
        reads, community, event=PolicyAdopted.TOPIC, tag=None, before=None, limit=HISTORY_MAX
    )
    return page(
        visitor,
        "community/policies.html",
        status=refusal.status if refusal else 200,
        today=await views.policies(reads, community),
        history=changes(entries),
        known=POLICIES,
        typed=typed or {},
        refusal=refusal,
    )
