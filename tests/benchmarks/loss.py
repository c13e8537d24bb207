"""丢失 loss — votes that were acknowledged and are not there, or are there twice: none may be.

Sixteen writers in four processes while all that runs is killed, as `tests/faults/losing.py` tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.durable import installation_of_its_own
from tests.benchmarks.measuring import Figure, Run, Size, alone
from tests.faults.losing import everything_is_killed


def loss(size: Size) -> Iterator[Figure]:
    with installation_of_its_own() as installation:
        told = everything_is_killed(installation, size.of(1, 3, 100))
    yield alone("loss", "votes", Run(told.lost))
    yield alone("loss doubled", "votes", Run(told.doubled))
    yield alone("loss acknowledged", "votes", Run(told.acknowledged))
    yield alone("loss kills", "kills", Run(told.kills))
