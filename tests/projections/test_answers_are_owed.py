from dataclasses import replace
from datetime import date

from domain.kernel import Event
from projections.suggestion_folds import SUGGESTIONS
from projections.suggestion_tables import ANSWERING, ANSWERS, AnsweringRow, AnswerRow
from tests.projections.proceedings import (
    BENCHES,
    COMMITTEE,
    SUPPORTERS,
    agreed,
    amended,
    answered,
    benches,
    carried,
    five_agree_to_be_answered,
    five_agreed,
    merged,
    within_a_week,
)
from tests.projections.scenario import (
    MIDNIGHT,
    NEIGHBOUR,
    NOON,
    READING_CORNER,
    founded,
    given,
    stance,
    stance_withdrawn,
    submitted,
)

OWED = AnsweringRow(
    READING_CORNER,
    owed_position=9,
    owed_at=NOON,
    owed_on=date(2026, 3, 2),
    owed_until=date(2026, 3, 9),
)
BEGINNING = (founded, five_agree_to_be_answered, within_a_week, submitted)


def answering_of(*events: Event) -> AnsweringRow | None:
    return given(*BEGINNING, *events).rows(SUGGESTIONS).get(ANSWERING, READING_CORNER)


def test_an_answer_is_owed_from_the_entry_that_reaches_the_threshold() -> None:
    assert answering_of(*five_agreed()[:4]) is None
    assert answering_of(*five_agreed()) == OWED


def test_the_days_for_an_answer_are_those_of_the_community() -> None:
    assert answering_of(*five_agreed(MIDNIGHT)) == replace(
        OWED, owed_at=MIDNIGHT, owed_on=date(2026, 3, 3), owed_until=date(2026, 3, 10)
    )


def test_only_those_who_agree_bring_an_answer_nearer() -> None:
    four = five_agreed()[:4]
    assert answering_of(*four, stance("disagree"), stance("pass", NEIGHBOUR)) is None


def test_an_answer_stays_owed_whatever_is_withdrawn_and_by_the_rules_of_that_day() -> None:
    later = five_agree_to_be_answered.model_copy(update={"value": "100"})
    longer = within_a_week.model_copy(update={"value": "90"})
    gone = stance_withdrawn(SUPPORTERS[0])
    again = agreed(SUPPORTERS[5], at="2026-03-05T04:00Z")
    assert answering_of(*five_agreed(), gone, later, longer, again) == OWED


def test_a_lower_threshold_holds_from_the_next_one_who_agrees() -> None:
    twenty = five_agree_to_be_answered.model_copy(update={"value": "20"})
    assert answering_of(twenty, *five_agreed(), five_agree_to_be_answered) is None
    found = answering_of(twenty, *five_agreed(), five_agree_to_be_answered, agreed(SUPPORTERS[5]))
    assert found is not None
    assert found.owed_position == 12


def test_without_a_rule_adopted_the_one_of_the_founding_holds() -> None:
    people = [f"voice:2026:many-{number}" for number in range(20)]
    rows = given(founded, submitted, *map(agreed, people)).rows(SUGGESTIONS)
    found = rows.need(ANSWERING, READING_CORNER)
    assert (found.owed_position, found.owed_until) == (22, date(2026, 4, 1))


def test_carried_support_counts_towards_an_answer_where_it_was_carried() -> None:
    four = [agreed(by, BENCHES) for by in SUPPORTERS[:4]]
    history = given(*BEGINNING, benches, *four, agreed(NEIGHBOUR), merged, carried())
    owed = history.rows(SUGGESTIONS).need(ANSWERING, BENCHES)
    assert owed.owed_position == 12


def test_to_say_that_it_is_under_review_is_no_answer() -> None:
    reviewed = answering_of(*five_agreed(), answered("under-review"))
    assert reviewed is not None
    assert (reviewed.answered_on, reviewed.status) == (None, "under-review")
    told = answering_of(*five_agreed(), answered("under-review"), answered("declined", MIDNIGHT))
    assert told is not None
    assert (told.answered_on, told.status_on) == (date(2026, 3, 3), date(2026, 3, 3))


def test_the_day_of_the_first_answer_stays() -> None:
    asked = answering_of(answered("declined"), answered("under-review", MIDNIGHT))
    assert asked == AnsweringRow(
        READING_CORNER,
        answered_on=date(2026, 3, 2),
        status="under-review",
        status_at=MIDNIGHT,
        status_on=date(2026, 3, 3),
        status_position=6,
    )


def test_a_promise_stays_while_the_work_is_under_way_and_ends_when_it_is_done() -> None:
    planned = answered("planned", due="2026-06-01")
    at_work = answering_of(planned, answered("under-way"))
    assert at_work is not None
    assert at_work.due == date(2026, 6, 1)
    anew = answering_of(planned, answered("planned", due="2026-07-01"))
    assert anew is not None
    assert anew.due == date(2026, 7, 1)
    done = answering_of(planned, answered("under-way"), answered("done"))
    assert done is not None
    assert done.due is None


def test_every_answer_is_kept() -> None:
    history = given(*BEGINNING, answered("planned", due="2026-06-01"), answered("done", MIDNIGHT))
    history.then_rows(
        SUGGESTIONS,
        ANSWERS,
        AnswerRow(READING_CORNER, 5, NOON, COMMITTEE, "planned", date(2026, 6, 1)),
        AnswerRow(READING_CORNER, 6, MIDNIGHT, COMMITTEE, "done", None),
    )


def test_to_agree_once_more_with_a_new_wording_counts_once() -> None:
    again = agreed(SUPPORTERS[0], version=2)
    assert answering_of(*five_agreed()[:4], amended(), again) is None
