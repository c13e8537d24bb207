"""看板 dashboard — tables and folds of polls: how they stand, and how many vote in them.

What somebody chose is in none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.voting.events import (
    PaperBallotConfirmed,
    PollCancelled,
    PollClosed,
    PollOpened,
)
from projections.dashboard_days import day_of
from projections.dashboard_decisions import SUBJECTS
from projections.projection import Entry, Rows, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from domain.kernel import Event

OPEN, CLOSED, CANCELLED = "open", "closed", "cancelled"
BETWEEN_SUBJECTS = " "


@dataclass(slots=True)
class PollRow:
    """A poll: the suggestions that it is about, one beside the other, and how many names vote."""

    poll: str
    subjects: str
    state: str = OPEN
    voters: int = 0


@dataclass(slots=True)
class VoterRow:
    """A name with a vote that counts: cast without paper, or on a confirmed one."""

    poll: str
    who: str
    votes: int = 0


POLLS = Table("dashboard_polls", PollRow, key=("poll",))
VOTERS = Table("dashboard_voters", VoterRow, key=("poll", "who"))
TABLES = (POLLS, VOTERS)


def open_poll(entry: Entry[PollOpened], rows: Rows) -> None:
    subjects = BETWEEN_SUBJECTS.join(entry.event.suggestions)
    rows.put(POLLS, PollRow(entry.event.poll, subjects))


def count_vote(poll: str, who: str, rows: Rows) -> None:
    """However often somebody votes, it is one voter."""
    voter = rows.get(VOTERS, poll, who)
    if voter is None:
        voter = rows.put(VOTERS, VoterRow(poll, who))
        rows.need(POLLS, poll).voters += 1
    voter.votes += 1


def confirm(entry: Entry[PaperBallotConfirmed], rows: Rows) -> None:
    count_vote(entry.event.poll, entry.event.act.who, rows)


def close(entry: Entry[PollClosed], rows: Rows) -> None:
    """With its first poll that came to its close, a suggestion was voted about."""
    poll, day = rows.need(POLLS, entry.event.poll), day_of(entry.event, rows)
    poll.state = CLOSED
    # All are asked for before the first one is changed: so they are loaded in one query.
    subjects = [rows.get(SUBJECTS, each) for each in poll.subjects.split()]
    for subject in filter(None, subjects):
        subject.voted = subject.voted or day


def cancel(entry: Entry[PollCancelled], rows: Rows) -> None:
    rows.need(POLLS, entry.event.poll).state = CANCELLED


FOLDS: Mapping[type[Event], Callable[[Entry[Any], Rows], None]] = {
    PollOpened: open_poll,
    PaperBallotConfirmed: confirm,
    PollClosed: close,
    PollCancelled: cancel,
}
