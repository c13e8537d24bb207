"""职责 roles — who serves as what, and the committee's forms to give and take back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fastapi import APIRouter, Response

from domain.kernel import Act
from domain.residents.events import RoleGranted, RoleProposed, RoleRevoked
from domain.standing import COMMITTEE, SENSITIVE_ROLES, STAFF_ROLES
from projections import audit
from projections import offices as views
from projections.offices import Office
from services.appointing import Appointing, last_day_of
from services.language import phrase
from services.pages import labels
from services.pages.audit import position_of
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    NotFilledIn,
    TheForm,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import (
    ANOTHER_HANDLE,
    NO_HANDLE,
    NO_LOG_IN,
    NO_SUCH_LOGIN,
    NO_SUCH_PROPOSAL,
    RESERVED_HANDLE,
    Unanswerable,
)
from services.wording import RESIDENT, SCOPE, SCOPE_CHARACTERS_MAX, a_day

HISTORY_MAX: Final = 100
CHOOSE_A_ROLE: Final = phrase("Please choose a role.")
WHOM: Final = phrase("Please say to whom, by log-in or by the name on the roll.")
WHICH_SCOPE: Final = phrase("A part of the community is named like space:reading-room.")
WHICH_DAY: Final = phrase("Please give the last day of the term as a date, such as 2027-01-31.")
NOBODY_HOLDS_IT: Final = phrase("Nobody holds this role any more.")
FIELD_OF: Final = {
    NO_SUCH_LOGIN: "who",
    NO_LOG_IN: "who",
    NO_HANDLE: "handle",
    RESERVED_HANDLE: "handle",
    ANOTHER_HANDLE: "handle",
}
HAPPENINGS: Final = {
    RoleProposed.TOPIC: phrase("Proposed"),
    RoleGranted.TOPIC: phrase("Given"),
    RoleRevoked.TOPIC: phrase("Ended"),
}


@dataclass(frozen=True)
class Happening:
    """A role was proposed, given or ended: by which entry, and by whom."""

    position: int
    at: str
    by: str
    what: str
    office: Office


router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/roles")
async def roles(visitor: TheVisitor) -> Response:
    return await roles_page(visitor)


@router.post("/roles/grant")
async def grant(visitor: TheVisitor, form: TheTypedForm) -> Response:
    """Give a role, or propose it where a second member of the committee must agree."""
    try:
        command = await _appointing(visitor).grant(
            who=_who(form),
            role=form.one_of("role", labels.ROLES, CHOOSE_A_ROLE),
            handle=form.fields.get("handle", "").strip().removeprefix("staff:"),
            scope=_scope(form),
            last_day=_last_day(form),
        )
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await roles_page(visitor, form.fields, _declined(reason, visitor))
    return see_other(f"{visitor.home}/roles", recorded.position)


@router.post("/roles/confirm")
async def confirm(visitor: TheVisitor, form: TheForm) -> Response:
    """The second approval of what another member of the committee proposed."""
    committee = _appointing(visitor)
    try:
        proposed = await committee.waiting(position_of(form.fields.get("proposal", "")))
        if proposed is None:
            raise Unanswerable(NO_SUCH_PROPOSAL)
        recorded = await form.decide(await committee.confirm(proposed))
    except DECLINED as reason:
        return await roles_page(visitor, {}, _declined(reason, visitor))
    return see_other(f"{visitor.home}/roles", recorded.position)


@router.post("/roles/revoke")
async def revoke(visitor: TheVisitor, form: TheForm) -> Response:
    told = {name: form.fields.get(name, "") for name in ("holder", "role", "scope")}
    try:
        standing = await views.offices(visitor.linli.views, visitor.community)
        if not any(_is(each, told) for each in standing):
            raise NotFilledIn("holder", NOBODY_HOLDS_IT)
        command = _appointing(visitor).revoke(
            holder=told["holder"], role=told["role"], scope=told["scope"] or None
        )
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await roles_page(visitor, {}, _declined(reason, visitor))
    return see_other(f"{visitor.home}/roles", recorded.position)


@router.post("/roles/step-down")
async def step_down(visitor: TheVisitor, form: TheForm) -> Response:
    """Lay down a role of one's own."""
    try:
        command = await _appointing(visitor).step_down(
            role=form.one_of("role", labels.ROLES, CHOOSE_A_ROLE),
            scope=_scope(form),
        )
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await roles_page(visitor, {}, _declined(reason, visitor))
    return see_other(f"{visitor.home}/roles", recorded.position)


