"""建议 suggestions — tables and folds: each suggestion, its stances as they stand, its comments."""

from __future__ import annotations

from dataclasses import dataclass

from domain.suggestions.events import (
    CommentMade,
    StanceTaken,
    SuggestionModerated,
    SuggestionSubmitted,
)
from projections.projection import Entry, Projection, Rows, Table


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
    suggestion: str
    who: str
    choice: str
    position: int


@dataclass(frozen=True, slots=True)
class CommentRow:
    comment: str
    suggestion: str
    position: int
    at: str
    who: str
    side: str


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
    if stance is not None:
        suggestion.count(stance.choice, -1)
    suggestion.count(event.choice, 1)
    suggestion.last_position = entry.position
    rows.put(STANCES, StanceRow(event.suggestion, who, event.choice, entry.position))


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


def moderate(entry: Entry[SuggestionModerated], rows: Rows) -> None:
    """Hidden, not forgotten: its stances stand, and are tallied."""
    suggestion = rows.need(SUGGESTIONS_TABLE, entry.event.suggestion)
    suggestion.hidden = entry.event.rule
    suggestion.last_position = entry.position


SUGGESTIONS = Projection(
    "suggestions",
    version=1,
    tables=(SUGGESTIONS_TABLE, STANCES, COMMENTS),
    folds={
        SuggestionSubmitted: submit,
        StanceTaken: take_stance,
        CommentMade: comment,
        SuggestionModerated: moderate,
    },
)
