"""建议 suggestions — tables and folds: each suggestion, its stances as they stand, its comments."""

from __future__ import annotations

from dataclasses import dataclass

from domain.suggestions.events import (
    CommentMade,
    CommentWithdrawn,
    ObjectionMade,
    StanceTaken,
    StanceWithdrawn,
    SuggestionModerated,
    SuggestionSubmitted,
    SuggestionWithdrawn,
)
from projections.projection import Entry, Projection, Rows, Table

WITHDRAWN, OBJECTED = "withdrawn", "objected"
"""Why something is hidden when no rule of moderation says so: its author took it back, or said that
it was never meant like that."""


@dataclass(slots=True)
class SuggestionRow:
    suggestion: str
    position: int
    at: str
    occurred_at: str | None
    scope: str
    category: str
    channel: str
    source_id: str | None
    who: str
    last_position: int
    agree: int = 0
    disagree: int = 0
    passed: int = 0
    comments: int = 0
    hidden: str | None = None

    def count(self, choice: str, change: int) -> None:
        """Count one stance more or less; an unknown choice fails, and stops the projection."""
        column = COLUMN_OF_CHOICE[choice]
        setattr(self, column, getattr(self, column) + change)


@dataclass(slots=True)
class StanceRow:
    """The last word of a name on a suggestion; no choice when it was withdrawn."""

    suggestion: str
    who: str
    choice: str | None
    position: int


@dataclass(slots=True)
class CommentRow:
    comment: str
    suggestion: str
    position: int
    at: str
    who: str
    side: str
    hidden: str | None = None


COLUMN_OF_CHOICE = {"agree": "agree", "disagree": "disagree", "pass": "passed"}
# One index for each order of the list, and one by how much a suggestion has been answered.
SUGGESTIONS_TABLE = Table(
    "suggestions",
    SuggestionRow,
    key=("suggestion",),
    indexes=[
        ("position",),
        ("agree", "position"),
        ("least(agree, disagree)", "position"),
        ("comments", "position"),
        ("(agree + disagree + passed)", "position"),
    ],
)
STANCES = Table("stances", StanceRow, key=("suggestion", "who"), indexes=[("who",)])
COMMENTS = Table("comments", CommentRow, key=("comment",), indexes=[("suggestion", "position")])


def submit(entry: Entry[SuggestionSubmitted], rows: Rows) -> None:
    event = entry.event
    rows.put(
        SUGGESTIONS_TABLE,
        SuggestionRow(
            suggestion=event.suggestion,
            position=entry.position,
            at=event.act.at,
            occurred_at=event.occurred_at,
            scope=event.scope,
            category=event.category,
            channel=event.channel,
            source_id=event.source_id,
            who=event.act.who,
            last_position=entry.position,
        ),
    )


def take_stance(entry: Entry[StanceTaken], rows: Rows) -> None:
    """A stance replaces the one that the same name took before."""
    event, who = entry.event, entry.event.act.who
    stance = rows.get(STANCES, event.suggestion, who)
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    if stance is not None and stance.choice is not None:
        suggestion.count(stance.choice, -1)
    suggestion.count(event.choice, 1)
    suggestion.last_position = entry.position
    rows.put(STANCES, StanceRow(event.suggestion, who, event.choice, entry.position))


def withdraw_stance(entry: Entry[StanceWithdrawn], rows: Rows) -> None:
    """Withdrawing what does not stand is allowed by no rule: it stops the projection."""
    event = entry.event
    stance = rows.need(STANCES, event.suggestion, event.act.who)
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    suggestion.count(str(stance.choice), -1)
    suggestion.last_position = entry.position
    stance.choice, stance.position = None, entry.position


def comment(entry: Entry[CommentMade], rows: Rows) -> None:
    event = entry.event
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    suggestion.comments += 1
    suggestion.last_position = entry.position
    rows.put(
        COMMENTS,
        CommentRow(
            event.comment, event.suggestion, entry.position, event.act.at, event.act.who, event.side
        ),
    )


def withdraw_comment(entry: Entry[CommentWithdrawn], rows: Rows) -> None:
    """Its place stays, its words are shown no longer."""
    event = entry.event
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    suggestion.comments -= 1
    suggestion.last_position = entry.position
    withdrawn = rows.need(COMMENTS, event.comment)
    withdrawn.hidden = withdrawn.hidden or WITHDRAWN


def moderate(entry: Entry[SuggestionModerated], rows: Rows) -> None:
    """Hidden, not forgotten: its stances stand, and are tallied."""
    hide(entry.event.suggestion, entry.event.rule, entry.position, rows)


def withdraw_suggestion(entry: Entry[SuggestionWithdrawn], rows: Rows) -> None:
    hide(entry.event.suggestion, WITHDRAWN, entry.position, rows)


def hide(name: str, reason: str, position: int, rows: Rows) -> None:
    """The first reason is kept, whatever is said of a hidden suggestion later."""
    suggestion = rows.need(SUGGESTIONS_TABLE, name)
    suggestion.hidden = suggestion.hidden or reason
    suggestion.last_position = position


def object_to(entry: Entry[ObjectionMade], rows: Rows) -> None:
    """An objection comes with a withdrawal, which counts; this only says why it was withdrawn."""
    event = entry.event
    hidden: SuggestionRow | CommentRow | None = None
    if event.what == "suggestion":
        hidden = rows.need(SUGGESTIONS_TABLE, event.subject)
        hidden.last_position = entry.position
    if event.what == "comment":
        hidden = rows.need(COMMENTS, event.subject)
    if hidden is not None and hidden.hidden in {None, WITHDRAWN}:
        hidden.hidden = OBJECTED


SUGGESTIONS = Projection(
    "suggestions",
    version=2,
    tables=(SUGGESTIONS_TABLE, STANCES, COMMENTS),
    folds={
        SuggestionSubmitted: submit,
        StanceTaken: take_stance,
        CommentMade: comment,
        SuggestionModerated: moderate,
        StanceWithdrawn: withdraw_stance,
        SuggestionWithdrawn: withdraw_suggestion,
        CommentWithdrawn: withdraw_comment,
        ObjectionMade: object_to,
    },
)
