from datetime import UTC, datetime, timedelta

from services.lateness import STILL_SECONDS_MAX, Lateness
from services.record import Lag

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG = timedelta(seconds=STILL_SECONDS_MAX + 1)


def at(position: int, head: int = 9) -> Lag:
    return Lag("words", 1, position, head, None)


def test_a_view_that_stands_still_behind_its_log_is_late() -> None:
    lateness = Lateness()
    assert not lateness.is_late(at(3), NOON)
    assert lateness.is_late(at(3), NOON + LONG)


def test_a_view_that_moves_is_not_however_far_behind() -> None:
    lateness = Lateness()
    assert not lateness.is_late(at(3), NOON)
    assert not lateness.is_late(at(4), NOON + LONG)


def test_a_view_that_has_caught_up_begins_anew() -> None:
    lateness = Lateness()
    lateness.is_late(at(3), NOON)
    assert not lateness.is_late(at(9), NOON + LONG)
    assert not lateness.is_late(at(9, head=10), NOON + LONG + LONG)
