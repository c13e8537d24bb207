"""一条建议 one suggestion — its page: the answer, the support, what was said, what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import HTTPException, Response

from domain.policies import ANSWER_WITHIN_DAYS, SUPPORT_THRESHOLD
from projections import answers, audit, follows, merges
from projections import suggestions as views
from projections.suggestions import Suggestion
from services.language import phrase
from services.pages import audit_sentences, labels
from services.pages.audit import position_of
from services.pages.conversation import conversation
from services.pages.forms import Declined
from services.pages.rendering import page
from services.pages.taking_part import rules_of_today, what_is_open
from services.pages.visitor import Visitor

HISTORY_ENTRIES_MAX: Final = 20
NO_SUCH_SUGGESTION: Final = phrase("There is no such suggestion in this community.")


@dataclass(frozen=True)
class Owing:
    """How much support obliges an answer by the rules of today, and within how many days."""

    threshold: int
    within_days: int
    today: date
    """The local day, which tells whether something is overdue."""


async def existing(visitor: Visitor, suggestion: str) -> Suggestion:
    found = await views.suggestion(visitor.linli.often, visitor.community, suggestion)
    return must_exist(found)


def must_exist(found: Suggestion | None) -> Suggestion:
    if found is None:
        raise HTTPException(404, NO_SUCH_SUGGESTION)
    return found


async def suggestion_page(
    visitor: Visitor,
    shown: Suggestion,
    typed: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
) -> Response:
    """A suggestion with everything about it; after a refusal, with what the person typed."""
    asked = visitor.request.query_params
    return page(
        visitor,
        "suggestions/detail.html",
        status=refusal.status if refusal else 200,
        shown=shown,
        answers=await answers.answers(visitor.linli.views, visitor.community, shown.suggestion),
        owing=await owing(visitor),
        **await conversation(visitor, shown),
        **await _history(visitor, shown),
        **await _merging(visitor, shown),
        **await _mine(visitor, shown),
        about_to=labels.chosen(asked.get("stance"), labels.CHOICES),
        allowed=await what_is_open(visitor),
        typed=typed or {},
        refusal=refusal,
    )


async def owing(visitor: Visitor) -> Owing:
    rules = await rules_of_today(visitor)
    local = visitor.now.astimezone(ZoneInfo(visitor.community.time_zone)).date()
    return Owing(int(SUPPORT_THRESHOLD.among(rules)), int(ANSWER_WITHIN_DAYS.among(rules)), local)


async def _history(visitor: Visitor, shown: Suggestion) -> dict[str, object]:
    before = visitor.request.query_params.get("before", "")
    found = await audit.entries(
        visitor.linli.views,
        visitor.community,
        event=None,
        tag=shown.suggestion,
        before=position_of(before),
        limit=HISTORY_ENTRIES_MAX + 1,
    )
    entries = found[:HISTORY_ENTRIES_MAX]
    itself = {shown.suggestion: audit_sentences.ITSELF}
    titles = await audit_sentences.titles(visitor, entries, itself)
    return {
        "history": await audit_sentences.told(visitor, entries, titles),
        "before": entries[-1].position if len(found) > HISTORY_ENTRIES_MAX else None,
        "is_newest": "before" not in visitor.request.query_params,
    }


async def _merging(visitor: Visitor, shown: Suggestion) -> dict[str, object]:
    """Where it went or what came to it, and of which of these merges this person is asked."""
    reads, here = visitor.linli.views, visitor.community
    mine = await visitor.name(shown.scope)
    merge = await merges.merge(reads, here, shown.suggestion) if shown.merged_into else None
    into = merge.into if merge else shown.suggestion
    asked = await merges.to_carry(reads, here, [mine], into=into) if mine else []
    return {
        "merge": merge,
        "sources": await merges.sources(reads, here, shown.suggestion),
        "asked_to_carry": asked,
    }


async def _mine(visitor: Visitor, shown: Suggestion) -> dict[str, object]:
    """How this person stands to it, under the name that is theirs in its scope."""
    reads, here = visitor.linli.views, visitor.community
    mine = await visitor.name(shown.scope)
    if mine is None:
        return {"stance": None, "follows": False, "is_mine": False}
    return {
        "stance": await views.stance_taken(reads, here, shown.suggestion, mine),
        "follows": await follows.follows(reads, here, shown.suggestion, mine),
        "is_mine": mine == shown.who,
    }
