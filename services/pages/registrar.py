"""名册管理 registrar — who waits to be confirmed, who is perhaps somebody else, and confirming."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Response

from domain.kernel import Act, Refused
from domain.residents.verify_residence import VerifyResidence
from projections import audit, residents
from projections.residents import Member
from services.addressing import reason_for_a_resident
from services.contacts import REGISTRAR, contacts
from services.joining import derived, perhaps_the_same, settled
from services.language import phrase, sentence
from services.pages import labels
from services.pages.audit import position_of
from services.pages.forms import DECLINED, Declined, TheForm, declined, see_other
from services.pages.looking_up import Found, alike_shown
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.wording import MEMBER

MEMBERS_PER_PAGE: Final = 50
NOBODY_CHOSEN: Final = phrase("Nobody was chosen: please open the page again.")
NOT_CHECKED: Final = phrase(
    "Please look at everybody shown, and tick that you have checked them: it cannot be undone."
)

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@dataclass(frozen=True)
class Waiting:
    """Somebody on the roll who is not confirmed yet, as the registrar sees it."""

    member: Member
    private: Mapping[str, str]
    alike: list[Found]
    """Others on the roll who told the same name and household."""
    approved_by: str | None
    """The first of two who confirm."""

    @property
    def said(self) -> str:
        return self.private.get("name") or self.member.member

    def is_open_to(self, staff: str | None) -> bool:
        """Whether this member of staff can add something: nobody confirms twice."""
        return self.approved_by != staff


@router.get("/registrar")
async def waiting_list(visitor: TheVisitor) -> Response:
    return await waiting_page(visitor)


@router.post("/registrar/confirm")
async def confirm(visitor: TheVisitor, form: TheForm) -> Response:
    """One or several; each is decided by itself, and what one refusal says is said."""
    chosen = form.fields.get("residents", "").split()[:MEMBERS_PER_PAGE]
    if not chosen or not all(MEMBER.fullmatch(resident) for resident in chosen):
        raise HTTPException(422, NOBODY_CHOSEN)
    if len(chosen) > 1 and form.fields.get("checked") != str(len(chosen)):
        not_checked = Declined(sentence(NOT_CHECKED, visitor.language), 422, "checked")
        return await waiting_page(visitor, not_checked)
    linli, community = visitor.linli, visitor.community
    refused: Counter[type[Refused]] = Counter()
    after, approved, own = 0, 0, await visitor.name("member")
    act = Act.of(visitor.as_staff, visitor.now)
    try:
        for resident in chosen:
            command = VerifyResidence(act=act, resident=resident, verifier=own)
            try:
                recorded = await linli.door.decide(community, command, derived(form.key, resident))
            except Refused as reason:
                refused[type(reason)] += 1
                continue
            await settled(linli, community, resident)
            approved, after = approved + 1, recorded.position
    except DECLINED as reason:
        return await waiting_page(visitor, declined(reason, visitor))
    if refused:
        [(kind, _)] = refused.most_common(1)
        await linli.record.wait(community, after)
        return await waiting_page(
            visitor, Declined(sentence(reason_for_a_resident(kind), visitor.language), 409)
        )
    await linli.record.wait(community, after)
    told = {"approved": approved, "confirmed": await _confirmed(visitor, chosen)}
    return see_other(f"{visitor.home}/registrar?{urlencode(told)}", after)


async def _confirmed(visitor: Visitor, chosen: list[str]) -> int:
    """How many of them are confirmed by now: where two must approve, the first one is not all."""
    found = [
        await residents.member(visitor.linli.views, visitor.community, name) for name in set(chosen)
    ]
    return sum(one is not None and one.verified_position is not None for one in found)


async def waiting_page(visitor: Visitor, refusal: Declined | None = None) -> Response:
    asked = visitor.request.query_params
    found = await residents.members(
        visitor.linli.views,
        visitor.community,
        verified=False,
        before=position_of(asked.get("before", "")),
        limit=MEMBERS_PER_PAGE + 1,
    )
    shown = await _waiting(visitor, found[:MEMBERS_PER_PAGE])
    sure = [one for one in shown if not one.alike and one.is_open_to(visitor.staff)]
    return page(
        visitor,
        "registrar/waiting.html",
        status=refusal.status if refusal else 200,
        waiting=shown,
        sure=sure,
        before=shown[-1].member.joined_position if len(found) > MEMBERS_PER_PAGE else None,
        approved=position_of(asked.get("approved", "")),
        confirmed=position_of(asked.get("confirmed", "")),
        age_bands=labels.AGE_BANDS,
        refusal=refusal,
    )


async def _waiting(visitor: Visitor, members: list[Member]) -> list[Waiting]:
    linli, community = visitor.linli, visitor.community
    names = [member.member for member in members]
    kept = await contacts(linli, community, names, staff=visitor.as_staff, place=REGISTRAR)
    same = await perhaps_the_same(linli, community, {name: kept.get(name, {}) for name in names})
    alike = await alike_shown(visitor, same, REGISTRAR)
    return [
        Waiting(
            member,
            kept.get(member.member, {}),
            alike[member.member],
            await _approver(visitor, member),
        )
        for member in members
    ]


async def _approver(visitor: Visitor, member: Member) -> str | None:
    if member.vouched_position is None:
        return None
    found = await audit.entry(visitor.linli.views, visitor.community, member.vouched_position)
    return found.by if found else None
