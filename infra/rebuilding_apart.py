"""分头重建 — all views rebuilt at once by two processes, where the machine has two processors.

Each reads the log once, for its own share of the views. Shares have no view in common, nor has any
lock or table of one to do with another's: it is as if two operators had named views of their own.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from psycopg import connect

from infra.process import die_with_parent
from infra.rebuild import rebuild, rebuild_together
from projections.all import PROJECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.rebuild import Progress
    from projections.projection import Projection


def rebuild_all(conninfo: str, on_progress: Progress) -> None:
    """Rebuild every view; progress is that of the heaviest, which nearly always ends last."""
    if len(os.sched_getaffinity(0)) == 1:
        rebuild(conninfo, None, on_progress)
        return
    # What a view costs goes by its tables: the one with the most is as dear as all others.
    heaviest = max(PROJECTIONS, key=lambda projection: len(projection.tables))
    others = [projection.name for projection in PROJECTIONS if projection is not heaviest]
    with ProcessPoolExecutor(
        1, get_context("spawn"), initializer=die_with_parent, initargs=(os.getpid(),)
    ) as beside:
        done = beside.submit(rebuild_share, conninfo, others)
        rebuild(conninfo, heaviest.name, on_progress)
        done.result()


def rebuild_share(conninfo: str, names: Sequence[str]) -> None:
    """The views of these names, from one reading of the log."""
    share: list[Projection] = [each for each in PROJECTIONS if each.name in names]
    with connect(conninfo, autocommit=True, application_name="linli rebuild") as connection:
        rebuild_together(connection, share, lambda _done, _head: None)
