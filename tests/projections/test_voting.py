from typing import Any

import pytest

from domain.kernel import Event
from projections.projection import FoldFailed
from projections.voting_folds import VOTING
from projections.voting_tables import (
    ABOUT,
    BALLOTS,
    CASTINGS,
    CHANNELS,
    CHOICES,
    PAPERS,
    POLLS,
    TURNS,
    AboutRow,
    PollRow,
    choice_of,
    text_of,
)
from tests.projections.poll_story import (
    AFTER_THE_CLOSE,
    BENCH,
    CLOSE,
    COLLEAGUE,
    LANTERNS,
    LATER_CLOSE,
    SECOND_SLIP,
    SLIP,
    all_opened,
    ballot,
    ballots_opened,
    cancelled,
    closed,
    confirmed,
    disputed,
    extended,
    held,
    lot_drawn,
    on_paper,
    opened,
    resident_left,
    sealed_closed,
    sealed_opened,
    verified_as,
    vote,
)
from tests.projections.scenario import (
    NEIGHBOUR,
    READING_CORNER,
    RESIDENT,
    founded,
    given,
    joined,
    verified,
)


def the_poll(*events: Event, poll: str = BENCH) -> PollRow:
    return given(*events).rows(VOTING).need(POLLS, poll)


def counted(*events: Event, poll: str = BENCH) -> dict[tuple[int, ...], int]:
    rows = given(*events).rows(VOTING)
    return {
        choice_of(choice): ballots
        for of, choice, ballots in rows.changed(CHOICES)
        if of == poll and ballots
    }


def by_channel(*events: Event) -> dict[str, int]:
    rows = given(*events).rows(VOTING)
    return {channel: ballots for _, channel, ballots in rows.changed(CHANNELS) if ballots}


def what_counts(*events: Event) -> list[int]:
    rows = given(*events).rows(VOTING)
    return sorted(row[0] for row in rows.changed(CASTINGS) if row[-1])


def figures(*events: Event, poll: str = BENCH) -> dict[str, int]:
    row = the_poll(*events, poll=poll)
    shown = ("castings", "voters", "waiting", "disputed", "rejected", "opened")
    return {name: value for name in shown if (value := getattr(row, name))}


def test_a_poll_stands_as_it_was_opened() -> None:
    row = the_poll(founded, opened)
    terms: dict[str, Any] = opened.model_dump(
        exclude={"act", "suggestions", "title", "text", "labels"}
    )
    assert {name: getattr(row, name) for name in terms} == terms
    assert (row.position, row.state, row.by) == (2, "open", "staff:zhao")
    given(opened).then_rows(VOTING, ABOUT, AboutRow(READING_CORNER, BENCH, 0))


def test_the_roll_of_a_poll_is_who_was_verified_when_it_opened() -> None:
    anna, bo = verified_as("member:anna"), verified_as("member:bo")
    before = (joined, verified, verified, anna, bo, resident_left)
    assert the_poll(*before, opened).roll == 2
    assert the_poll(*before, opened, verified).roll == 2
    assert the_poll(*before, joined, verified, opened, resident_left).roll == 3


def test_a_name_has_one_vote_and_the_last_one_counts() -> None:
    story = (opened, vote(0), vote(1, by=NEIGHBOUR), vote(1, 2))
    assert counted(*story) == {(1,): 1, (1, 2): 1}
    assert figures(*story) == {"castings": 3, "voters": 2}
    assert what_counts(*story) == [3, 4]


def test_a_blank_ballot_counts_as_a_ballot_for_nothing() -> None:
    assert counted(opened, vote()) == {(): 1}
    assert choice_of(text_of(())) == ()


def test_a_sealed_ballot_leaves_no_choice_in_any_row() -> None:
    story = (sealed_opened, ballot(), ballot(NEIGHBOUR), ballot())
    rows = given(*story).rows(VOTING)
    assert {row[6] for row in rows.changed(CASTINGS)} == {None}
    assert not list(rows.changed(CHOICES))
    assert figures(*story, poll=LANTERNS) == {"castings": 3, "voters": 2}


def test_a_sealed_choice_is_counted_when_it_is_opened() -> None:
    story = (sealed_opened, ballot(), ballot(NEIGHBOUR), ballot(), sealed_closed)
    part = (*story, ballots_opened((3, (0, 1))))
    assert counted(*part, poll=LANTERNS) == {(0, 1): 1}
    assert the_poll(*part, poll=LANTERNS).state == "closing"
    whole = (*part, ballots_opened((4, (2,)), part=1), all_opened)
    assert counted(*whole, poll=LANTERNS) == {(0, 1): 1, (2,): 1}
    row = the_poll(*whole, poll=LANTERNS)
    assert (row.state, row.opened, row.closed_position, row.result_position) == ("closed", 2, 5, 8)


