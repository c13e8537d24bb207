"""孩子 — my children: what a guardian agrees to, agrees to here, and takes back here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, HTTPException, Response

from domain.kernel import Act
from services import guardianship
from services.guardianship import STATES, TODAYS_TEXT, WORDINGS
from services.language import phrase
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    NotFilledIn,
    TheForm,
    declined,
    see_other,
)
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.wording import MEMBER

AGREED: Final = "yes"
PLEASE_READ: Final = phrase("Please read the wording, and tick that you agree.")
NO_SUCH_CHILD: Final = phrase("This is not the name of a child on the roll.")
NO_SUCH_WORDING: Final = phrase("There is no such wording.")
DONE: Final = {
    "consented": phrase("Your consent has been recorded."),
    "withdrawn": phrase("Your withdrawal has been recorded: the words are no longer shown."),
}

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/me/children")
async def children(visitor: TheVisitor) -> Response:
    return await children_page(visitor)


@router.post("/me/children/consent")
async def consent(visitor: TheVisitor, form: TheForm) -> Response:
    try:
        act = await _act(form)
        text = agreed_text(form)
        recorded = await form.decide(
            await guardianship.consenting(visitor.linli, visitor.community, act, act.by, text)
        )
    except DECLINED as reason:
        return await children_page(visitor, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/me/children?done=consented", recorded.position)


@router.post("/me/children/withdraw")
async def withdraw(visitor: TheVisitor, form: TheForm) -> Response:
    try:
        act = await _act(form)
        recorded = await form.decide(
            await guardianship.withdrawing(visitor.linli, visitor.community, act, act.by)
        )
    except DECLINED as reason:
        return await children_page(visitor, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/me/children?done=withdrawn", recorded.position)


@router.get("/consents/{text}")
async def wording(visitor: TheVisitor, text: str) -> Response:
    """What guardians agreed to under this id, for everybody to read."""
    if text not in WORDINGS:
        raise HTTPException(404, NO_SUCH_WORDING)
    return page(visitor, "residents/consent_text.html", text=text, wording=WORDINGS[text])


async def children_page(
    visitor: Visitor,
    typed: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
) -> Response:
    return page(
        visitor,
        "residents/my_children.html",
        status=refusal.status if refusal else 200,
        wards=await guardianship.children(
            visitor.linli, visitor.community, visitor.account.person, visitor.now
        ),
        states=STATES,
        text=TODAYS_TEXT,
        wording=WORDINGS[TODAYS_TEXT],
        done=DONE.get(visitor.request.query_params.get("done", "")),
        typed=typed or {},
        refusal=refusal,
    )


def agreed_text(form: Form) -> str:
    """The wording that somebody agreed to, who ticked that it was read."""
    if form.fields.get("agreed") != AGREED:
        raise NotFilledIn("agreed", PLEASE_READ)
    return form.fields.get("text", "")


async def _act(form: Form) -> Act:
    """A guardian acts for a child, under the name that fits this child only."""
    child, visitor = form.fields.get("child", ""), form.visitor
    if not MEMBER.fullmatch(child):
        raise NotFilledIn("child", NO_SUCH_CHILD)
    guardian = await guardianship.own_name(visitor.linli, visitor.account.person, child)
    return Act.of(guardian, visitor.now, child)
