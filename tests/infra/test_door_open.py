from datetime import UTC, datetime, timedelta

from hypothesis import given as for_all
from hypothesis import strategies as st

from infra.door_open import longest_gap

SIX = datetime(2026, 9, 1, 18, 0, tzinfo=UTC)
MINUTES = 60


def at(minute: int) -> datetime:
    return SIX + timedelta(minutes=minute)


def gap(*spans: tuple[int, int]) -> int:
    """The longest gap between six and seven, in minutes."""
    found = longest_gap([(at(since), at(until)) for since, until in spans], SIX, at(MINUTES))
    return int(found.total_seconds()) // 60


def test_a_door_that_never_stood_open_was_shut_for_the_whole_time() -> None:
    assert gap() == MINUTES
    assert gap((-90, -10), (70, 80)) == MINUTES


def test_a_door_that_stood_open_throughout_has_no_gap() -> None:
    assert gap((0, 60)) == gap((-600, 600)) == 0


def test_the_time_before_the_first_beat_and_after_the_last_counts() -> None:
    assert gap((5, 60)) == 5
    assert gap((-5, 51)) == 9


def test_two_processes_cover_for_each_other() -> None:
    assert gap((0, 40), (30, 60)) == 0
    assert gap((0, 60), (10, 20)) == 0
    assert gap((0, 20), (27, 60), (10, 22)) == 5


@for_all(st.lists(st.tuples(st.integers(-90, 90), st.integers(0, 90)), max_size=8))
def test_the_longest_gap_is_what_counting_minute_by_minute_finds(
    lasting: list[tuple[int, int]],
) -> None:
    spans = [(since, since + length) for since, length in lasting]
    longest = run = 0
    for minute in range(MINUTES):
        covered = any(since <= minute and minute + 1 <= until for since, until in spans)
        run = 0 if covered else run + 1
        # Where two spans meet within no time, or one is but a moment, somebody was there.
        touched = any(since <= minute + 1 <= until for since, until in spans)
        longest = max(longest, run)
        run = 0 if touched else run
    assert gap(*spans) == longest
