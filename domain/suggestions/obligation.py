"""答复 answers — when the committee owes an answer, until which day, and what has stalled.

Pure rules over days; projections apply them to the entries in their order.
"""

from __future__ import annotations

from datetime import date, timedelta

from domain.suggestions.events import Status

ANSWERS: frozenset[Status] = frozenset({"accepted", "declined", "planned", "under-way", "done"})
"""Statuses that answer a suggestion; to say that it is under review is none."""
UNFINISHED: frozenset[Status] = frozenset({"under-review", "accepted", "planned", "under-way"})
"""Statuses after which residents wait for more."""
STALLED_DAYS = 60
"""After so many local days without a word, an unfinished suggestion has stalled."""


def answer_is_owed(agrees: int, threshold: int) -> bool:
    """Whether so many agreeing stances oblige an answer, by `policy:support-threshold`."""
    return agrees >= threshold


def due_day(reached: date, within_days: int) -> date:
    """The last local day for the answer: from the day of the stance that reached the threshold."""
    return reached + timedelta(days=within_days)


def has_stalled(status: str | None, last_word: date, today: date) -> bool:
    return status in UNFINISHED and (today - last_word).days > STALLED_DAYS


def promise_is_broken(status: str | None, due: date | None, today: date) -> bool:
    """Whether the promised day has passed and the work is not done."""
    return status in {"planned", "under-way"} and due is not None and today > due
