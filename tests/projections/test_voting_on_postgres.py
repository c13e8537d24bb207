from typing import Any

import pytest

from projections import ballots, voting
from projections.ballots import BallotStanding, PaperState
from projections.views import Views
from projections.voting import Poll, State
from tests.infra.logs import connected
from tests.projections.house import HAITANG, House
from tests.projections.poll_story import (
    AFTER_THE_CLOSE,
    BENCH,
    CLOSE,
    COLLEAGUE,
    LANTERNS,
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
    on_paper,
    opened,
    sealed_closed,
    sealed_opened,
    vote,
)
from tests.projections.scenario import CLERK, NEIGHBOUR, NOON, READING_CORNER, RESIDENT, founded

SEALED = (founded, sealed_opened, ballot(), ballot(NEIGHBOUR), ballot())
PART = (*SEALED, sealed_closed, ballots_opened((4, (0, 1))))
WHOLE = (*PART, ballots_opened((5, ()), part=1), all_opened)


def the_poll(house: House, poll: str = BENCH) -> Poll:
    found = house.asked(lambda views: voting.poll(views, HAITANG, poll))
    assert found is not None
    return found


def known(house: House, poll: str) -> dict[str, Any]:
    """Every answer about the choices of a poll."""

    async def ask(views: Views) -> dict[str, Any]:
        names = (RESIDENT, NEIGHBOUR)
        standing = await ballots.ballots_of(views, HAITANG, names)
        return {
            "ballots": await ballots.ballots(views, HAITANG, poll),
            "list": await ballots.ballot_list(views, HAITANG, poll, after=None, limit=10),
            "own": standing[poll].choice,
        }

    return house.asked(ask)


def test_a_poll_is_read_with_its_words_and_its_suggestions(house: House) -> None:
    house.has(founded, opened, vote(0))
    assert the_poll(house).title is None
    with connected(house.conninfo) as connection:
        connection.execute(
            "INSERT INTO words (log, position, subject, kind, title, text, grams, labels)"
            " VALUES (1, 2, '', '', '大门口的长椅', '选哪一种？', '{}', '{木的,石的,铁的}')"
        )
    poll = the_poll(house)
    assert (poll.title, poll.labels) == ("大门口的长椅", ["木的", "石的", "铁的"])
    assert poll.suggestions == [READING_CORNER]
    assert poll.terms.closes_at == CLOSE
    assert house.asked(lambda views: voting.poll(views, HAITANG, "poll:none")) is None


def test_from_the_close_on_a_poll_takes_no_votes_whatever_the_log_says(house: House) -> None:
    house.has(founded, opened)
    poll = the_poll(house)
    assert (poll.state_at("2026-03-09T11:59Z"), poll.state_at(CLOSE)) == ("open", "closing")
    house.has(cancelled)
    assert the_poll(house).state_at(AFTER_THE_CLOSE) == "cancelled"


def test_polls_are_listed_by_state_and_newest_first(house: House) -> None:
    third = opened.model_copy(update={"poll": "poll:third"})
    house.has(founded, opened, sealed_opened, third, closed)

    def listed(*states: State, before: int | None = None) -> list[str]:
        found = house.asked(
            lambda views: voting.polls(
                views, HAITANG, states=states or voting.STATES, before=before, limit=2
            )
        )
        return [poll.poll for poll in found]

    assert listed() == ["poll:third", LANTERNS]
    assert listed(before=3) == [BENCH]
    assert listed("closed") == [BENCH]
    assert listed("open") == ["poll:third", LANTERNS]


def test_the_polls_about_a_suggestion_are_found(house: House) -> None:
    house.has(founded, opened, sealed_opened)

    def about(suggestion: str) -> list[str]:
        found = house.asked(lambda views: voting.polls_about(views, HAITANG, suggestion))
        return [poll.poll for poll in found]

    assert about(READING_CORNER) == [BENCH]
    assert about("suggestion:none") == []


def test_the_course_of_a_poll_tells_the_reasons_that_were_given(house: House) -> None:
    house.has(founded, opened, extended)
    house.says(2, "大门口的长椅", "选哪一种？")
    house.says(3, "", "下雨，很多人没来得及。")
    course = house.asked(lambda views: voting.course(views, HAITANG, BENCH))
    assert [(turn.what, turn.reason) for turn in course] == [
        ("opened", None),
        ("extended", "下雨，很多人没来得及。"),
    ]


def test_the_choices_of_an_open_poll_are_shown_at_once(house: House) -> None:
    house.has(founded, opened, vote(0), vote(1, 2, by=NEIGHBOUR))
    shown = known(house, BENCH)
    assert shown["ballots"] == {(0,): 1, (1, 2): 1}
    assert [(each.name, each.choice) for each in shown["list"]] == [
        (RESIDENT, (0,)),
        (NEIGHBOUR, (1, 2)),
    ]


@pytest.mark.parametrize("story", [SEALED, PART], ids=["while it is open", "while it is opened"])
def test_no_answer_tells_a_sealed_choice_before_all_are_opened(
    house: House, story: tuple[Any, ...]
) -> None:
    house.has(*story)
    assert known(house, LANTERNS) == {"ballots": {}, "list": [], "own": None}
    assert not the_poll(house, LANTERNS).shows_choices