def _appointing(visitor: Visitor) -> Appointing:
    return Appointing(visitor.linli, visitor.community, visitor.account, visitor.now)


def _who(form: Form) -> str:
    form.must_be_fresh()
    who = form.fields.get("who", "").strip()
    if not who:
        raise NotFilledIn("who", WHOM)
    if not RESIDENT.fullmatch(who):
        raise Unanswerable(NO_SUCH_LOGIN)
    return who


def _scope(form: Form) -> str | None:
    scope = form.fields.get("scope", "").strip()
    if scope and (len(scope) > SCOPE_CHARACTERS_MAX or not SCOPE.fullmatch(scope)):
        raise NotFilledIn("scope", WHICH_SCOPE)
    return scope or None


def _last_day(form: Form) -> date | None:
    told = form.fields.get("until", "").strip()
    try:
        day = a_day(told) if told else None
    except ValueError:
        raise NotFilledIn("until", WHICH_DAY) from None
    return day if isinstance(day, date) else None


def _is(office: Office, told: Mapping[str, str]) -> bool:
    return (office.holder, office.role, office.scope or "") == (
        told["holder"],
        told["role"],
        told["scope"],
    )


def _declined(reason: Exception, visitor: Visitor) -> Declined:
    """The same, at the fields of this page."""
    plain = declined(reason, visitor)
    if isinstance(reason, Unanswerable):
        return replace(plain, field=FIELD_OF.get(reason.kind))
    return plain


async def roles_page(
    visitor: Visitor, typed: Mapping[str, str] | None = None, refusal: Declined | None = None
) -> Response:
    """Who serves today, what waits for a second approval, and how it came about."""
    reads, community = visitor.linli.views, visitor.community
    now = Act.of("system", visitor.now).at
    standing = await views.offices(reads, community)
    own = await _appointing(visitor).holders() if visitor.session else []
    return page(
        visitor,
        "community/roles.html",
        status=refusal.status if refusal else 200,
        serving=[each for each in standing if each.until is None or each.until > now],
        over=[each for each in standing if each.until is not None and each.until <= now],
        waiting=await views.proposals(reads, community, now),
        own=own,
        history=await _history(visitor),
        happenings=HAPPENINGS,
        staff_roles={role: words for role, words in labels.ROLES.items() if role in STAFF_ROLES},
        resident_roles={r: words for r, words in labels.ROLES.items() if r not in STAFF_ROLES},
        sensitive=SENSITIVE_ROLES,
        committee=COMMITTEE,
        last_day=lambda until: last_day_of(until, community).isoformat(),
        typed=typed or {},
        refusal=refusal,
    )


async def _history(visitor: Visitor) -> list[Happening]:
    """Every change of a role, newest first."""
    found = [
        entry
        for event in HAPPENINGS
        for entry in await audit.entries(
            visitor.linli.views,
            visitor.community,
            event=event,
            tag=None,
            before=None,
            limit=HISTORY_MAX,
        )
    ]
    newest = sorted(found, key=lambda entry: -entry.position)[:HISTORY_MAX]
    return [
        Happening(each.position, each.at, each.by, each.event, _office_of(each)) for each in newest
    ]


def _office_of(entry: audit.AuditEntry) -> Office:
    data = entry.entry["data"]
    return Office(
        data["holder"],
        data["role"],
        data.get("scope"),
        data.get("until"),
        entry.position,
        entry.at,
        entry.by,
    )