def test_a_part_opens_as_many_ballots_as_it_may_hold() -> None:
    voters = [f"voice:2026:{number}" for number in range(500)]
    positions = range(2, 502)
    story = (sealed_opened, *(ballot(who) for who in voters), sealed_closed)
    part = ballots_opened(*((position, (position % 3,)) for position in positions))
    assert counted(*story, part, all_opened, poll=LANTERNS) == {(0,): 167, (1,): 166, (2,): 167}


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param((2, (0,)), id="a ballot that was replaced"),
        pytest.param((1, (0,)), id="what is no ballot"),
        pytest.param((3, (0,)), id="a ballot that is opened already"),
        pytest.param((6, (0,)), id="a vote in another poll"),
    ],
)
def test_opening_what_does_not_count_stops_the_projection(wrong: tuple[int, tuple[int]]) -> None:
    story = (
        sealed_opened, ballot(), ballot(NEIGHBOUR), ballot(), opened, vote(1), sealed_closed,
        ballots_opened((3, (1,))),
    )  # fmt: skip
    with pytest.raises(FoldFailed):
        given(*story, ballots_opened(wrong, part=1)).rows(VOTING)


def test_a_paper_ballot_waits_until_a_second_person_confirms_it() -> None:
    story = (opened, vote(0), on_paper(vote(2)))
    assert counted(*story) == {(0,): 1}
    assert figures(*story) == {"castings": 2, "voters": 1, "waiting": 1}
    assert by_channel(*story) == {"web": 1}
    assert counted(*story, confirmed()) == {(2,): 1}
    assert figures(*story, confirmed()) == {"castings": 2, "voters": 1}
    assert by_channel(*story, confirmed()) == {"paper": 1}
    paper = given(*story, confirmed()).rows(VOTING).need(PAPERS, SLIP)
    assert (paper.who, paper.by, paper.confirmed_by) == (RESIDENT, "staff:lin", COLLEAGUE)


def test_nothing_but_a_later_paper_outranks_a_confirmed_one() -> None:
    first, second = on_paper(vote(0)), on_paper(vote(1), SECOND_SLIP)
    assert counted(opened, first, confirmed(), second) == {(0,): 1}
    assert counted(opened, first, confirmed(), second, confirmed(SECOND_SLIP)) == {(1,): 1}
    crossed = (opened, first, second, confirmed(SECOND_SLIP), confirmed())
    assert counted(*crossed) == {(1,): 1}
    assert figures(*crossed) == {"castings": 2, "voters": 1}
    assert counted(opened, first, confirmed(), vote(2)) == {(0,): 1}


def test_a_paper_that_two_people_read_differently_never_counts() -> None:
    story = (opened, vote(0), on_paper(vote(2)), disputed())
    assert figures(*story) == {"castings": 2, "voters": 1, "disputed": 1}
    assert counted(*story) == {(0,): 1}
    anew = (*story, on_paper(vote(1), SECOND_SLIP), confirmed(SECOND_SLIP), closed)
    assert figures(*anew) == {"castings": 3, "voters": 1, "disputed": 1}
    assert counted(*anew) == {(1,): 1}


def test_a_paper_that_nobody_confirmed_by_the_close_is_rejected() -> None:
    story = (opened, vote(0), on_paper(vote(2)), closed)
    assert figures(*story) == {"castings": 2, "voters": 1, "rejected": 1}
    assert counted(*story) == {(0,): 1}
    rejected_alone = given(opened, on_paper(vote(2)), closed).rows(VOTING)
    assert rejected_alone.need(BALLOTS, BENCH, RESIDENT).position is None


def test_a_poll_is_extended_held_closed_or_cancelled() -> None:
    assert the_poll(opened, extended).closes_at == LATER_CLOSE
    assert the_poll(opened, extended, extended).extended == 2
    on_hold = the_poll(opened, held)
    assert (on_hold.state, on_hold.held_until) == ("held", "2026-03-10T12:01Z")
    again = the_poll(opened, held, extended)
    assert (again.state, again.held_until) == ("open", None)
    assert the_poll(opened, cancelled).state == "cancelled"
    assert the_poll(opened, held, closed).state == "closed"


def test_an_open_poll_has_its_result_at_the_close_and_a_sealed_one_has_none() -> None:
    row = the_poll(opened, vote(0), closed)
    assert (row.state, row.result_position, row.result_at) == ("closed", 3, AFTER_THE_CLOSE)
    sealed = the_poll(sealed_opened, ballot(), sealed_closed, poll=LANTERNS)
    assert (sealed.state, sealed.closed_position, sealed.result_position) == ("closing", 3, None)


def test_a_drawn_lot_stands_with_the_poll() -> None:
    assert the_poll(opened, closed, lot_drawn).drawn == "07 11 23"


def test_the_course_of_a_poll_is_noted_turn_by_turn() -> None:
    rows = given(opened, vote(0), held, extended, closed, lot_drawn).rows(VOTING)
    course = [(row[2], row[1], row[5]) for row in sorted(rows.changed(TURNS))]
    assert course == [
        ("opened", 1, CLOSE),
        ("held", 3, "2026-03-10T12:01Z"),
        ("extended", 4, LATER_CLOSE),
        ("closed", 5, None),
        ("lot-drawn", 6, None),
    ]


def test_what_happens_in_one_poll_leaves_the_others_as_they_are() -> None:
    story = (opened, vote(0), sealed_opened, ballot(), ballot(NEIGHBOUR), sealed_closed)
    assert figures(*story) == {"castings": 1, "voters": 1}
    assert the_poll(*story).last_position == 2
