"""收票者 — threads that close polls in time and have closed ones opened, in every server process.

Every process may close: the command itself says no to a second close, so it needs no leader, and
whichever process comes first has closed. Opening takes long, so it has a thread of its own, and one
process at a time does it.
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

from domain.kernel import SYSTEM, Act, Refused
from domain.voting.close_poll import ClosePoll
from infra.door_open import DoorOpen
from infra.opening import Opening
from infra.polls_at_hand import PollsAtHand
from infra.writer import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.installation import Installation
    from infra.polls_at_hand import AtHand

LOG = logging.getLogger(__name__)
LOOK_S = 1.0
PAUSE_S = 15.0
"""After a failure: what is amiss now is often still amiss in a second."""


class Closing:
    """Records that polls are closed, or that their closing is held. It is done with what is due."""

    def __init__(self, installation: Installation) -> None:
        self.writer, self.clock = installation.writer, installation.clock
        self.main, self.at_hand = installation.main, PollsAtHand()
        self.door = DoorOpen(installation.main)

    def run(self) -> None:
        """One that cannot be closed keeps no other from it; what was amiss is raised at the end."""
        with self.main.connection() as connection:
            due = self.at_hand.due(connection, self.clock())
        failures: list[Exception] = []
        for poll in due:
            try:
                self._close(poll)
            except Exception as failed:  # noqa: BLE001 - raised below, after the other polls.
                failures.append(failed)
        if failures:
            raise failures[0]

    def _close(self, poll: AtHand) -> None:
        """Close or hold it. A refusal means that something else was decided since the look."""
        was_open = self.door.was_open_before(poll.closes_at, poll.since)
        act = Act.of(SYSTEM, self.clock())
        command = ClosePoll(act=act, poll=poll.poll, door_was_open=was_open)
        [outcome] = self.writer.decided(poll.log, [Waiting(command)])
        if isinstance(outcome, Exception) and not isinstance(outcome, Refused):
            raise outcome


class Closer:
    """Looks once a second, in two threads."""

    def __init__(self, installation: Installation) -> None:
        self.stopped = Event()
        self.threads = [
            Thread(target=self._again, args=(work,), name=name, daemon=True)
            for name, work in (
                ("closer", Closing(installation).run),
                ("opener", Opening(installation, self.stopped).run),
            )
        ]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def _again(self, work: Callable[[], None]) -> None:
        while not self.stopped.is_set():
            try:
                work()
            except Exception:
                LOG.exception("Polls are not closed or opened yet.")
                self.stopped.wait(PAUSE_S)
            self.stopped.wait(LOOK_S)
