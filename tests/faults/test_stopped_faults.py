"""A process is killed at each arrow of each transaction, exactly there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from domain.suggestions.events import CommentMade
from infra.rebuild import rebuild, view_hash
from infra.runner import fold_inline
from infra.settings import CHECKOUT, Settings
from infra.words import fill_inline
from projections.all import PROJECTIONS
from services.door import RequestKey
from tests.faults.stopping import PARTICIPANTS, SOURCE
from tests.infra.installation import server_of, until_gone
from tests.record.town import Resident, Town, asked, town
from tests.waiting import until


class Stage:
    """A town with one suggestion, and processes that are killed in it."""

    def __init__(self, there: Town) -> None:
        self.town = there
        self.resident: Resident = there.resident()
        self.suggestion = there.suggestion(self.resident, "第一条")
        self.request = RequestKey(uuid4(), b"{}")

    def killed_at(self, point: str) -> None:
        settings = self.town.installation.settings
        given = {
            "home": str(settings.home), "main": settings.database_url, "keys": settings.keys_url,
            "suggestion": self.suggestion, "request": str(self.request.id),
            "resident": {
                "person": str(self.resident.person), "member": self.resident.member,
                "voice": self.resident.voice,
            },
        }  # fmt: skip
        ended = subprocess.run(
            [sys.executable, "-m", "tests.faults.stopping", point, json.dumps(given)],
            cwd=CHECKOUT, check=False,
        )  # fmt: skip
        assert ended.returncode == -signal.SIGKILL

    def asks_again(self) -> int:
        """Twice with the same request id; the position of the answer."""
        waiting = asked(self.resident.says(self.suggestion), self.request)
        [first] = self.town.recorded(waiting)
        assert self.town.recorded(waiting) == [first]
        return first.head


@pytest.fixture
def stage(beside: Settings) -> Iterator[Stage]:
    with town(beside) as there:
        yield Stage(there)


def hashes(conninfo: str) -> dict[str, str]:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        return {each.name: view_hash(connection, each) for each in PROJECTIONS}


def count_of(there: Town, table: str) -> int:
    return int(there.rows(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - a test's own.


def people_in(there: Town) -> int:
    return int(there.rows("SELECT count(*) FROM person", keys=True)[0][0])


def filled_words(there: Town) -> list[tuple[object, ...]]:
    with psycopg.connect(there.installation.conninfo, autocommit=True) as connection:
        fill_inline(connection, there.installation.keys)
    return there.rows("SELECT position, title, text FROM words ORDER BY position")


def test_killed_between_key_and_append_only_an_unused_key_is_left(stage: Stage) -> None:
    there = stage.town
    before, people = there.entries(), people_in(there)
    stage.killed_at("a_key_is_made")
    assert there.entries() == before
    assert people_in(there) == people + 1 + len(PARTICIPANTS)
    # An import that was cut off goes on with the same people, and newcomers are not held up.
    keys, origin = there.installation.keys, there.community.origin
    assert len(keys.participants(origin, SOURCE, PARTICIPANTS)) == len(PARTICIPANTS)
    assert people_in(there) == people + 1 + len(PARTICIPANTS)
    there.suggestion(there.resident())


@pytest.mark.parametrize(
    ("point", "recorded"), [("before_the_append_commits", 0), ("after_the_append_committed", 1)]
)
def test_killed_around_the_commit_of_an_append_a_repeat_gives_one_entry(
    stage: Stage, point: str, recorded: int
) -> None:
    before = len(stage.town.entries())
    stage.killed_at(point)
    assert len(stage.town.entries()) == before + recorded
    assert count_of(stage.town, "request") == recorded
    assert stage.asks_again() == before + 1
    assert stage.town.count(CommentMade.TOPIC) == 1
    assert len(stage.town.entries()) == before + 1


@pytest.mark.parametrize("point", ["before_the_fold_commits", "after_the_fold_committed"])
def test_killed_around_the_commit_of_a_fold_everything_is_folded_once(
    stage: Stage, point: str
) -> None:
    there, conninfo = stage.town, stage.town.installation.conninfo
    for choice in ("agree", "disagree"):
        there.recorded(stage.resident.takes(stage.suggestion, choice))
    stage.killed_at(point)
    there.recorded(stage.resident.takes(stage.suggestion, "agree"))
    fold_inline(conninfo)
    live = hashes(conninfo)
    rebuild(conninfo, None, lambda _done, _head: None)
    assert hashes(conninfo) == live


def test_killed_while_words_are_filled_they_are_filled_once(stage: Stage) -> None:
    stage.town.suggestion(stage.resident, "最后一条")
    stage.killed_at("before_the_words_commit")
    assert count_of(stage.town, "words") == 0
    assert [row[1] for row in filled_words(stage.town)] == ["第一条", "最后一条"]


def test_a_crash_empties_the_words_and_they_are_filled_again(place: Settings) -> None:
    with town(place) as there:
        author = there.resident()
        there.suggestion(author, "第一条", "正文")
        before, entries = filled_words(there), there.entries()
        assert [row[1:] for row in before] == [("第一条", "正文")]
        server = server_of(place)
        os.kill(server, signal.SIGKILL)
        until_gone(server)
        until(lambda: server_of(place) != server)
        there.installation.supervised.ensure()
        assert count_of(there, "words") == count_of(there, "words_checkpoint") == 0
        assert filled_words(there) == before
        assert there.entries() == entries
        there.suggestion(author)
