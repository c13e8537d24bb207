"""看板 dashboard — what becomes of suggestions: how far they get, what is late, hidden or voted on.

When an answer is owed and when something has stalled say the rules of the domain; here days are
held against the day that is asked about.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.suggestions.obligation import has_stalled, promise_is_broken
from projections.dashboard_polls import CANCELLED, CLOSED, OPEN
from projections.dashboard_shapes import Figure, HiddenByRule, Late, Stage, Stalled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.dashboard_asked import Parts

STAGES = ("submitted", "threshold", "answered", "voted", "planned", "done")
Waiting = tuple[str, str | None, date | None, date | None, date | None]


def _waiting(parts: Parts) -> Iterator[Waiting]:
    """Suggestion, status, until when an answer is owed, what is promised, the last answer."""
    for row in parts.rows("waiting"):
        yield (row["label"], row["scope"], *row["days"])


def stages(parts: Parts) -> list[Stage]:
    numbers = parts.numbers("stage")
    found = ((stage, *numbers.get(stage, [0, None])) for stage in STAGES)
    return [Stage(stage, count or 0, median) for stage, count, median in found]


def overdue(parts: Parts) -> list[Late]:
    """Answers that are owed and were not given in time, the latest first."""
    today = parts.asked.today
    late = [
        Late(suggestion, until, (today - until).days)
        for suggestion, _, until, _, _ in _waiting(parts)
        if until is not None and until < today
    ]
    return sorted(late, key=lambda it: (it.due, it.suggestion))


def broken(parts: Parts) -> list[Late]:
    """What was promised by a day that has passed, and is not done; the latest first."""
    today = parts.asked.today
    late = [
        Late(suggestion, due, (today - due).days)
        for suggestion, status, _, due, _ in _waiting(parts)
        if due is not None and promise_is_broken(status, due, today)
    ]
    return sorted(late, key=lambda it: (it.due, it.suggestion))


def stalled(parts: Parts) -> list[Stalled]:
    """What was begun, and left without a word for long; the longest first."""
    today = parts.asked.today
    still = [
        Stalled(suggestion, status, since, (today - since).days)
        for suggestion, status, _, _, since in _waiting(parts)
        if status is not None and since is not None and has_stalled(status, since, today)
    ]
    return sorted(still, key=lambda it: (it.since, it.suggestion))


def hidden(parts: Parts) -> list[HiddenByRule]:
    return [HiddenByRule(rule, *counts) for rule, counts in parts.numbers("hidden").items()]


def progress_figures(parts: Parts) -> list[Figure]:
    """What was answered in time, what waits, what is hidden: of a scope; polls: of all."""
    late, owed = (
        len(overdue(parts)),
        sum(until is not None for _, _, until, _, _ in _waiting(parts)),
    )
    [[in_time, answered, median]] = [row["numbers"] for row in parts.rows("answer")]
    [[appeals, appeals_waiting, restored]] = [row["numbers"] for row in parts.rows("appeals")]
    values = [
        ("answers-waiting", owed - late, "answers"),
        ("answers-overdue", late, "answers"),
        ("promises-broken", len(broken(parts)), "suggestions"),
        ("stalled", len(stalled(parts)), "suggestions"),
        ("comments-hidden", sum(it.comments for it in hidden(parts)), "comments"),
        ("appeals", appeals, "appeals"),
        ("appeals-waiting", appeals_waiting, "appeals"),
        ("appeals-restored", restored, "appeals"),
    ]
    if answered + late:
        values.append(("answers-in-time-permille", in_time * 1000 // (answered + late), "permille"))
    if median is not None:
        values.append(("answer-median-days", median, "days"))
    scope = parts.asked.scope
    figures = [
        Figure(name, value, unit, provable=True, scope=scope) for name, value, unit in values
    ]
    return [*figures, *_of_polls(parts)]


def _of_polls(parts: Parts) -> list[Figure]:
    """Polls are counted in the whole log: many have a scope of their own."""
    polls = parts.numbers("poll")
    counts = {state: polls.get(state, [0, 0]) for state in (OPEN, CLOSED, CANCELLED)}
    values = [
        ("polls", sum(count for count, _ in counts.values()), "polls"),
        *((f"polls-{state}", count, "polls") for state, (count, _) in counts.items()),
        ("voters", counts[OPEN][1] + counts[CLOSED][1], "voters"),
    ]
    return [Figure(name, value, unit, provable=True) for name, value, unit in values]
