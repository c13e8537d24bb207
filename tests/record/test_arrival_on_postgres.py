"""Whoever waits too long is told so, and what they asked for is not done behind their back."""

from __future__ import annotations

from datetime import timedelta

from domain.suggestions.events import StanceTaken
from infra.writer import Waiting
from services.door import REQUEST_S_MAX, Busy, Recorded
from tests.record.town import NOON, Town, refusals, request

LONG_AGO = NOON - timedelta(seconds=REQUEST_S_MAX + 1)
JUST_IN_TIME = NOON - timedelta(seconds=REQUEST_S_MAX)


def test_what_has_waited_too_long_since_it_arrived_is_not_recorded(linjiang: Town) -> None:
    resident = linjiang.resident()
    suggestion = linjiang.suggestion(resident)
    late = Waiting(resident.takes(suggestion), request(), LONG_AGO)
    assert refusals(linjiang.decide(late)) == [Busy]
    assert refusals(linjiang.decide(Waiting(resident.takes(suggestion), None, LONG_AGO))) == [Busy]
    assert linjiang.count(StanceTaken.TOPIC) == 0


def test_whoever_arrived_in_time_is_decided_whatever_their_neighbours_did(linjiang: Town) -> None:
    one, other = linjiang.residents(2)
    suggestion = linjiang.suggestion(one)
    outcomes = linjiang.decide(
        Waiting(one.takes(suggestion), request(), LONG_AGO),
        Waiting(other.takes(suggestion), request(), JUST_IN_TIME),
        Waiting(one.takes(suggestion, "disagree")),
    )
    assert refusals(outcomes) == [Busy]
    assert [outcome.count for outcome in outcomes if isinstance(outcome, Recorded)] == [1, 1]


def test_whoever_asks_again_may_still_be_recorded(linjiang: Town) -> None:
    resident = linjiang.resident()
    key, stance = request(), resident.takes(linjiang.suggestion(resident))
    linjiang.decide(Waiting(stance, key, LONG_AGO))
    [recorded] = linjiang.recorded(Waiting(stance, key, NOON))
    assert recorded.count == 1


def test_what_was_recorded_before_is_answered_alike_however_late(linjiang: Town) -> None:
    resident = linjiang.resident()
    key, stance = request(), resident.takes(linjiang.suggestion(resident))
    [recorded] = linjiang.recorded(Waiting(stance, key, NOON))
    assert linjiang.recorded(Waiting(stance, key, LONG_AGO)) == [recorded]
