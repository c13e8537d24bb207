"""落后 delays — how far each view is behind its log, in entries and in seconds, and each rebuild.

Entries tell the hour at most, so that the seconds cannot be read from the record: each process
notes when it heard that a log had grown, and forgets it again.
"""

from __future__ import annotations

from collections import deque
from time import perf_counter
from typing import TYPE_CHECKING, Final

from prometheus_client.core import GaugeMetricFamily, Metric
from psycopg import Error
from psycopg_pool import PoolTimeout

from infra.runner import lags_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection
    from psycopg_pool import ConnectionPool

    from services.record import Lag

MOMENTS_MAX: Final = 600


class Heard:
    """When each log was heard to have grown beyond which head, the oldest first."""

    def __init__(self) -> None:
        self.of_log: dict[int, deque[tuple[int, float]]] = {}

    def grew(self, log: int, head: int) -> None:
        moments = self.of_log.setdefault(log, deque())
        if not moments or moments[-1][0] < head:
            moments.append((head, perf_counter()))
        if len(moments) > MOMENTS_MAX:
            # Every other one is enough for what lies so far back.
            self.of_log[log] = deque(list(moments)[::2])

    def seconds(self, lag: Lag, now: float) -> float:
        """For how long the first entry that a view does not show has been there."""
        if lag.position >= lag.head:
            return 0.0
        self.grew(lag.log, lag.head)
        return next(now - at for head, at in tuple(self.of_log[lag.log]) if head > lag.position)

    def forget(self, lags: list[Lag]) -> None:
        """What every view shows by now needs no moment any more."""
        for log in {lag.log for lag in lags}:
            shown = min(lag.position for lag in lags if lag.log == log)
            moments = self.of_log.get(log, deque())
            while moments and moments[0][0] <= shown:
                moments.popleft()


class Delays:
    """A collector of Prometheus: asks the record when it is asked itself."""

    def __init__(self, pool: ConnectionPool, heard: Heard) -> None:
        self.pool, self.heard = pool, heard

    def describe(self) -> list[Metric]:
        """Nothing, so that nothing is asked before somebody wants to know."""
        return []

    def collect(self) -> Iterator[Metric]:
        reached = GaugeMetricFamily("linli_record_reached", "Whether the record answers (1, 0)")
        try:
            with self.pool.connection() as connection:
                found = list(self._found(connection))
        except (Error, PoolTimeout):
            reached.add_metric([], 0)
        else:
            reached.add_metric([], 1)
            yield from found
        yield reached

    def _found(self, connection: Connection) -> Iterator[Metric]:
        names = ["projection", "log"]
        events = GaugeMetricFamily("linli_lag_events", "Entries not shown yet", labels=names)
        seconds = GaugeMetricFamily("linli_lag_seconds", "Age of the first of them", labels=names)
        stopped = GaugeMetricFamily("linli_view_stopped", "Whether it has stopped", labels=names)
        rebuilt = GaugeMetricFamily("linli_rebuild_ratio", "Of a rebuild under way", labels=names)
        lags = lags_on(connection)
        now = perf_counter()
        for lag in lags:
            view = [lag.projection, str(lag.log)]
            events.add_metric(view, max(lag.head - lag.position, 0))
            seconds.add_metric(view, self.heard.seconds(lag, now))
            stopped.add_metric(view, lag.stopped is not None)
            if lag.rebuilt is not None:
                rebuilt.add_metric(view, lag.rebuilt / max(lag.head, 1))
        self.heard.forget(lags)
        yield from (events, seconds, stopped, rebuilt)
