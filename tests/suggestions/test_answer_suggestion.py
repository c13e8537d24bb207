import pytest

from domain.kernel import Act
from domain.standing import NotYourOffice
from domain.suggestions.answer_suggestion import (
    NEXT_STATUSES,
    AnswersNeedWords,
    AnswerSuggestion,
    APlanNeedsItsDay,
    NotTheNextStep,
)
from domain.suggestions.as_it_stands import (
    NoSuchSuggestion,
    SuggestionIsHidden,
    SuggestionWasWithdrawn,
)
from domain.suggestions.events import STATUSES, Status, SuggestionAnswered
from tests.cast import (
    by_clerk,
    by_committee,
    clerk_appointed,
    committee_appointed,
    reading_corner,
    suggestion_hidden,
    suggestion_submitted,
    suggestion_withdrawn,
)
from tests.cast_of_decisions import amended, answered, merged
from tests.scenario import given

A_DAY_AHEAD = "2026-06-30"
the_committee = (committee_appointed, suggestion_submitted)
LAWFUL = [(before, after) for before, nexts in NEXT_STATUSES.items() for after in nexts]
UNLAWFUL = [
    (before, after)
    for before, nexts in NEXT_STATUSES.items()
    for after in STATUSES
    if after not in nexts
]


def answering(
    status: Status = "accepted",
    act: Act = by_committee,
    *,
    due: str | None = None,
    text: str = "房间已腾空，书架正在招标。",
) -> AnswerSuggestion:
    return AnswerSuggestion(act=act, suggestion=reading_corner, status=status, due=due, text=text)


def with_its_day(status: Status) -> str | None:
    return A_DAY_AHEAD if status == "planned" else None


def so_far(status: Status | None) -> list[SuggestionAnswered]:
    return [] if status is None else [answered(status, with_its_day(status))]


def test_every_status_has_its_next_steps() -> None:
    assert set(NEXT_STATUSES) == {None, *STATUSES}


@pytest.mark.parametrize(("before", "after"), LAWFUL)
def test_the_committee_answers_step_by_step(before: Status | None, after: Status) -> None:
    due = with_its_day(after)
    given(*the_committee, *so_far(before)).when(answering(after, due=due)).then(
        answered(after, due)
    )


@pytest.mark.parametrize(("before", "after"), UNLAWFUL)
def test_no_step_is_left_out_and_none_is_taken_back_in_silence(
    before: Status | None, after: Status
) -> None:
    history = given(*the_committee, *so_far(before))
    history.when(answering(after, due=A_DAY_AHEAD)).then_refused(NotTheNextStep)


def test_nobody_but_the_committee_answers() -> None:
    given(clerk_appointed, suggestion_submitted).when(answering(act=by_clerk)).then_refused(
        NotYourOffice
    )


@pytest.mark.parametrize("status", ["under-review", "accepted", "declined"])
def test_an_answer_has_words(status: Status) -> None:
    given(*the_committee).when(answering(status, text=" \n")).then_refused(AnswersNeedWords)


@pytest.mark.parametrize(
    "due", [None, "", "soon", "2026-03-01", "2026-02-30", "20260630", "2026-W27-2", "2026-6-30"]
)
def test_a_plan_names_the_day_by_which_it_is_promised(due: str | None) -> None:
    given(*the_committee).when(answering("planned", due=due)).then_refused(APlanNeedsItsDay)


def test_a_promise_for_today_is_a_promise() -> None:
    today = by_committee.at[:10]
    given(*the_committee).when(answering("planned", due=today)).then(answered("planned", today))


def test_a_plan_may_be_planned_anew_in_public() -> None:
    history = given(*the_committee, answered("planned", A_DAY_AHEAD))
    history.when(answering("planned", due="2026-09-30")).then(answered("planned", "2026-09-30"))


@pytest.mark.parametrize("status", ["accepted", "declined", "under-review"])
def test_only_a_plan_bears_a_day(status: Status) -> None:
    given(*the_committee).when(answering(status, due=A_DAY_AHEAD)).then(answered(status))


def test_only_what_is_shown_is_answered() -> None:
    given(committee_appointed).when(answering()).then_refused(NoSuchSuggestion)
    given(*the_committee, suggestion_hidden).when(answering()).then_refused(SuggestionIsHidden)
    given(*the_committee, suggestion_withdrawn).when(answering()).then_refused(
        SuggestionWasWithdrawn
    )


@pytest.mark.parametrize(("before", "after"), LAWFUL)
def test_what_was_merged_still_owes_its_answer(before: Status | None, after: Status) -> None:
    away = merged.model_copy(update={"suggestion": reading_corner, "into": "suggestion:other"})
    due = with_its_day(after)
    history = given(*the_committee, *so_far(before), away)
    history.when(answering(after, due=due)).then(answered(after, due))


def test_an_amended_suggestion_is_answered_too() -> None:
    given(*the_committee, amended).when(answering()).then(answered("accepted"))
