"""讨论 conversation — a page of the threads about a suggestion, by side, each with its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from domain.suggestions.events import SIDES
from projections import comments as spoken
from projections.suggestions import Suggestion
from services.pages.audit import position_of
from services.pages.visitor import Visitor

THREADS_PER_PAGE: Final = 50


async def conversation(visitor: Visitor, shown: Suggestion) -> dict[str, object]:
    """Threads oldest first, their first answers, and what this person finds right in them."""
    reads, community = visitor.linli.views, visitor.community
    since = position_of(visitor.request.query_params.get("comments", ""))
    found = await spoken.threads(
        reads, community, shown.suggestion, after=since, limit=THREADS_PER_PAGE + 1
    )
    said, follows = found[:THREADS_PER_PAGE], len(found) > THREADS_PER_PAGE
    answered = [comment.comment for comment in said if comment.replies]
    replies = await spoken.replies(reads, community, answered) if answered else {}
    by_side: Mapping[str, int] = Counter(comment.side for comment in said)
    if since or follows or replies:
        by_side = await spoken.comments_by_side(reads, community, shown.suggestion)
    return {
        "sides": {side: [c for c in said if c.side == side] for side in SIDES},
        "said_by_side": by_side,
        "replies": replies,
        "found_right": await found_right(visitor, shown),
        "me": await visitor.name(shown.scope),
        "comments_since": since,
        "comments_more": said[-1].position if follows else None,
    }


async def found_right(visitor: Visitor, shown: Suggestion) -> set[str]:
    """The comments that this person finds right."""
    mine = await visitor.name(shown.scope)
    if mine is None:
        return set()
    return await spoken.comments_supported(
        visitor.linli.views, visitor.community, shown.suggestion, mine
    )
