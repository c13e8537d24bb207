from datetime import date

import pytest

from domain.kernel import Event
from domain.suggestions.events import Status
from projections import suggestions
from projections.chain import Moment, Step, chain
from projections.views import Views
from tests.infra.logs import connected
from tests.projections.house import HAITANG, House
from tests.projections.proceedings import (
    BENCHES,
    COMMITTEE,
    POLL,
    amended,
    answered,
    benches,
    five_agree_to_be_answered,
    five_agreed,
    merge_undone,
    merged,
    poll_closed,
    poll_opened,
    taken_back,
)
from tests.projections.scenario import (
    NOON,
    READING_CORNER,
    RESIDENT,
    commented,
    founded,
    submitted,
)

another_came = merged.model_copy(update={"suggestion": BENCHES, "into": READING_CORNER})


def steps(house: House, id: str = READING_CORNER) -> list[Step]:  # noqa: A002 - the community's word for it.
    async def ask(views: Views) -> list[Step]:
        shown = await suggestions.suggestion(views, HAITANG, id)
        assert shown is not None
        return await chain(views, HAITANG, shown)

    return house.asked(ask)


def states(house: House) -> list[str]:
    return [step.state for step in steps(house)]


def kinds(step: Step) -> list[str]:
    return [moment.kind for moment in step.moments]


def test_what_was_proposed_is_open_to_discussion(house: House) -> None:
    house.has(founded, submitted)
    assert [step.step for step in steps(house)] == [
        "proposed", "discussed", "voted", "carried-out", "reported",
    ]  # fmt: skip
    assert states(house) == ["done", "now", "ahead", "ahead", "ahead"]
    assert steps(house)[0].moments == [Moment("submitted", 2, NOON, RESIDENT)]


def test_the_whole_way_stands_on_one_page_with_its_dates(house: House) -> None:
    house.has(
        founded, five_agree_to_be_answered, submitted, commented, amended(), *five_agreed(),
        answered("accepted"), poll_opened.model_copy(update={"suggestions": (READING_CORNER,)}),
        poll_closed, answered("planned", due="2026-06-01"), answered("under-way"),
        answered("done", "2026-05-30T04:00Z"),
    )  # fmt: skip
    house.says(12, "读书角放哪里")
    house.says(16, "", "照片在活动室")
    proposed, discussed, voted, carried_out, reported = steps(house)
    assert kinds(proposed) == ["submitted"]
    assert kinds(discussed) == ["commented", "amended", "supported", "answered"]
    assert discussed.moments[3] == Moment("answered", 11, NOON, COMMITTEE, "accepted")
    assert voted.moments == [
        Moment("poll-opened", 12, NOON, COMMITTEE, subject=POLL, title="读书角放哪里"),
        Moment("poll-closed", 13, "2026-03-20T04:01Z", None, subject=POLL, title="读书角放哪里"),
    ]
    assert [poll.poll for poll in voted.polls] == [POLL]
    assert [of.due for of in carried_out.moments] == [date(2026, 6, 1), None]
    assert reported.moments == [
        Moment("answered", 16, "2026-05-30T04:00Z", COMMITTEE, "done", text="照片在活动室")
    ]
    assert states(house) == ["done"] * 5


def test_a_step_that_was_passed_over_is_left_out(house: House) -> None:
    house.has(founded, submitted, answered("planned", due="2026-06-01"))
    assert states(house) == ["done", "left-out", "left-out", "now", "ahead"]


@pytest.mark.parametrize("status", ["planned", "under-way"])
@pytest.mark.parametrize("afterwards", [commented, amended(), another_came])
def test_what_is_promised_stays_to_be_carried_out_whatever_is_said_afterwards(
    house: House, status: Status, afterwards: Event
) -> None:
    house.has(founded, submitted, benches, answered(status, due="2026-06-01"), afterwards)
    assert states(house) == ["done", "done", "left-out", "now", "ahead"]


def test_a_poll_after_a_promise_carries_nothing_out(house: House) -> None:
    about_it = poll_opened.model_copy(update={"suggestions": (READING_CORNER,)})
    house.has(founded, submitted, answered("planned", due="2026-06-01"), about_it, commented)
    assert states(house) == ["done", "done", "now", "ahead", "ahead"]


def test_without_an_answer_or_a_poll_it_stands_where_the_last_thing_happened(house: House) -> None:
    house.has(founded, submitted, commented, benches, merged, merge_undone)
    assert states(house) == ["done", "now", "ahead", "ahead", "ahead"]


def test_what_was_merged_goes_on_until_it_has_its_answer(house: House) -> None:
    house.has(founded, five_agree_to_be_answered, submitted, benches, *five_agreed(), merged)
    assert states(house) == ["done", "now", "ahead", "ahead", "ahead"]
    house.has(answered("planned", due="2026-06-01"))
    assert states(house) == ["done", "done", "left-out", "now", "ahead"]
    house.has(answered("done"))
    assert states(house) == ["done", "done", "left-out", "done", "done"]


def test_what_is_declined_goes_no_further_until_it_is_looked_at_again(house: House) -> None:
    house.has(founded, submitted, answered("declined"))
    assert states(house) == ["done", "left-out", "left-out", "left-out", "done"]
    house.has(answered("under-review"))
    assert states(house) == ["done", "now", "ahead", "ahead", "done"]


def test_what_was_taken_back_goes_no_further(house: House) -> None:
    house.has(founded, submitted, commented, taken_back)
    assert states(house) == ["done", "done", "left-out", "left-out", "left-out"]


def test_a_merge_stands_in_the_chains_of_both(house: House) -> None:
    house.has(founded, submitted, benches, merged)
    house.says(2, "读书角")
    house.says(3, "读书角的长凳")
    house.says(4, "", "两条说的是一件事")
    [gone] = steps(house)[1].moments
    assert gone == Moment(
        "merged", 4, NOON, COMMITTEE, text="两条说的是一件事", subject=BENCHES, title="读书角的长凳"
    )
    assert states(house) == ["done", "done", "left-out", "left-out", "left-out"]
    [came] = steps(house, BENCHES)[1].moments
    assert (came.kind, came.subject, came.title) == ("merged-from", READING_CORNER, "读书角")
    house.has(merge_undone)
    assert kinds(steps(house)[1]) == ["merged", "merge-undone"]
    assert steps(house, BENCHES)[1].moments == []


def test_where_a_child_spoke_the_chain_names_nobody(house: House) -> None:
    house.has(founded, submitted, commented)
    house.says(2, "读书角")
    with connected(house.conninfo) as connection:
        connection.execute("UPDATE words SET unsigned = true WHERE position = 2")
    assert [of.by for step in steps(house) for of in step.moments] == [None, None]
