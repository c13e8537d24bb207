"""存证 audit — what the API says about entries of the log."""

from collections.abc import Sequence
from dataclasses import dataclass

from projections.audit import AuditEntry
from services.answers import documented


@dataclass(frozen=True, slots=True)
class EntryShown:
    """条目 · one entry of the log, as everybody may read it."""

    __pydantic_config__ = documented(
        position=41, event="suggestions.StanceTaken.1", at="2026-09-02T12:00Z",
        by="voice:2026:0123456789abcdefghijkl", who="voice:2026:0123456789abcdefghijkl",
        tags=["suggestion:0123456789abcdefghijkl", "voice:2026:0123456789abcdefghijkl"],
        entry={"e": "suggestions.StanceTaken.1"},
    )  # fmt: skip

    position: int
    event: str
    at: str
    by: str
    """Who recorded it."""
    who: str
    """Who acted: `by`, or the person for whom somebody else recorded."""
    tags: list[str]
    entry: dict[str, object]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """存证的一页 · a page of entries, newest first; pass `next` as `before`."""

    items: list[EntryShown]
    next: int | None


@dataclass(frozen=True, slots=True)
class LogHead:
    """日志 · how long the log is."""

    __pydantic_config__ = documented(log="example.org/linjiang", position=4711)

    log: str
    position: int
    """Of the last entry; the first stands at 0."""


def entry_page(found: Sequence[AuditEntry], limit: int) -> EntryPage:
    """A page out of one entry more than it shows."""
    items = [
        EntryShown(
            one.position, one.event, one.at, one.by, one.who, list(one.tags), dict(one.entry)
        )
        for one in found[:limit]
    ]
    return EntryPage(items, items[-1].position if len(found) > limit else None)
