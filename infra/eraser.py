"""抹除者 — a thread that carries erasures out when they are due; one process at a time."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.erasing import Erasing

LOG = logging.getLogger(__name__)
LOOK_S = 30.0
"""Steps are due at random hours: half a minute more or less tells nobody anything."""


class Eraser:
    """Looks twice a minute in every server process; whoever comes first does what is due."""

    def __init__(self, erasing: Erasing) -> None:
        self.erasing = erasing
        self.stopped = Event()
        self.thread = Thread(target=self._run, name="eraser", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join()

    def _run(self) -> None:
        self._try(self.erasing.tidy)
        while not self.stopped.is_set():
            self._try(self.erasing.run)
            self.stopped.wait(LOOK_S)

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as failed:  # noqa: BLE001 - whatever it is, the next look tries again.
            # Its own message may name whom it concerns.
            LOG.error("Erasures are not done yet: %s", type(failed).__name__)  # noqa: TRY400 - no message: it may quote.
