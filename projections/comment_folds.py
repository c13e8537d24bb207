"""评论 comments — folds: what was said, in answer to what, and who finds it right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.suggestions.events import (
    CommentMade,
    CommentSupported,
    CommentSupportWithdrawn,
    CommentWithdrawn,
)
from projections.notice_folds import tell
from projections.projection import Entry, Rows
from projections.suggestion_tables import (
    COMMENT_SUPPORTS,
    COMMENTS,
    SUGGESTIONS_TABLE,
    WITHDRAWN,
    CommentRow,
    CommentSupportRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.kernel import Event


def comment(entry: Entry[CommentMade], rows: Rows) -> None:
    event, act = entry.event, entry.event.act
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    suggestion.comments += 1
    suggestion.last_position = entry.position
    said = CommentRow(
        event.comment, event.suggestion, entry.position, act.at, act.who, event.side,
        thread=event.comment, reply_to=event.reply_to,
    )  # fmt: skip
    if event.reply_to is not None:
        answered = rows.need(COMMENTS, event.reply_to)
        said.thread = answered.thread
        rows.need(COMMENTS, said.thread).replies += 1
        if answered.who != act.who:
            tell(rows, entry, event.suggestion, "reply", subject=event.comment, reader=answered.who)
    rows.put(COMMENTS, said)


def withdraw_comment(entry: Entry[CommentWithdrawn], rows: Rows) -> None:
    """Its place stays, its words are shown no longer; one hidden by a rule counted no more."""
    event = entry.event
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    withdrawn = rows.need(COMMENTS, event.comment)
    suggestion.comments -= withdrawn.hidden_position is None
    suggestion.last_position = entry.position
    withdrawn.withdrawn = withdrawn.withdrawn or WITHDRAWN
    withdrawn.hidden = withdrawn.hidden or withdrawn.withdrawn


def support(entry: Entry[CommentSupported], rows: Rows) -> None:
    event, who = entry.event, entry.event.act.who
    rows.ask((COMMENTS, (event.comment,)))
    rows.need(COMMENTS, event.comment).supports += 1
    rows.put(
        COMMENT_SUPPORTS, CommentSupportRow(event.comment, who, event.suggestion, standing=True)
    )


def withdraw_support(entry: Entry[CommentSupportWithdrawn], rows: Rows) -> None:
    event = entry.event
    rows.need(COMMENTS, event.comment).supports -= 1
    rows.need(COMMENT_SUPPORTS, event.comment, event.act.who).standing = False


FOLDS: dict[type[Event], Callable[[Entry[Any], Rows], None]] = {
    CommentMade: comment,
    CommentWithdrawn: withdraw_comment,
    CommentSupported: support,
    CommentSupportWithdrawn: withdraw_support,
}
