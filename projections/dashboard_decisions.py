"""看板 dashboard — tables and folds of what becomes of suggestions: support, answers and hiding.

The days are local days of the entries themselves, also where an import tells of an earlier one:
nobody here could answer before it was recorded here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.community.events import PolicyAdopted
from domain.policies import ANSWER_WITHIN_DAYS, SUPPORT_THRESHOLD, Policy
from domain.suggestions.events import (
    AppealDecided,
    CommentModerated,
    ModerationAppealed,
    SuggestionAnswered,
    SuggestionModerated,
    SuggestionSubmitted,
    SuggestionWithdrawn,
)
from domain.suggestions.obligation import ANSWERS, answer_is_owed, due_day
from projections.dashboard_days import day_of
from projections.projection import Entry, Rows, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from domain.kernel import Event

PLANNED, UNDER_WAY, DONE = "planned", "under-way", "done"
RULES_READ = {policy.id: policy for policy in (SUPPORT_THRESHOLD, ANSWER_WITHIN_DAYS)}


@dataclass(slots=True)
class SubjectRow:
    """A suggestion: on which day it first got how far, and how it stands.

    `agree` counts agreements that stand; with `reached` the answer is owed, until `owed_until`.
    """

    suggestion: str
    scope: str
    category: str
    submitted: date
    agree: int = 0
    reached: date | None = None
    owed_until: date | None = None
    answered: date | None = None
    voted: date | None = None
    planned: date | None = None
    done: date | None = None
    status: str | None = None
    status_day: date | None = None
    due: date | None = None
    rule: str | None = None
    withdrawn: bool = False


@dataclass(slots=True)
class HiddenCommentRow:
    """A comment that was hidden once, and the rule by which it still is."""

    comment: str
    scope: str
    rule: str | None


@dataclass(slots=True)
class AppealsRow:
    scope: str
    made: int = 0
    upheld: int = 0
    restored: int = 0


@dataclass(slots=True)
class RuleRow:
    """What a rule that obliges answers says now."""

    policy: str
    value: str


SUBJECTS = Table("dashboard_subjects", SubjectRow, key=("suggestion",))
HIDDEN_COMMENTS = Table("dashboard_hidden_comments", HiddenCommentRow, key=("comment",))
APPEALS = Table("dashboard_appeals", AppealsRow, key=("scope",))
RULES = Table("dashboard_rules", RuleRow, key=("policy",))
TABLES = (SUBJECTS, HIDDEN_COMMENTS, APPEALS, RULES)


def adopt(entry: Entry[PolicyAdopted], rows: Rows) -> None:
    if entry.event.policy in RULES_READ:
        rows.put(RULES, RuleRow(entry.event.policy, entry.event.value))


def number_of(policy: Policy, rows: Rows) -> int:
    adopted = rows.get(RULES, policy.id)
    return int(adopted.value if adopted else policy.at_founding)


def begin(event: SuggestionSubmitted, rows: Rows) -> None:
    day = day_of(event, rows)
    rows.put(SUBJECTS, SubjectRow(event.suggestion, event.scope, event.category, day))


def count_agreement(
    event: Event, suggestion: str, change: int, rows: Rows, *, is_new: bool
) -> None:
    """Somebody agrees from now on (`is_new`, perhaps once more), or does so no longer.

    Enough who agree oblige an answer; it stays owed, whatever is withdrawn later.
    """
    threshold, within = (number_of(policy, rows) for policy in RULES_READ.values())
    subject = rows.need(SUBJECTS, suggestion)
    subject.agree += change
    if is_new and subject.reached is None and answer_is_owed(subject.agree, threshold):
        subject.reached = day_of(event, rows)
        subject.owed_until = due_day(subject.reached, within)


def answer(entry: Entry[SuggestionAnswered], rows: Rows) -> None:
    """The first day of each stage is kept; a promised day holds while the work is not done."""
    event, day = entry.event, day_of(entry.event, rows)
    subject = rows.need(SUBJECTS, event.suggestion)
    if event.status in ANSWERS:
        subject.answered = subject.answered or day
    if event.status in {PLANNED, UNDER_WAY, DONE}:
        subject.planned = subject.planned or day
    if event.status == DONE:
        subject.done = subject.done or day
    if event.status != UNDER_WAY:
        subject.due = date.fromisoformat(event.due) if event.due is not None else None
    subject.status, subject.status_day = event.status, day


def withdraw(entry: Entry[SuggestionWithdrawn], rows: Rows) -> None:
    rows.need(SUBJECTS, entry.event.suggestion).withdrawn = True


def hide(entry: Entry[SuggestionModerated], rows: Rows) -> None:
    rows.need(SUBJECTS, entry.event.suggestion).rule = entry.event.rule


def hide_comment(entry: Entry[CommentModerated], rows: Rows) -> None:
    scope = rows.need(SUBJECTS, entry.event.suggestion).scope
    rows.put(HIDDEN_COMMENTS, HiddenCommentRow(entry.event.comment, scope, entry.event.rule))


def appeal(entry: Entry[ModerationAppealed], rows: Rows) -> None:
    appeals_about(entry.event.suggestion, rows).made += 1


def decide_appeal(entry: Entry[AppealDecided], rows: Rows) -> None:
    event = entry.event
    appeals = appeals_about(event.suggestion, rows)
    if event.outcome == "upheld":
        appeals.upheld += 1
        return
    appeals.restored += 1
    if event.subject == event.suggestion:
        rows.need(SUBJECTS, event.suggestion).rule = None
    else:
        rows.need(HIDDEN_COMMENTS, event.subject).rule = None


def appeals_about(suggestion: str, rows: Rows) -> AppealsRow:
    scope = rows.need(SUBJECTS, suggestion).scope
    return rows.get(APPEALS, scope) or rows.put(APPEALS, AppealsRow(scope))


FOLDS: Mapping[type[Event], Callable[[Entry[Any], Rows], None]] = {
    PolicyAdopted: adopt,
    SuggestionAnswered: answer,
    SuggestionWithdrawn: withdraw,
    SuggestionModerated: hide,
    CommentModerated: hide_comment,
    ModerationAppealed: appeal,
    AppealDecided: decide_appeal,
}
