"""Polls and votes, as the dashboard counts them: who voted, and never what."""

from datetime import date

from domain.voting.events import (
    BallotCast,
    PaperBallotConfirmed,
    PollCancelled,
    PollClosed,
    PollOpened,
    VoteCast,
)
from projections.dashboard_decisions import SUBJECTS, SubjectRow
from projections.dashboard_folds import DASHBOARD, PARTICIPATION, ParticipationRow
from projections.dashboard_polls import CANCELLED, CLOSED, POLLS, VOTERS, PollRow, VoterRow
from tests.projections.scenario import (
    CLERK,
    MIDNIGHT,
    NEIGHBOUR,
    READING_CORNER,
    RESIDENT,
    act,
    founded,
    given,
    submitted,
)

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
POLL, PAPER = "poll:lights", "paper:first"
opened = PollOpened(
    act=act("staff:chair"),
    poll=POLL,
    scope="voice:2026",
    kind="one",
    options=2,
    choices_max=1,
    seats=1,
    audience="residents",
    unit="person",
    mode="open",
    quorum=0,
    threshold=0,
    tie_rule="stays",
    closes_at="2026-03-02T12:00Z",
    hold_hours=24,
    suggestions=(READING_CORNER,),
)
voted = VoteCast(act=act(NEIGHBOUR), poll=POLL, choice=(0,), channel="web")
changed = voted.model_copy(update={"choice": (1,)})
on_paper = VoteCast(
    act=act(CLERK, on_behalf=RESIDENT), poll=POLL, choice=(0,), channel="paper", paper=PAPER
)
confirmed = PaperBallotConfirmed(act=act("staff:zhou", on_behalf=RESIDENT), poll=POLL, paper=PAPER)
closed = PollClosed(act=act("system", MIDNIGHT), poll=POLL)
cancelled = PollCancelled(act=act("staff:chair"), poll=POLL)


def test_every_vote_is_an_act_and_everybody_who_votes_is_one_voter() -> None:
    history = given(founded, submitted, opened, voted, changed)
    history.then_rows(
        DASHBOARD, PARTICIPATION,
        ParticipationRow("voice:2026", MONDAY, RESIDENT, suggestion=1),
        ParticipationRow("voice:2026", MONDAY, NEIGHBOUR, vote=2),
    )  # fmt: skip
    history.then_rows(DASHBOARD, POLLS, PollRow(POLL, READING_CORNER, voters=1))


def test_a_paper_ballot_makes_a_voter_once_it_is_confirmed() -> None:
    waiting = given(founded, submitted, opened, on_paper)
    waiting.then_rows(DASHBOARD, POLLS, PollRow(POLL, READING_CORNER))
    waiting.then_rows(
        DASHBOARD, PARTICIPATION,
        ParticipationRow("voice:2026", MONDAY, RESIDENT, suggestion=1, vote=1),
    )  # fmt: skip
    given(founded, submitted, opened, on_paper, confirmed).then_rows(
        DASHBOARD, VOTERS, VoterRow(POLL, RESIDENT, votes=1)
    )


def test_voters_of_an_anonymous_poll_are_counted_within_that_poll() -> None:
    name = "ballot:lights:somebody"
    ballot = BallotCast(act=act(name), poll=POLL, channel="web")
    given(founded, submitted, opened, ballot).then_rows(
        DASHBOARD, PARTICIPATION,
        ParticipationRow("voice:2026", MONDAY, RESIDENT, suggestion=1),
        ParticipationRow("ballot:lights", MONDAY, name, vote=1),
    )  # fmt: skip


def test_a_suggestion_was_voted_about_when_its_first_poll_closed() -> None:
    corner = SubjectRow(READING_CORNER, "voice:2026", "making-together", MONDAY)
    given(founded, submitted, opened, cancelled).then_rows(DASHBOARD, SUBJECTS, corner)
    given(founded, submitted, opened, cancelled).then_rows(
        DASHBOARD, POLLS, PollRow(POLL, READING_CORNER, CANCELLED)
    )
    corner.voted = TUESDAY
    again = opened.model_copy(update={"poll": "poll:again"})
    later = PollClosed(act=act("system", "2026-03-20T16:00Z"), poll="poll:again")
    history = given(founded, submitted, opened, again, closed, later)
    history.then_rows(DASHBOARD, SUBJECTS, corner)
    history.then_rows(
        DASHBOARD,
        POLLS,
        PollRow(POLL, READING_CORNER, CLOSED),
        PollRow("poll:again", READING_CORNER, CLOSED),
    )
