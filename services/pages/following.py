"""关注 following — hear what becomes of a suggestion, or no longer."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from domain.suggestions.follow_suggestion import FollowSuggestion
from services.pages.forms import DECLINED, TheTypedForm, declined, see_other
from services.pages.one_suggestion import existing, suggestion_page
from services.pages.visitor import TheVisitor
from services.speaking import Speaking

YES: Final = "yes"

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.post("/suggestions/{suggestion}/follow")
async def follow(visitor: TheVisitor, suggestion: str, form: TheTypedForm) -> Response:
    shown = await existing(visitor, suggestion)
    try:
        account = form.session.account  # Nobody follows for somebody else.
        speaking = Speaking(visitor.linli, visitor.community, account, visitor.now)
        who = await speaking.within(shown.scope)
        wanted = form.fields.get("follow") == YES
        command = FollowSuggestion(
            act=who.act, member=who.member, suggestion=shown.suggestion, follow=wanted
        )
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await suggestion_page(visitor, shown, form.fields, declined(reason, visitor))
    return see_other(f"{visitor.home}/suggestions/{suggestion}#follow", recorded.position)
