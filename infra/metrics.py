"""计量 metrics — what a server process counts, and how several of them are added up.

With several processes each counts in files of its own, in a folder that they share, and whichever
is asked adds them up; the library does both once the environment names the folder.
"""

from __future__ import annotations

import os
from collections import Counter as Tally
from pathlib import Path
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from domain.kernel import Refused
from infra.delays import Delays, Heard
from infra.reaching import in_thread
from infra.serving import METRICS_FOLDER
from infra.watching import Watch
from services.door import Busy, Recorded
from services.problems import kebab
from services.underway import route_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg_pool import ConnectionPool
    from starlette.types import Scope

    from services.underway import Asked

SECONDS: Final = (
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 45.0,
)  # fmt: skip
TOGETHER: Final = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000)

disable_created_metrics()
HERE: Final = CollectorRegistry()
ProcessCollector(registry=HERE)
EVENTS = Counter("linli_events", "Entries that the writer has stored", registry=HERE)
COMMANDS = Counter(
    "linli_commands", "Commands decided, by what came of them", ["outcome"], registry=HERE
)
REFUSALS = Counter("linli_refusals", "Commands that a rule refused", ["reason"], registry=HERE)
BATCH = Histogram(
    "linli_batch_commands", "Commands decided together", buckets=TOGETHER, registry=HERE
)
BATCH_SECONDS = Histogram(
    "linli_batch_seconds", "From the pen being free to COMMIT", buckets=SECONDS, registry=HERE
)
COMMIT_SECONDS = Histogram(
    "linli_commit_seconds", "Storing what was decided, and COMMIT", buckets=SECONDS, registry=HERE
)
FOLDED = Counter(
    "linli_folded_events", "Entries that a view has read", ["projection"], registry=HERE
)
FOLD_SECONDS = Histogram(
    "linli_fold_seconds", "Folding one page", ["projection"], buckets=SECONDS, registry=HERE
)
QUEUE = Gauge(
    "linli_queue_commands", "Commands that wait for the pen", multiprocess_mode="livesum",
    registry=HERE,
)  # fmt: skip
UNDERWAY = Gauge(
    "linli_http_requests_under_way", "Requests not answered yet", multiprocess_mode="livesum",
    registry=HERE,
)  # fmt: skip
REQUESTS = Counter(
    "linli_http_requests", "Requests answered", ["method", "route", "status"], registry=HERE
)
REQUEST_SECONDS = Histogram(
    "linli_http_request_seconds", "Until a request was answered", ["method", "route"],
    buckets=SECONDS, registry=HERE,
)  # fmt: skip


class Counting(Watch):
    """Counts what writer, runner, bell and routes tell, and tells it on."""

    def __init__(self, further: Watch) -> None:
        self.further, self.heard = further, Heard()
        self.of_route: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def decided(self, outcomes: Sequence[Recorded | Exception], began: float) -> None:
        BATCH_SECONDS.observe(perf_counter() - began)
        BATCH.observe(len(outcomes))
        for kind, times in Tally(map(type, outcomes)).items():
            COMMANDS.labels(outcome_of(kind)).inc(times)
            if issubclass(kind, Refused):
                REFUSALS.labels(kebab(kind.__name__)).inc(times)
        self.further.decided(outcomes, began)

    def committed(self, entries: int, began: float) -> None:
        COMMIT_SECONDS.observe(perf_counter() - began)
        EVENTS.inc(entries)

    def folded(self, projection: str, events: int, began: float) -> None:
        FOLD_SECONDS.labels(projection).observe(perf_counter() - began)
        FOLDED.labels(projection).inc(events)
        self.further.folded(projection, events, began)

    def grew(self, log: int, head: int) -> None:
        self.heard.grew(log, head)

    def answered(self, scope: Scope, asked: Asked) -> None:
        told = scope["method"], route_of(scope), asked.status or 500
        if (known := self.of_route.get(told)) is None:
            method, route, status = told
            known = REQUESTS.labels(method, route, status), REQUEST_SECONDS.labels(method, route)
            self.of_route[told] = known
        known[0].inc()
        known[1].observe(monotonic() - asked.began)


class Measured:
    """Implements `services.measures.Measures`."""

    def __init__(self, pool: ConnectionPool, heard: Heard) -> None:
        self.asked_anew = CollectorRegistry()
        self.asked_anew.register(Delays(pool, heard))

    async def text(self) -> bytes:
        return await in_thread(self._text)

    def _text(self) -> bytes:
        return generate_latest(added_up()) + generate_latest(self.asked_anew)


def added_up() -> CollectorRegistry:
    """This process, or all of them together: those that have ended still count what they did."""
    folder = os.environ.get(METRICS_FOLDER)
    if folder is None:
        return HERE
    for file in Path(folder).glob("gauge_live*_*.db"):
        process = file.stem.rpartition("_")[2]
        if not Path("/proc", process).exists():
            mark_process_dead(process, folder)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)
    return registry


def outcome_of(kind: type[Recorded | Exception]) -> str:
    """What came of a command, in one word."""
    words = {Recorded: "recorded", Refused: "refused", Busy: "busy"}
    return next((word for one, word in words.items() if issubclass(kind, one)), "failed")
