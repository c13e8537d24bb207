"""答复 answers — folds: when an answer is owed, what was answered, and what is promised.

Days are local days of the community, and rules those in force at the entry: both come from the log.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from domain.community.events import CommunityFounded, PolicyAdopted
from domain.policies import ANSWER_WITHIN_DAYS, SUPPORT_THRESHOLD, Policy
from domain.suggestions.events import SuggestionAnswered
from domain.suggestions.obligation import ANSWERS as ANSWERING_STATUSES
from domain.suggestions.obligation import answer_is_owed, due_day
from projections.dashboard_days import local_day
from projections.notice_folds import tell
from projections.projection import Entry, Rows
from projections.suggestion_tables import (
    ANSWERING,
    ANSWERS,
    RULES,
    SUGGESTIONS_TABLE,
    ZONE,
    AnsweringRow,
    AnswerRow,
    RuleRow,
    SuggestionRow,
    ZoneRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.kernel import Event


def found(entry: Entry[CommunityFounded], rows: Rows) -> None:
    rows.put(ZONE, ZoneRow(entry.event.time_zone))


def adopt(entry: Entry[PolicyAdopted], rows: Rows) -> None:
    event = entry.event
    if event.policy in {SUPPORT_THRESHOLD.id, ANSWER_WITHIN_DAYS.id}:
        rows.put(RULES, RuleRow(event.policy, event.value))


def in_force(policy: Policy, rows: Rows) -> int:
    """The value of a rule of numbers at the entry that is folded."""
    adopted = rows.get(RULES, policy.id)
    return int(policy.among({} if adopted is None else {policy.id: adopted.value}))


def oblige(entry: Entry[Event], suggestion: SuggestionRow, rows: Rows) -> None:
    """After an agreeing stance: it may oblige an answer, and stays owed whatever is withdrawn."""
    if not answer_is_owed(suggestion.agree, in_force(SUPPORT_THRESHOLD, rows)):
        return
    within_days = in_force(ANSWER_WITHIN_DAYS, rows)
    answering = answering_of(suggestion.suggestion, rows)
    if answering.owed_on is not None:
        return
    at = entry.event.act.at
    answering.owed_on = local_day(at, rows.need(ZONE).time_zone)
    answering.owed_until = due_day(answering.owed_on, within_days)
    answering.owed_at, answering.owed_position = at, entry.position


def answer(entry: Entry[SuggestionAnswered], rows: Rows) -> None:
    """The day of a promise stays while the work is under way, and ends with any other answer."""
    event, act = entry.event, entry.event.act
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    answering = answering_of(event.suggestion, rows)
    due = None if event.due is None else date.fromisoformat(event.due)
    today = local_day(act.at, rows.need(ZONE).time_zone)
    if event.status in ANSWERING_STATUSES and answering.answered_on is None:
        answering.answered_on = today
    if event.status != "under-way":
        answering.due = due
    answering.status, answering.status_at, answering.status_on = event.status, act.at, today
    answering.status_position = suggestion.last_position = entry.position
    rows.put(
        ANSWERS, AnswerRow(event.suggestion, entry.position, act.at, act.by, event.status, due)
    )
    tell(rows, entry, event.suggestion, "answered", detail=event.status)


def answering_of(suggestion: str, rows: Rows) -> AnsweringRow:
    found = rows.get(ANSWERING, suggestion)
    return found or rows.put(ANSWERING, AnsweringRow(suggestion))


FOLDS: dict[type[Event], Callable[[Entry[Any], Rows], None]] = {
    CommunityFounded: found,
    PolicyAdopted: adopt,
    SuggestionAnswered: answer,
}
