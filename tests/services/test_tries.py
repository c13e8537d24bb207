from datetime import UTC, datetime, timedelta

from services.tries import (
    FAILURES_FROM_ALL_ADDRESSES_MAX,
    FAILURES_FROM_ONE_ADDRESS_MAX,
    WINDOW_MINUTES_MAX,
    Tries,
    Try,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
XIAOMING = Try("linjiang", "xiaoming", "192.0.2.1")
AT_HOME = Try("linjiang", "xiaoming", "192.0.2.2")


def failed_ten_times() -> Tries:
    tries = Tries()
    assert not any(tries.are_used_up(XIAOMING, NOON) for _ in range(FAILURES_FROM_ONE_ADDRESS_MAX))
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
    assert not tries.are_used_up(Try("linjiang", "xiaohong", XIAOMING.address), NOON)
    assert not tries.are_used_up(Try("binhe", "xiaoming", XIAOMING.address), NOON)


def test_whoever_guesses_elsewhere_does_not_shut_out_the_owner() -> None:
    tries = failed_ten_times()
    for _ in range(FAILURES_FROM_ALL_ADDRESSES_MAX):
        tries.are_used_up(XIAOMING, NOON)
    assert not tries.are_used_up(AT_HOME, NOON)


def test_guessing_from_many_addresses_is_slow_too() -> None:
    tries = Tries()
    for number in range(FAILURES_FROM_ALL_ADDRESSES_MAX):
        assert not tries.are_used_up(Try("linjiang", "xiaoming", str(number)), NOON)
    assert tries.are_used_up(AT_HOME, NOON)


def test_the_right_password_forgets_the_failures_of_its_address() -> None:
    tries = failed_ten_times()
    tries.succeeded(XIAOMING)
    assert not tries.are_used_up(XIAOMING, NOON)


def test_signing_in_well_uses_nothing_up() -> None:
    tries = Tries()
    for _ in range(FAILURES_FROM_ALL_ADDRESSES_MAX * 2):
        assert not tries.are_used_up(XIAOMING, NOON)
        tries.succeeded(XIAOMING)


def test_a_password_that_nobody_looked_at_was_no_try() -> None:
    tries = Tries()
    for _ in range(FAILURES_FROM_ONE_ADDRESS_MAX * 2):
        assert not tries.are_used_up(XIAOMING, NOON)
        tries.take_back(XIAOMING)
