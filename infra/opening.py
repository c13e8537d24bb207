"""开票 — the ballots of a closed poll are opened in parts; then the poll's key is destroyed.

Only the ballot that counts of each name is opened. Whatever is cut off goes on where it stopped:
which ballots are opened already is read from the log. What a replaced ballot said nobody can read
any more once the key is gone; ciphertexts and the digests of requests go just before it. A
cancelled poll is never opened, and loses its key all the same.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from psycopg import connect

from domain.kernel import SYSTEM, Act
from domain.voting.finish_opening import FinishOpening
from domain.voting.open_ballots import OpenBallots
from infra import poll_keys
from infra.households import forget_empty_households
from infra.sealed_polls import (
    SealedPoll,
    ballots_at,
    counting,
    course,
    forget_ballots,
    heard_of,
    in_parts,
    opened_already,
)
from infra.writer import Waiting

if TYPE_CHECKING:
    from threading import Event as Flag

    from psycopg import Connection

    from domain.kernel import Command
    from infra.installation import Installation
    from infra.poll_keys import Kept

UNUSED_KEY_AGE_MAX = timedelta(days=1)
"""By then whoever made a key for a poll has opened the poll, or never will."""
LOCK = 0x6C696E6C69_03


class Opening:
    """All openings of one installation. Whoever holds the lock does them, poll by poll."""

    def __init__(self, installation: Installation, stopped: Flag | None = None) -> None:
        self.installation, self.keys, self.stopped = installation, installation.keys, stopped

    def run(self) -> None:
        """Do all that is due, unless another process is at it.

        A poll that cannot be opened keeps no other from it; what was amiss is raised at the end.
        """
        if not (due := self._due()):
            return
        failures: list[Exception] = []
        with connect(self.installation.conninfo, autocommit=True) as connection:
            if connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone() != (True,):
                return
            for poll in due:
                try:
                    self._settle(connection, poll)
                except Exception as failed:  # noqa: BLE001 - raised below, after the other polls.
                    failures.append(failed)
        if failures:
            raise failures[0]

    def _due(self) -> list[Kept]:
        """Polls that have ended and still have a key; and keys that no poll has come to use."""
        if not (kept := poll_keys.kept(self.keys)):
            return []
        with self.installation.main.connection() as connection:
            has_ended = heard_of(connection, kept)
        unused = self.installation.clock() - UNUSED_KEY_AGE_MAX
        return [
            poll for poll in kept if has_ended.get((poll.origin, poll.poll), poll.made_at < unused)
        ]

    def _settle(self, connection: Connection, kept: Kept) -> None:
        """What is left to do for this poll; asked anew under the lock."""
        poll = course(connection, kept)
        if poll.log is None:
            poll_keys.forget(self.keys, kept)
            return
        key = poll_keys.of(self.keys, kept.origin, [kept.poll]).get(kept.poll)
        if key is not None and poll.is_to_be_opened:
            self._open(connection, SealedPoll(poll.log, kept.origin, kept.poll, key))
            poll = course(connection, kept)
        if poll.log is not None and poll.has_ended and not poll.is_to_be_opened:
            forget_ballots(connection, poll.log, kept.poll)
            poll_keys.destroy(self.keys, kept.origin, kept.poll)
            with self.keys.pool.connection() as keys:
                forget_empty_households(keys)

    def _open(self, connection: Connection, poll: SealedPoll) -> None:
        done, opened = opened_already(connection, poll)
        wanted = counting(connection, poll)
        left = [position for position in wanted if position not in opened]
        for number, ballots in enumerate(in_parts(ballots_at(connection, poll, left)), done + 1):
            if self.stopped is not None and self.stopped.is_set():
                return
            self._record(
                poll.log,
                OpenBallots(
                    act=self._act(), poll=poll.poll, part=poll.part(number), ballots=ballots
                ),
            )
        self._record(poll.log, FinishOpening(act=self._act(), poll=poll.poll, opened=len(wanted)))

    def _act(self) -> Act:
        return Act.of(SYSTEM, self.installation.clock())

    def _record(self, log: int, command: Command) -> None:
        [outcome] = self.installation.writer.decided(log, [Waiting(command)])
        if isinstance(outcome, Exception):
            raise outcome
