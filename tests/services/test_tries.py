from datetime import UTC, datetime, timedelta

from services.tries import FAILURES_MAX, LOGINS_KEPT_MAX, WINDOW_MINUTES_MAX, Tries

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
XIAOMING = ("linjiang", "xiaoming")


def failed_ten_times() -> Tries:
    tries = Tries()
    assert not any(tries.are_used_up(XIAOMING, NOON) for _ in range(FAILURES_MAX))
    return tries


def test_after_ten_failures_one_must_wait() -> None:
    assert failed_ten_times().are_used_up(XIAOMING, NOON)


def test_waiting_does_not_become_longer_by_trying() -> None:
    tries = failed_ten_times()
    later = NOON + timedelta(minutes=WINDOW_MINUTES_MAX)
    assert tries.are_used_up(XIAOMING, later - timedelta(minutes=1))
    assert not tries.are_used_up(XIAOMING, later)


def test_neighbours_and_other_communities_do_not_wait() -> None:
    tries = failed_ten_times()
    assert not tries.are_used_up(("linjiang", "xiaohong"), NOON)
    assert not tries.are_used_up(("binhe", "xiaoming"), NOON)


def test_the_right_password_forgets_the_failures() -> None:
    tries = failed_ten_times()
    tries.forget(XIAOMING)
    assert not tries.are_used_up(XIAOMING, NOON)


def test_only_so_many_logins_are_remembered() -> None:
    tries = Tries()
    for number in range(LOGINS_KEPT_MAX + 5):
        tries.are_used_up(("linjiang", str(number)), NOON)
    assert len(tries.failures) == LOGINS_KEPT_MAX
