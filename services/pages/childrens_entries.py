"""小居民的条目 — entries of a child's own words: no page puts their sign beside the words.

The entry itself is what it is, and names the sign; but its sentence names neither the sign nor the
title, and leads to neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

from domain.suggestions.events import (
    CommentMade,
    CommentWithdrawn,
    ModerationAppealed,
    ObjectionMade,
    PaperKept,
    SuggestionAmended,
    SuggestionSubmitted,
    SuggestionWithdrawn,
)
from projections import childrens_words
from projections.audit import AuditEntry
from services.language import Language, phrase, sentence
from services.pages import labels
from services.pages.visitor import Visitor

ABOUT_OWN_WORDS: Final = frozenset(
    kind.TOPIC
    for kind in (
        SuggestionSubmitted, SuggestionAmended, SuggestionWithdrawn, CommentMade, CommentWithdrawn,
        ModerationAppealed, ObjectionMade, PaperKept,
    )
)  # fmt: skip
YOUNG_RESIDENT: Final = phrase("A young resident")
A_SUGGESTION: Final = phrase("the suggestion “%(title)s”")


async def unsigned(visitor: Visitor, entries: Sequence[AuditEntry]) -> frozenset[int]:
    """The positions of those entries that concern a child's own words, by its own sign."""
    subjects = {entry.position: _subject(entry) for entry in entries}
    found = await childrens_words.unsigned(
        visitor.linli.views, visitor.community, [s for s in subjects.values() if s]
    )
    return frozenset(
        entry.position
        for entry in entries
        if entry.who in found.get(subjects[entry.position], frozenset())
    )


def without_sign(entry: AuditEntry, language: Language, *, is_itself: bool) -> dict[str, Markup]:
    """What stands in the blanks instead; on the page of the suggestion, that leads to itself."""
    young = escape(sentence(YOUNG_RESIDENT, language))
    words = {"who": young}
    if entry.by == entry.who:
        words["by"] = young
    if "suggestion" in entry.entry["data"] and not is_itself:
        short = labels.short(str(entry.entry["data"]["suggestion"]))
        title = Markup("<bdi>{}</bdi>").format(short)
        words["suggestion"] = Markup(sentence(A_SUGGESTION, language)) % {"title": title}  # noqa: S704 - our own catalogue.
    return words


def _subject(entry: AuditEntry) -> str:
    data = entry.entry["data"]
    if entry.event not in ABOUT_OWN_WORDS:
        return ""
    return str(data.get("comment") or data.get("subject") or data.get("suggestion") or "")
