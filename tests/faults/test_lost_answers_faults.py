from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from domain.suggestions.events import CommentMade, StanceTaken, SuggestionSubmitted
from infra.settings import Settings
from infra.supervisor import Databases
from infra.writer import Writer
from services.door import Recorded
from tests.faults.cutting import COMMIT, NOTIFY, GoBetween, Link, between, hang_up
from tests.record.town import Resident, Town, asked, over, request, town
from tests.waiting import until


@dataclass(frozen=True)
class Place:
    """A town whose writer reaches PostgreSQL through a go-between; the rest looks directly."""

    town: Town
    go_between: GoBetween
    direct: str
    resident: Resident
    suggestion: str

    def somebody_waits_for_the_pen(self) -> bool:
        with psycopg.connect(self.direct, autocommit=True) as connection:
            query = "SELECT 1 FROM pg_locks WHERE NOT granted"
            return connection.execute(query).fetchone() is not None

    def committed_but_unanswered(self, link: Link, commit: bytes) -> None:
        link.forward_without_answer(commit)

    def cut_before_commit(self, link: Link, commit: bytes) -> None:
        """The server hears nothing of it, and rolls back."""

    def committed_while_the_next_try_waits(self, link: Link, commit: bytes) -> None:
        link.is_muted = True
        hang_up(link.client)
        until(self.somebody_waits_for_the_pen)
        link.forward_without_answer(commit)


Moment = Callable[[Place, Link, bytes], None]
MOMENTS: list[tuple[bytes, Moment]] = [
    (COMMIT, Place.cut_before_commit),
    (COMMIT, Place.committed_but_unanswered),
    (COMMIT, Place.committed_while_the_next_try_waits),
    (NOTIFY, Place.cut_before_commit),
]
at_every_moment = pytest.mark.parametrize(
    ("said", "happens"),
    MOMENTS,
    ids=["before commit", "after commit", "commit while the next try waits", "before the ring"],
)


@pytest.fixture
def place(fresh_databases: Databases, tmp_path: Path) -> Iterator[Place]:
    direct = fresh_databases.main
    # A socket's path is short, and a test's folder is not.
    with tempfile.TemporaryDirectory(prefix="linli-") as folder:
        target = str(conninfo_to_dict(direct)["host"])
        through = replace(fresh_databases, main=make_conninfo(direct, host=folder))
        with (
            between(Path(folder), target) as go_between,
            town(over(through, Settings(home=tmp_path / "home"))) as there,
        ):
            resident = there.resident()
            yield Place(there, go_between, direct, resident, there.suggestion(resident))


@at_every_moment
def test_what_came_without_a_request_id_is_recorded_once(
    place: Place, said: bytes, happens: Moment
) -> None:
    """A comment may be made twice, so only what stands in the log can tell."""
    before = len(place.town.entries())
    suggested = place.resident.submits()
    place.go_between.cut_when(said, lambda link, chunk: happens(place, link, chunk))
    first, comment, stance = place.town.recorded(
        suggested, place.resident.says(place.suggestion), place.resident.takes(place.suggestion)
    )
    assert place.go_between.cuts == 1
    assert [one.head for one in (first, comment, stance)] == [before + n for n in (1, 2, 3)]
    assert len(place.town.entries()) == before + 3
    for topic, count in (
        (SuggestionSubmitted.TOPIC, 2), (CommentMade.TOPIC, 1), (StanceTaken.TOPIC, 1)
    ):  # fmt: skip
        assert place.town.count(topic) == count


@at_every_moment
def test_what_came_with_a_request_id_is_recorded_once(
    place: Place, said: bytes, happens: Moment
) -> None:
    before = len(place.town.entries())
    waiting = asked(place.resident.says(place.suggestion), request())
    place.go_between.cut_when(said, lambda link, chunk: happens(place, link, chunk))
    [first] = place.town.recorded(waiting)
    assert place.go_between.cuts == 1
    assert (first.head, first.count) == (before + 1, 1)
    # The client has heard nothing either, and asks again, with the same id.
    assert place.town.recorded(waiting) == [first]
    assert len(place.town.entries()) == before + 1


def test_the_same_stance_of_another_request_is_not_taken_for_ones_own(place: Place) -> None:
    """A stance has no words, hence no salt: at one position both have the same bytes."""
    before = len(place.town.entries())
    installation = place.town.installation
    stance = place.resident.takes(place.suggestion)
    lost, theirs = asked(stance, request()), asked(stance, request())
    recorded: list[object] = []

    def another_process_is_first(link: Link, _commit: bytes) -> None:
        hang_up(link.server)
        with ConnectionPool(place.direct, min_size=1, open=False) as pool:
            other = Writer(pool, installation.keys, installation.chance, installation.clock)
            recorded.extend(other.decided(place.town.log, [theirs]))

    place.go_between.cut_when(COMMIT, another_process_is_first)
    [answer] = place.town.recorded(lost)
    assert recorded == [Recorded(answer.origin, before + 1, 1)]
    assert (answer.head, answer.count) == (before + 1, 0)
    assert place.town.recorded(lost) == [answer]
    assert place.town.recorded(theirs) == recorded
    assert len(place.town.entries()) == before + 1


@at_every_moment
def test_requests_and_what_came_without_one_are_found_again_together(
    place: Place, said: bytes, happens: Moment
) -> None:
    before = len(place.town.entries())
    waiting = asked(place.resident.takes(place.suggestion), request())
    place.go_between.cut_when(said, lambda link, chunk: happens(place, link, chunk))
    answers = place.town.recorded(waiting, place.resident.says(place.suggestion))
    assert place.go_between.cuts == 1
    assert [(one.head, one.count) for one in answers] == [(before + 1, 1), (before + 2, 1)]
    assert place.town.recorded(waiting) == answers[:1]
    assert len(place.town.entries()) == before + 2


@pytest.mark.parametrize(("said", "happens"), MOMENTS[:3])
def test_a_request_that_recorded_nothing_gets_the_same_answer(
    place: Place, said: bytes, happens: Moment
) -> None:
    place.town.recorded(place.resident.takes(place.suggestion))
    before = len(place.town.entries())
    waiting = asked(place.resident.takes(place.suggestion), request())
    place.go_between.cut_when(said, lambda link, chunk: happens(place, link, chunk))
    [answer] = place.town.decide(waiting)
    assert isinstance(answer, Recorded)
    assert answer.count == 0
    assert place.town.recorded(waiting) == [answer]
    assert place.go_between.cuts == 1
    assert len(place.town.entries()) == before
