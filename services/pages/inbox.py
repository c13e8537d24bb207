"""收件箱 inbox — what I am told about suggestions of my concern: a line each, newest first."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from projections import inbox as views
from projections.inbox import UNSEEN_MAX, Notice
from services import inbox
from services.language import phrase, sentence
from services.pages import labels
from services.pages.audit import NO_SUCH_PLACE, position_of
from services.pages.forms import Declined, TheForm, see_other
from services.pages.rendering import page
from services.pages.visitor import TheComing, TheVisitor, Visitor

NOTICES_PER_PAGE: Final = 20
SENTENCES: Final = {
    "answered": phrase("The committee answered: %(detail)s"),
    "amended": phrase("It has another wording: version %(detail)s"),
    "reply": phrase("Somebody replied to your comment"),
    "merged": phrase("It was merged into %(other)s"),
    "merge-undone": phrase("Its merge into %(other)s was taken back"),
    "moderated": phrase("It was hidden: %(detail)s"),
    "comment-moderated": phrase("Your comment on it was hidden: %(detail)s"),
    "appeal-decided": phrase("An appeal was decided: %(detail)s"),
    "poll-opened": phrase("A poll about it has opened: %(other)s"),
    "poll-closed": phrase("The poll about it has closed: %(other)s"),
    "poll-cancelled": phrase("The poll about it was cancelled: %(other)s"),
}
SOMETHING_UNNAMED: Final = phrase("Words no longer shown")
DETAILS: Final = {
    "answered": labels.STATUSES,
    "moderated": labels.MODERATION_RULES,
    "appeal-decided": labels.APPEAL_OUTCOMES,
}

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/inbox")
async def notices(coming: TheComing) -> Response:
    visit = coming.signed_in
    asked = coming.request.query_params.get("before", "")
    wrong = bool(asked) and position_of(asked) is None
    found = await views.notices(
        coming.reads,
        coming.community,
        visit.names,
        before=position_of(asked),
        limit=NOTICES_PER_PAGE + 1,
    )
    visitor, shown = await coming.visitor(), [] if wrong else found[:NOTICES_PER_PAGE]
    return page(
        visitor,
        "inbox.html",
        status=422 if wrong else 200,
        refusal=Declined(sentence(NO_SUCH_PLACE, visitor.language), 422) if wrong else None,
        notices=[(each, _sentence(visitor, each), _place(visitor, each)) for each in shown],
        seen=visit.seen,
        unseen_max=UNSEEN_MAX,
        is_first_page=not asked,
        before=shown[-1].position if len(found) > NOTICES_PER_PAGE and shown else None,
    )


@router.post("/inbox/seen")
async def mark_seen(visitor: TheVisitor, form: TheForm) -> Response:
    """Everything down from the newest line that stood on the page; it leaves no entry."""
    position = position_of(form.fields.get("position", "")) or 0
    await inbox.seen_up_to(visitor.linli, visitor.community, visitor.account, position)
    return see_other(f"{visitor.home}/inbox")


def _sentence(visitor: Visitor, one: Notice) -> str:
    is_comment = one.kind == "moderated" and one.subject != one.suggestion
    said = SENTENCES["comment-moderated" if is_comment else one.kind]
    words = DETAILS.get(one.kind, {})
    other = one.subject_title or sentence(SOMETHING_UNNAMED, visitor.language)
    values = {
        "detail": labels.label(words, one.detail or "", visitor.language),
        "other": f"\u2068{other}\u2069",
    }
    return sentence(said, visitor.language) % values


def _place(visitor: Visitor, one: Notice) -> str:
    """Where it can be read in full, and be done something about."""
    match one.kind:
        case "moderated" | "appeal-decided":
            return f"{visitor.home}/moderation/{one.subject}"
        case "reply":
            return f"{visitor.home}/suggestions/{one.suggestion}/comments/{one.subject}"
        case "poll-opened" | "poll-closed" | "poll-cancelled":
            return f"{visitor.home}/polls/{one.subject}"
        case "amended":
            return f"{visitor.home}/suggestions/{one.suggestion}/versions"
        case _:
            return f"{visitor.home}/suggestions/{one.suggestion}"
