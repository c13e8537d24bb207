from datetime import date, timedelta

import pytest

from domain.policies import ANSWER_WITHIN_DAYS, SUPPORT_THRESHOLD
from domain.suggestions.events import STATUSES, Status
from domain.suggestions.obligation import (
    ANSWERS,
    STALLED_DAYS,
    answer_is_owed,
    due_day,
    has_stalled,
    promise_is_broken,
)

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize("threshold", SUPPORT_THRESHOLD.values)
def test_an_answer_is_owed_as_soon_as_so_many_agree(threshold: str) -> None:
    needed = int(threshold)
    assert not answer_is_owed(needed - 1, needed)
    assert answer_is_owed(needed, needed)
    assert answer_is_owed(needed + 1, needed)


@pytest.mark.parametrize("within", ANSWER_WITHIN_DAYS.values)
def test_it_is_due_so_many_days_after_the_day_on_which_they_agreed(within: str) -> None:
    assert due_day(MONDAY, int(within)) - MONDAY == timedelta(days=int(within))


def test_a_month_later_is_counted_in_days() -> None:
    assert due_day(MONDAY, 30) == date(2026, 4, 1)


def test_to_say_that_it_is_under_review_is_no_answer() -> None:
    assert set(STATUSES) - ANSWERS == {"under-review"}


@pytest.mark.parametrize("status", ["under-review", "accepted", "planned", "under-way"])
def test_what_is_unfinished_has_stalled_after_sixty_days_without_a_word(status: Status) -> None:
    sixty = MONDAY + timedelta(days=STALLED_DAYS)
    assert not has_stalled(status, MONDAY, sixty)
    assert has_stalled(status, MONDAY, sixty + timedelta(days=1))


@pytest.mark.parametrize("status", [None, "declined", "done"])
def test_what_is_finished_or_was_never_taken_up_has_not_stalled(status: Status | None) -> None:
    assert not has_stalled(status, MONDAY, MONDAY + timedelta(days=999))


@pytest.mark.parametrize("status", ["planned", "under-way"])
def test_a_promise_is_broken_on_the_day_after_the_promised_one(status: Status) -> None:
    assert not promise_is_broken(status, MONDAY, MONDAY)
    assert promise_is_broken(status, MONDAY, MONDAY + timedelta(days=1))
    assert not promise_is_broken(status, None, MONDAY)


@pytest.mark.parametrize("status", [None, "under-review", "accepted", "declined", "done"])
def test_where_nothing_is_promised_any_more_nothing_is_broken(status: Status | None) -> None:
    assert not promise_is_broken(status, MONDAY, MONDAY + timedelta(days=1))
