"""评论 comments — said about a suggestion, answered in a thread, and found right by others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, HTTPException, Response

from domain.suggestions.support_comment import SupportComment
from projections import comments as spoken
from projections.comments import Comment
from projections.suggestions import Suggestion
from services.pages.audit import position_of
from services.pages.conversation import THREADS_PER_PAGE, found_right
from services.pages.filled_in import comment_of
from services.pages.forms import DECLINED, Declined, Form, TheTypedForm, declined, see_other
from services.pages.one_suggestion import existing, suggestion_page
from services.pages.rendering import page
from services.pages.taking_part import what_is_open
from services.pages.visitor import TheVisitor, Visitor
from services.problems import NO_SUCH_COMMENT
from services.speaking import Speaking

REPLIES_PER_PAGE: Final = 50
YES: Final = "yes"

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/suggestions/{suggestion}/comments/{comment}")
async def thread(visitor: TheVisitor, suggestion: str, comment: str) -> Response:
    """The thread to which a comment belongs, with a form to answer this comment."""
    shown = await existing(visitor, suggestion)
    return await thread_page(visitor, shown, await _comment(visitor, shown, comment))


@router.post("/suggestions/{suggestion}/comments")
async def make_comment(visitor: TheVisitor, suggestion: str, form: TheTypedForm) -> Response:
    shown = await existing(visitor, suggestion)
    answered = form.fields.get("reply_to") or None
    about = await _comment(visitor, shown, answered) if answered else None
    try:
        recorded = await form.decide(await comment_of(form, shown))
    except DECLINED as reason:
        refusal = declined(reason, visitor)
        if about is not None:
            return await thread_page(visitor, shown, about, form.fields, refusal)
        return await suggestion_page(visitor, shown, form.fields, refusal)
    here = f"{visitor.home}/suggestions/{suggestion}"
    if about is not None:
        # Answers stand oldest first: behind a full page, the new one begins the last page.
        first = await _comment(visitor, shown, about.thread)
        last = f"?replies={recorded.position - 1}" if first.replies >= REPLIES_PER_PAGE else ""
        return see_other(f"{here}/comments/{about.comment}{last}#thread", recorded.position)
    last = f"?comments={recorded.position - 1}" if shown.comments >= THREADS_PER_PAGE else ""
    return see_other(f"{here}{last}#comments", recorded.position)


@router.post("/suggestions/{suggestion}/comments/{comment}/support")
async def support(
    visitor: TheVisitor, suggestion: str, comment: str, form: TheTypedForm
) -> Response:
    """Find a comment right, or no longer; nobody does so for somebody else."""
    shown = await existing(visitor, suggestion)
    about = await _comment(visitor, shown, comment)
    try:
        account = form.session.account
        speaking = Speaking(visitor.linli, visitor.community, account, visitor.now)
        who = await speaking.within(shown.scope)
        command = SupportComment(
            act=who.act,
            member=who.member,
            suggestion=shown.suggestion,
            comment=about.comment,
            support=form.fields.get("support") == YES,
        )
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await thread_page(visitor, shown, about, form.fields, declined(reason, visitor))
    return see_other(_place(form, about), recorded.position)


async def thread_page(
    visitor: Visitor,
    shown: Suggestion,
    about: Comment,
    typed: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
) -> Response:
    reads, community = visitor.linli.views, visitor.community
    since = position_of(visitor.request.query_params.get("replies", ""))
    found = await spoken.thread(
        reads, community, about.thread, after=since, limit=REPLIES_PER_PAGE + 1
    )
    first = about if about.thread == about.comment else await _comment(visitor, shown, about.thread)
    said = found[:REPLIES_PER_PAGE]
    return page(
        visitor,
        "suggestions/thread.html",
        status=refusal.status if refusal else 200,
        shown=shown,
        about=about,
        first=first,
        said=said,
        found_right=await found_right(visitor, shown),
        me=await visitor.name(shown.scope),
        replies_since=since,
        replies_more=said[-1].position if len(found) > REPLIES_PER_PAGE else None,
        allowed=await what_is_open(visitor),
        typed=typed or {},
        refusal=refusal,
    )


async def _comment(visitor: Visitor, shown: Suggestion, comment: str) -> Comment:
    usable = comment.isprintable()
    found = (
        await spoken.comment(visitor.linli.views, visitor.community, comment) if usable else None
    )
    if found is None or found.suggestion != shown.suggestion:
        raise HTTPException(404, NO_SUCH_COMMENT.sentence)
    return found


def _place(form: Form, about: Comment) -> str:
    """Back to where the button stood: the page of the thread, or that of the suggestion."""
    here = f"{form.visitor.home}/suggestions/{about.suggestion}"
    mark = f"#{about.comment.replace(':', '-')}"
    if form.fields.get("then") == "thread":
        return f"{here}/comments/{about.thread}{mark}"
    since = position_of(form.fields.get("comments", ""))
    return f"{here}{f'?comments={since}' if since else ''}{mark}"
