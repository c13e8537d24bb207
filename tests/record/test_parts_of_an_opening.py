"""However ballots are filled in, each part of an opening fits into an entry."""

from collections.abc import Sequence

from hypothesis import given as for_all
from hypothesis import settings as trying
from hypothesis import strategies as st

from domain.kernel import SYSTEM, Act
from domain.voting.events import BallotsOpened, Opened
from domain.voting.terms import OPTIONS_MAX
from infra.mapper import base64url, entry_of
from infra.sealed_polls import in_parts

LONGEST = tuple(3 * statement + 2 for statement in range(OPTIONS_MAX))
SALT = base64url(bytes(32))
POSITION_MAX = 10**9


def ballots(choices: Sequence[tuple[int, ...]]) -> list[Opened]:
    return [(POSITION_MAX + number, choice, SALT) for number, choice in enumerate(choices)]


def longest_entry(parts: Sequence[tuple[Opened, ...]]) -> int:
    act = Act(SYSTEM, "2026-09-01T04:00Z")
    poll = f"poll:{'0' * 22}"
    entries = [
        BallotsOpened(act=act, poll=poll, part=f"opening:{'0' * 22}:{POSITION_MAX}", ballots=part)
        for part in parts
    ]
    return max(len(entry_of(entry)) for entry in entries)


def test_the_longest_ballots_are_split_by_their_bytes() -> None:
    parts = list(in_parts(ballots([LONGEST] * 1_000)))
    assert [len(part) for part in parts[:-1]] == [len(parts[0])] * (len(parts) - 1)
    assert len(parts[0]) < 500
    assert 55_000 < longest_entry(parts) <= 60_000


def test_short_ballots_are_split_by_their_number() -> None:
    parts = list(in_parts(ballots([(1,)] * 1_001)))
    assert [len(part) for part in parts] == [500, 500, 1]


def test_without_ballots_there_is_no_part() -> None:
    assert list(in_parts([])) == []


@trying(deadline=None, max_examples=30)
@for_all(st.lists(st.integers(0, OPTIONS_MAX), max_size=1_200))
def test_nothing_is_lost_turned_around_or_told_twice(lengths: list[int]) -> None:
    cast = ballots([LONGEST[:length] for length in lengths])
    parts = list(in_parts(cast))
    assert [ballot for part in parts for ballot in part] == cast
    assert all(1 <= len(part) <= 500 for part in parts)
    assert not parts or longest_entry(parts) <= 60_000
