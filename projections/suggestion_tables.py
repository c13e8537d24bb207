"""建议 suggestions — the tables: suggestions, their stances, comments, answers as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projections.projection import Table

WITHDRAWN, OBJECTED = "withdrawn", "objected"
"""Why something is hidden when no rule of moderation says so: its author took it back, or said that
it was never meant like that."""


@dataclass(slots=True)
class SuggestionRow:
    """`text_position` is the entry with its words of today; `hidden_position` the last hiding."""

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
    text_position: int
    version: int = 1
    agree: int = 0
    disagree: int = 0
    passed: int = 0
    reaffirmed: int = 0
    comments: int = 0
    followers: int = 0
    merged_into: str | None = None
    merge_position: int | None = None
    hidden: str | None = None
    withdrawn: str | None = None
    hidden_position: int | None = None

    def count(self, choice: str, version: int, change: int) -> None:
        """Count one stance more or less; an unknown choice fails, and stops the projection."""
        column = COLUMN_OF_CHOICE[choice]
        setattr(self, column, getattr(self, column) + change)
        if choice == "agree" and version == self.version:
            self.reaffirmed += change


@dataclass(slots=True)
class StanceRow:
    """The last word of a name on a suggestion; no choice when it was withdrawn.

    `source` is the merged suggestion from which the support was carried, `since` the entry from
    which on this name agrees without a break.
    """

    suggestion: str
    who: str
    choice: str | None
    position: int
    version: int = 1
    source: str | None = None
    since: int | None = None


@dataclass(slots=True)
class ConcernRow:
    """Who wants to hear of a suggestion besides its supporters: by which entry made, followed."""

    suggestion: str
    who: str
    made: int | None = None
    followed: int | None = None


@dataclass(slots=True)
class VersionRow:
    """A wording after the first one, which stands with the suggestion itself."""

    suggestion: str
    version: int
    position: int
    at: str
    who: str


@dataclass(slots=True)
class MergeRow:
    """A merge into `target`, and the entry by which it was undone."""

    suggestion: str
    position: int
    target: str
    at: str
    by: str
    undone: int | None = None
    undone_at: str | None = None
    undone_by: str | None = None


@dataclass(slots=True)
class AnswerRow:
    suggestion: str
    position: int
    at: str
    by: str
    status: str
    due: date | None


@dataclass(slots=True)
class AnsweringRow:
    """What is owed to a suggestion since when, what it was told last, and what is promised."""

    suggestion: str
    owed_position: int | None = None
    owed_at: str | None = None
    owed_on: date | None = None
    owed_until: date | None = None
    answered_on: date | None = None
    status: str | None = None
    status_at: str | None = None
    status_on: date | None = None
    status_position: int | None = None
    due: date | None = None


@dataclass(slots=True)
class CommentRow:
    """`thread` is the first comment of its thread; `replies` are counted there."""

    comment: str
    suggestion: str
    position: int
    at: str
    who: str
    side: str
    thread: str
    reply_to: str | None = None
    supports: int = 0
    replies: int = 0
    hidden: str | None = None
    withdrawn: str | None = None
    hidden_position: int | None = None


@dataclass(slots=True)
class CommentSupportRow:
    comment: str
    who: str
    suggestion: str
    standing: bool


@dataclass(slots=True)
class ModerationRow:
    """One hiding: what was hidden by which rule, whether it was appealed, and what was decided."""

    position: int
    suggestion: str
    subject: str
    rule: str
    at: str
    by: str
    appealed_position: int | None = None
    appealed_at: str | None = None
    outcome: str | None = None
    decided_position: int | None = None
    decided_at: str | None = None
    decided_by: str | None = None


@dataclass(slots=True)
class NoticeRow:
    """Something that people concerned with a suggestion are told, or its `reader` alone.

    `subject` is the comment, the poll or the other suggestion that it is about, `detail` a status,
    rule, outcome or version.
    """

    position: int
    suggestion: str
    kind: str
    at: str
    who: str
    subject: str | None = None
    detail: str | None = None
    reader: str | None = None


@dataclass(slots=True)
class PollSubjectsRow:
    """What a poll is about, for when it closes; suggestions stand one beside the other."""

    poll: str
    position: int
    suggestions: str


@dataclass(slots=True)
class ZoneRow:
    time_zone: str


@dataclass(slots=True)
class RuleRow:
    """Today's value of a rule by which answers are owed."""

    policy: str
    value: str


COLUMN_OF_CHOICE = {"agree": "agree", "disagree": "disagree", "pass": "passed"}
# One index for each order of the list, and one by how much a suggestion has been answered.
SUGGESTIONS_TABLE = Table(
    "suggestions",
    SuggestionRow,
    key=("suggestion",),
    indexes=[
        ("position",),
        ("text_position",),
        ("agree", "position"),
        ("least(agree, disagree)", "position"),
        ("comments", "position"),
        ("(agree + disagree + passed)", "position"),
    ],
)
STANCES = Table("stances", StanceRow, key=("suggestion", "who"), indexes=[("who",)])
CONCERNS = Table("concerns", ConcernRow, key=("suggestion", "who"), indexes=[("who",)])
VERSIONS = Table("versions", VersionRow, key=("suggestion", "version"))
MERGES = Table("merges", MergeRow, key=("suggestion", "position"), indexes=[("target",)])
ANSWERS = Table("answers", AnswerRow, key=("suggestion", "position"))
ANSWERING = Table("answering", AnsweringRow, key=("suggestion",))
COMMENTS = Table(
    "comments",
    CommentRow,
    key=("comment",),
    indexes=[("suggestion", "position"), ("thread", "position")],
)
COMMENT_SUPPORTS = Table(
    "comment_supports", CommentSupportRow, key=("comment", "who"), indexes=[("who",)]
)
MODERATIONS = Table("moderations", ModerationRow, key=("position",), indexes=[("subject",)])
NOTICES = Table(
    "notices",
    NoticeRow,
    key=("position", "suggestion"),
    indexes=[("suggestion", "position"), ("reader", "position")],
)
POLL_SUBJECTS = Table("poll_subjects", PollSubjectsRow, key=("poll",))
ZONE = Table("suggestion_zone", ZoneRow, key=())
RULES = Table("suggestion_rules", RuleRow, key=("policy",))
TABLES = (
    SUGGESTIONS_TABLE, STANCES, CONCERNS, VERSIONS, MERGES, ANSWERS, ANSWERING, COMMENTS,
    COMMENT_SUPPORTS, MODERATIONS, NOTICES, POLL_SUBJECTS, ZONE, RULES,
)  # fmt: skip
