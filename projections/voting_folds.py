"""表决 voting — folds: what happens to polls, and which casting of each name counts in them.

A casting counts at once, unless it is from paper: that waits for a second person, and then counts
whatever else this name cast, except a later paper that was confirmed too. A paper from which that
person read another choice never counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.residents.events import MemberLeft, ResidenceVerified
from domain.voting.events import (
    BallotCast,
    BallotsAllOpened,
    BallotsOpened,
    ClosingHeld,
    LotDrawn,
    PaperBallotConfirmed,
    PaperBallotDisputed,
    PollCancelled,
    PollClosed,
    PollExtended,
    PollOpened,
    VoteCast,
)
from projections.projection import Entry, Projection, Rows
from projections.voting_tables import (
    ABOUT,
    BALLOTS,
    CASTINGS,
    CHANNELS,
    CHOICES,
    PAPERS,
    POLLS,
    ROLL,
    TABLES,
    TURNS,
    VERIFIED,
    AboutRow,
    BallotRow,
    CastingRow,
    ChannelRow,
    ChoiceRow,
    PaperRow,
    PollRow,
    RollRow,
    TurnRow,
    VerifiedRow,
    text_of,
)

if TYPE_CHECKING:
    from domain.kernel import Event


class OpenedTwice(ValueError):
    """An opening names a casting that does not count in its poll, or that is opened already."""


def verify(entry: Entry[ResidenceVerified], rows: Rows) -> None:
    member = rows.get(VERIFIED, entry.event.resident)
    if member is None or not member.verified:
        the_roll(rows).verified += 1
    rows.put(VERIFIED, VerifiedRow(entry.event.resident, verified=True))


def leave(entry: Entry[MemberLeft], rows: Rows) -> None:
    member = rows.get(VERIFIED, entry.event.act.who)
    if member is not None and member.verified:
        the_roll(rows).verified -= 1
        member.verified = False


def the_roll(rows: Rows) -> RollRow:
    return rows.get(ROLL) or rows.put(ROLL, RollRow())


def open_poll(entry: Entry[PollOpened], rows: Rows) -> None:
    """The roll of this moment is the one that may vote, however it changes later."""
    event, act = entry.event, entry.event.act
    rows.put(
        POLLS,
        PollRow(
            event.poll, entry.position, act.at, act.by, event.scope, event.kind, event.options,
            event.choices_max, event.seats, event.audience, event.unit, event.mode, event.quorum,
            event.threshold, event.tie_rule, event.closes_at, event.hold_hours,
            roll=the_roll(rows).verified, last_position=entry.position,
        ),
    )  # fmt: skip
    for place, suggestion in enumerate(event.suggestions):
        rows.put(ABOUT, AboutRow(suggestion, event.poll, place))
    note(entry, event.poll, rows, "opened", event.closes_at)


def note(entry: Entry[Event], id: str, rows: Rows, what: str, until: str | None = None) -> PollRow:  # noqa: A002 - the community's word for it.
    """Note what happened in the course of the poll."""
    act = entry.event.act
    rows.put(TURNS, TurnRow(id, entry.position, what, act.at, act.by, until))
    return touched(rows, id, entry.position)


def touched(rows: Rows, id: str, position: int) -> PollRow:  # noqa: A002 - the community's word for it.
    poll = rows.need(POLLS, id)
    poll.last_position = position
    return poll


def cast_vote(entry: Entry[VoteCast], rows: Rows) -> None:
    cast(entry, rows, text_of(entry.event.choice))


def cast_ballot(entry: Entry[BallotCast], rows: Rows) -> None:
    cast(entry, rows, None)


def cast(entry: Entry[VoteCast] | Entry[BallotCast], rows: Rows, choice: str | None) -> None:
    """A casting on paper waits for a second person; any other one counts at once."""
    event, act = entry.event, entry.event.act
    rows.ask((POLLS, (event.poll,)), (BALLOTS, (event.poll, act.who)))
    casting = rows.put(
        CASTINGS,
        CastingRow(entry.position, event.poll, act.who, act.at, event.channel, event.paper, choice),
    )
    poll = touched(rows, event.poll, entry.position)
    poll.castings += 1
    ballot = ballot_of(rows, event.poll, act.who)
    ballot.castings += 1
    if event.paper is not None:
        ballot.paper = event.paper
        poll.waiting += 1
        rows.put(
            PAPERS,
            PaperRow(
                event.paper, event.poll, act.who, entry.position, act.at, act.by, event.channel
            ),
        )
    elif not ballot.by_paper:
        let_count(rows, poll, ballot, casting)


def ballot_of(rows: Rows, poll: str, who: str) -> BallotRow:
    return rows.get(BALLOTS, poll, who) or rows.put(BALLOTS, BallotRow(poll, who))


def confirm(entry: Entry[PaperBallotConfirmed], rows: Rows) -> None:
    event = entry.event
    standing = event.poll, event.act.who
    rows.ask((PAPERS, (event.paper,)), (POLLS, (event.poll,)), (BALLOTS, standing))
    paper = rows.need(PAPERS, event.paper)
    paper.confirmed_position, paper.confirmed_by = entry.position, event.act.by
    poll = touched(rows, event.poll, entry.position)
    poll.waiting -= 1
    ballot = rows.need(BALLOTS, *standing)
    if ballot.by_paper and ballot.position is not None and ballot.position > paper.position:
        return  # Of two visits to the desk the later one counts, whichever was confirmed first.
    ballot.by_paper = True
    let_count(rows, poll, ballot, rows.need(CASTINGS, paper.position))


def dispute(entry: Entry[PaperBallotDisputed], rows: Rows) -> None:
    event = entry.event
    rows.ask((PAPERS, (event.paper,)), (POLLS, (event.poll,)))
    rows.need(PAPERS, event.paper).disputed = True
    poll = touched(rows, event.poll, entry.position)
    poll.waiting -= 1
    poll.disputed += 1


def let_count(rows: Rows, poll: PollRow, ballot: BallotRow, casting: CastingRow) -> None:
    """This casting counts now for its name, and the one before counts no more."""
    if ballot.position is None:
        poll.voters += 1
    else:
        former = rows.need(CASTINGS, ballot.position)
        former.counts = False
        tally(rows, former, -1)
    casting.counts = True
    ballot.position = casting.position
    tally(rows, casting, 1)


def tally(rows: Rows, casting: CastingRow, change: int) -> None:
    key = casting.poll, casting.channel
    channel = rows.get(CHANNELS, *key) or rows.put(CHANNELS, ChannelRow(*key))
    channel.ballots += change
    if casting.choice is not None:
        tally_choice(rows, casting.poll, casting.choice, change)


def tally_choice(rows: Rows, poll: str, choice: str, change: int) -> None:
    counted = rows.get(CHOICES, poll, choice) or rows.put(CHOICES, ChoiceRow(poll, choice))
    counted.ballots += change


def extend(entry: Entry[PollExtended], rows: Rows) -> None:
    event = entry.event
    poll = note(entry, event.poll, rows, "extended", event.closes_at)
    poll.closes_at, poll.state, poll.held_until = event.closes_at, "open", None
    poll.extended += 1


def hold(entry: Entry[ClosingHeld], rows: Rows) -> None:
    poll = note(entry, entry.event.poll, rows, "held", entry.event.until)
    poll.state, poll.held_until = "held", entry.event.until


def close(entry: Entry[PollClosed], rows: Rows) -> None:
    """What nobody confirmed by now is rejected. Open votes are known: that is the result."""
    poll = note(entry, entry.event.poll, rows, "closed")
    poll.state, poll.held_until = "closing", None
    poll.closed_position, poll.closed_at = entry.position, entry.event.act.at
    poll.rejected, poll.waiting = poll.waiting, 0
    if poll.mode == "open":
        have_result(poll, entry)


def have_result(poll: PollRow, entry: Entry[Event]) -> None:
    poll.state = "closed"
    poll.result_position, poll.result_at = entry.position, entry.event.act.at


def cancel(entry: Entry[PollCancelled], rows: Rows) -> None:
    poll = note(entry, entry.event.poll, rows, "cancelled")
    poll.state, poll.held_until = "cancelled", None
    poll.rejected, poll.waiting = poll.waiting, 0


def open_ballots(entry: Entry[BallotsOpened], rows: Rows) -> None:
    """Each part opens castings that count, and each of them once: else the projection stops."""
    poll = touched(rows, entry.event.poll, entry.position)
    rows.ask(*((CASTINGS, (position,)) for position, _, _ in entry.event.ballots))
    for position, choice, _ in entry.event.ballots:
        casting = rows.need(CASTINGS, position)
        if casting.poll != poll.poll or not casting.counts or casting.choice is not None:
            raise OpenedTwice(position)
        casting.choice = text_of(choice)
        poll.opened += 1
        tally_choice(rows, poll.poll, casting.choice, 1)


def finish_opening(entry: Entry[BallotsAllOpened], rows: Rows) -> None:
    have_result(note(entry, entry.event.poll, rows, "all-opened"), entry)


def draw_lot(entry: Entry[LotDrawn], rows: Rows) -> None:
    note(entry, entry.event.poll, rows, "lot-drawn").drawn = entry.event.drawn


VOTING = Projection(
    "voting",
    version=2,
    tables=TABLES,
    folds={
        ResidenceVerified: verify,
        MemberLeft: leave,
        PollOpened: open_poll,
        VoteCast: cast_vote,
        BallotCast: cast_ballot,
        PaperBallotConfirmed: confirm,
        PaperBallotDisputed: dispute,
        PollExtended: extend,
        ClosingHeld: hold,
        PollClosed: close,
        PollCancelled: cancel,
        BallotsOpened: open_ballots,
        BallotsAllOpened: finish_opening,
        LotDrawn: draw_lot,
    },
)