def test_all_sealed_choices_are_told_once_they_are_opened(house: House) -> None:
    house.has(*WHOLE)
    shown = known(house, LANTERNS)
    assert shown["ballots"] == {(0, 1): 1, (): 1}
    assert shown["own"] == (0, 1) or shown["own"] == ()
    assert [(each.position, each.choice) for each in shown["list"]] == [(4, (0, 1)), (5, ())]


def test_a_closed_poll_is_unopened_until_the_first_part_of_its_opening(house: House) -> None:
    house.has(*SEALED)
    assert not the_poll(house, LANTERNS).is_unopened
    house.has(sealed_closed)
    assert the_poll(house, LANTERNS).is_unopened
    house.has(ballots_opened((4, (0, 1))))
    assert not the_poll(house, LANTERNS).is_unopened


def test_a_cancelled_sealed_poll_never_tells_a_choice(house: House) -> None:
    house.has(*SEALED, cancelled.model_copy(update={"poll": LANTERNS}))
    assert known(house, LANTERNS) == {"ballots": {}, "list": [], "own": None}


def test_turnout_is_counted_by_the_way_in_which_a_ballot_came(house: House) -> None:
    house.has(founded, opened, vote(0), vote(1, by=NEIGHBOUR), on_paper(vote(2)), confirmed())
    found = house.asked(lambda views: ballots.turnout(views, HAITANG, BENCH))
    assert found == {"paper": 1, "web": 1}


def test_a_name_sees_how_it_stands(house: House) -> None:
    house.has(founded, opened, vote(0), vote(1), on_paper(vote(2, by=NEIGHBOUR)))

    def standing(*names: str) -> BallotStanding | None:
        return house.asked(lambda views: ballots.ballot_of(views, HAITANG, BENCH, names))

    assert standing("voice:2026:nobody", RESIDENT) == BallotStanding(
        BENCH, RESIDENT, 2, 4, NOON, "web", (1,), None
    )
    assert standing(NEIGHBOUR) == BallotStanding(
        BENCH, NEIGHBOUR, 1, None, None, None, None, "waiting"
    )
    house.has(closed)
    assert (rejected := standing(NEIGHBOUR)) is not None
    assert rejected.paper == "unconfirmed"
    assert standing("voice:2026:nobody") is None


def test_what_does_not_count_is_listed_with_the_reason(house: House) -> None:
    house.has(
        founded, opened, vote(0), vote(1), on_paper(vote(2)), on_paper(vote(0), SECOND_SLIP),
        confirmed(SECOND_SLIP),
    )  # fmt: skip

    def reasons() -> list[tuple[int, str]]:
        found = house.asked(
            lambda views: ballots.set_aside(views, HAITANG, BENCH, after=None, limit=10)
        )
        return [(each.position, each.reason) for each in found]

    assert reasons() == [(3, "superseded"), (4, "superseded"), (5, "waiting")]
    assert the_poll(house).superseded == 2
    house.has(closed)
    assert reasons() == [(3, "superseded"), (4, "superseded"), (5, "unconfirmed")]


def test_a_disputed_paper_is_listed_as_such_and_waits_no_more(house: House) -> None:
    house.has(founded, opened, vote(0), on_paper(vote(2)))
    for then in (disputed(), closed):
        house.has(then)
        [aside] = house.asked(
            lambda views: ballots.set_aside(views, HAITANG, BENCH, after=None, limit=10)
        )
        assert (aside.position, aside.reason) == (4, "disputed")
        own = house.asked(lambda views: ballots.ballot_of(views, HAITANG, BENCH, [RESIDENT]))
        assert own is not None
        assert (own.position, own.paper) == (3, "disputed")
        assert house.asked(lambda views: ballots.papers(views, HAITANG)) == []
        paper = house.asked(lambda views: ballots.paper(views, HAITANG, SLIP))
        assert paper is not None
        assert paper.state == "disputed"
        assert the_poll(house).superseded == 0


def test_the_desk_finds_the_papers_that_wait_for_a_second_person(house: House) -> None:
    house.has(
        founded, opened, on_paper(vote(0)), on_paper(vote(1, by=NEIGHBOUR), SECOND_SLIP),
        confirmed(),
    )  # fmt: skip

    def found(*states: PaperState, poll: str | None = None) -> list[str]:
        papers = house.asked(lambda views: ballots.papers(views, HAITANG, states=states, poll=poll))
        return [each.paper for each in papers]

    assert found("waiting") == [SECOND_SLIP]
    assert found("waiting", poll=LANTERNS) == []
    assert found(*ballots.PAPER_STATES) == [SECOND_SLIP, SLIP]
    one = house.asked(lambda views: ballots.paper(views, HAITANG, SLIP))
    assert one is not None
    assert (one.state, one.by, one.confirmed_by) == ("confirmed", CLERK, COLLEAGUE)
    house.has(closed)
    assert found("unconfirmed") == [SECOND_SLIP]
    assert house.asked(lambda views: ballots.paper(views, HAITANG, "paper:none")) is None
