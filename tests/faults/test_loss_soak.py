"""The same kills as in `test_loss_faults.py`, for as many rounds as `LINLI_LOSS_ROUNDS` says."""

import os

from infra.installation import opened
from infra.settings import Settings
from tests.faults.losing import everything_is_killed

ROUNDS = int(os.environ.get("LINLI_LOSS_ROUNDS", "100"))


def test_every_answer_holds_exactly_once_for_a_hundred_rounds(place: Settings) -> None:
    with opened(place) as installation:
        told = everything_is_killed(installation, ROUNDS)
    assert (told.lost, told.doubled) == (0, 0), told
