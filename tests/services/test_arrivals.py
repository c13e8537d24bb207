from datetime import UTC, datetime, timedelta

import pytest

from services.arrivals import FROM_ONE_ADDRESS_MAX, INTO_ONE_COMMUNITY_MAX, Arrivals
from services.counting import KEYS_KEPT_MAX, Count
from services.problems import Unanswerable

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)


def full_from(address: str) -> Arrivals:
    arrivals = Arrivals()
    for _ in range(FROM_ONE_ADDRESS_MAX):
        arrivals.admit("account", "linjiang", address, NOON)
    return arrivals


def test_from_one_address_only_so_many_come_in_an_hour() -> None:
    arrivals = full_from("192.0.2.1")
    with pytest.raises(Unanswerable):
        arrivals.admit("account", "linjiang", "192.0.2.1", NOON)
    arrivals.admit("account", "linjiang", "192.0.2.1", NOON + AN_HOUR)


def test_other_addresses_and_communities_have_room() -> None:
    arrivals = full_from("192.0.2.1")
    arrivals.admit("account", "linjiang", "192.0.2.2", NOON)
    arrivals.admit("account", "binhe", "192.0.2.1", NOON)
    arrivals.admit("member", "linjiang", "192.0.2.1", NOON)


def test_a_flood_from_many_addresses_ends_too() -> None:
    arrivals = Arrivals()
    for number in range(INTO_ONE_COMMUNITY_MAX):
        arrivals.admit("account", "linjiang", str(number), NOON)
    with pytest.raises(Unanswerable):
        arrivals.admit("account", "linjiang", "192.0.2.1", NOON)
    arrivals.admit("account", "binhe", "192.0.2.1", NOON)


def test_only_so_many_addresses_are_remembered() -> None:
    count = Count(1, AN_HOUR)
    for number in range(KEYS_KEPT_MAX + 5):
        count.add(number, NOON)
    assert len(count.times) == KEYS_KEPT_MAX
    assert not count.is_used_up(0, NOON)
    assert count.is_used_up(KEYS_KEPT_MAX, NOON)


def test_who_has_no_failures_takes_no_room() -> None:
    count = Count(1, AN_HOUR)
    assert not count.is_used_up("nobody", NOON)
    count.add("somebody", NOON)
    count.take_back("somebody")
    assert len(count.times) == 0
