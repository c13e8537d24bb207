"""A process that kills itself at one exact point of one transaction, for tests.

Arguments: the point, the settings of the installation, the resident who acts, the suggestion.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg

import infra.storing_words
import infra.words
import infra.writer
from infra.event_log import Pen, pen
from infra.following import Follower
from infra.runner import fold_inline
from infra.settings import Settings
from projections.search import grams
from services.door import RequestKey
from tests.record.town import SCOPE, Resident, Town, asked, town

if TYPE_CHECKING:
    from psycopg import Connection

SOURCE = "polis"
PARTICIPANTS = ("1", "2", "3")


def put(place: object, name: str, instead: object) -> None:
    """Let something else happen at this point, in this process alone."""
    setattr(place, name, instead)


def stop_here(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def pen_that_stops(connection: Connection, log: int) -> Iterator[Pen]:
    with pen(connection, log) as held:
        yield held
        stop_here()


class _Acts:
    """What the process does, up to its point."""

    def __init__(self, there: Town, given: dict[str, Any]) -> None:
        self.there = there
        self.resident = Resident(**given["resident"])
        self.suggestion: str = given["suggestion"]
        self.key = RequestKey(UUID(given["request"]), b"{}")

    def a_key_is_made(self) -> None:
        """T1: the person is committed; nothing was written under the new names."""
        keys, origin = self.there.installation.keys, self.there.community.origin
        self.there.known(keys.new_person("somebody new"))
        people = keys.participants(origin, SOURCE, PARTICIPANTS)
        keys.names(people.values(), origin, SCOPE)
        stop_here()

    def before_the_append_commits(self) -> None:
        put(infra.writer, "pen", pen_that_stops)
        self._comments()

    def after_the_append_committed(self) -> None:
        put(infra.writer, "ring", stop_here)
        self._comments()

    def before_the_fold_commits(self) -> None:
        move = Follower._move

        def moves_and_stops(follower: Follower, *arguments: Any) -> None:  # noqa: ANN401 - as they come.
            assert move(follower, *arguments)
            # Whatever was sent has been done once this is answered.
            follower.connection.execute("SELECT").fetchall()
            stop_here()

        put(Follower, "_move", moves_and_stops)
        fold_inline(self.there.installation.conninfo)

    def after_the_fold_committed(self) -> None:
        fold = Follower._fold

        def folds_and_stops(*arguments: Any) -> None:  # noqa: ANN401 - as they come.
            assert fold(*arguments)
            stop_here()

        put(Follower, "_fold", folds_and_stops)
        fold_inline(self.there.installation.conninfo)

    def before_the_words_commit(self) -> None:
        def grams_of_the_last(text: str) -> list[str]:
            if text.strip() == "最后一条":
                stop_here()
            return grams(text)

        put(infra.storing_words, "grams", grams_of_the_last)
        conninfo = self.there.installation.conninfo
        with psycopg.connect(conninfo, autocommit=True) as connection:
            infra.words.fill_inline(connection, self.there.installation.keys)

    def _comments(self) -> None:
        self.there.decide(asked(self.resident.says(self.suggestion), self.key))


def main() -> None:
    point, given = sys.argv[1], json.loads(sys.argv[2])
    settings = Settings(
        home=Path(given["home"]), database_url=given["main"], keys_url=given["keys"]
    )
    with town(settings) as there:
        getattr(_Acts(there, given), point)()


if __name__ == "__main__":
    main()
