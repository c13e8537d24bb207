"""Sixteen writers, and kills at random: what was answered stands in the log, exactly once."""

from infra.installation import opened
from infra.settings import Settings
from tests.faults.losing import everything_is_killed

ROUNDS = 3


def test_every_answer_holds_exactly_once_whatever_is_killed(place: Settings) -> None:
    with opened(place) as installation:
        told = everything_is_killed(installation, ROUNDS)
    assert (told.lost, told.doubled) == (0, 0), told
