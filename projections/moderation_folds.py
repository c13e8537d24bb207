"""审核 moderation — folds: what is hidden by which rule, who appealed, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.suggestions.events import (
    AppealDecided,
    CommentModerated,
    ModerationAppealed,
    SuggestionModerated,
)
from projections.notice_folds import tell
from projections.projection import Entry, Rows
from projections.suggestion_tables import (
    COMMENTS,
    MODERATIONS,
    SUGGESTIONS_TABLE,
    CommentRow,
    ModerationRow,
    SuggestionRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.kernel import Event


def moderate(entry: Entry[SuggestionModerated], rows: Rows) -> None:
    """Hidden, not forgotten: its stances stand, and are tallied."""
    event = entry.event
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    suggestion.last_position = entry.position
    hide(entry, suggestion, event.suggestion, rows)
    tell(rows, entry, event.suggestion, "moderated", subject=event.suggestion, detail=event.rule)


def moderate_comment(entry: Entry[CommentModerated], rows: Rows) -> None:
    """Its place stays, its words are shown no longer; whoever made it is told."""
    event = entry.event
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    hidden = rows.need(COMMENTS, event.comment)
    suggestion.comments -= 1
    suggestion.last_position = entry.position
    hide(entry, hidden, event.comment, rows)
    tell(
        rows, entry, event.suggestion, "moderated",
        subject=event.comment, detail=event.rule, reader=hidden.who,
    )  # fmt: skip


def hide(
    entry: Entry[SuggestionModerated] | Entry[CommentModerated],
    said: SuggestionRow | CommentRow,
    subject: str,
    rows: Rows,
) -> None:
    """The first reason why it is hidden is kept, and the last hiding is the one to appeal."""
    event, act = entry.event, entry.event.act
    said.hidden = said.hidden or event.rule
    said.hidden_position = entry.position
    rows.put(
        MODERATIONS,
        ModerationRow(entry.position, event.suggestion, subject, event.rule, act.at, act.by),
    )


def said_in(
    entry: Entry[ModerationAppealed] | Entry[AppealDecided], rows: Rows
) -> SuggestionRow | CommentRow:
    """The suggestion or the comment that was hidden."""
    event = entry.event
    if event.subject == event.suggestion:
        return rows.need(SUGGESTIONS_TABLE, event.subject)
    return rows.need(COMMENTS, event.subject)


def appeal(entry: Entry[ModerationAppealed], rows: Rows) -> None:
    hiding = rows.need(MODERATIONS, said_in(entry, rows).hidden_position)
    hiding.appealed_position, hiding.appealed_at = entry.position, entry.event.act.at


def decide_appeal(entry: Entry[AppealDecided], rows: Rows) -> None:
    """What is restored is shown again, unless it was taken back meanwhile."""
    event, act = entry.event, entry.event.act
    said = said_in(entry, rows)
    hiding = rows.need(MODERATIONS, said.hidden_position)
    hiding.outcome, hiding.decided_position = event.outcome, entry.position
    hiding.decided_at, hiding.decided_by = act.at, act.by
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    suggestion.last_position = entry.position
    if event.outcome == "restored":
        said.hidden, said.hidden_position = said.withdrawn, None
        if said is not suggestion and said.withdrawn is None:
            suggestion.comments += 1
    # Whoever supported a suggestion hears when it is back; an appeal in vain concerns its author.
    for_all = said is suggestion and event.outcome == "restored"
    tell(
        rows, entry, event.suggestion, "appeal-decided",
        subject=event.subject, detail=event.outcome, reader=None if for_all else said.who,
    )  # fmt: skip


FOLDS: dict[type[Event], Callable[[Entry[Any], Rows], None]] = {
    SuggestionModerated: moderate,
    CommentModerated: moderate_comment,
    ModerationAppealed: appeal,
    AppealDecided: decide_appeal,
}
