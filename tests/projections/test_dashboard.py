from datetime import date

import pytest

from domain.kernel import SYSTEM, Event
from domain.residents.events import MemberLeft
from domain.suggestions.events import StanceTaken, SuggestionAmended
from projections.dashboard_days import local_day
from projections.dashboard_folds import (
    CHANNELS,
    CHOICES,
    DASHBOARD,
    DAYS,
    PARTICIPANTS,
    PARTICIPATION,
    ChannelRow,
    ChoiceRow,
    DayRow,
    ParticipantRow,
    ParticipationRow,
    scope_of,
)
from projections.dashboard_roll import ROLL, RollRow
from projections.projection import FoldFailed
from tests.projections.scenario import (
    CLERK,
    MIDNIGHT,
    NEIGHBOUR,
    NOON,
    READING_CORNER,
    RESIDENT,
    RESIDENT_ON_THE_ROLL,
    act,
    commented,
    founded,
    given,
    joined,
    stance,
    stance_withdrawn,
    submitted,
    verified,
)

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def took_part(who: str, day: date, **acts: int) -> ParticipationRow:
    return ParticipationRow(scope_of(who), day, who, **acts)


def then_participation(events: list[Event], *expected: ParticipationRow) -> None:
    given(*events).then_rows(DASHBOARD, PARTICIPATION, *expected)


def test_every_stance_is_an_act_and_only_the_last_one_stands() -> None:
    history = [founded, submitted, stance("agree", NEIGHBOUR), stance("disagree", NEIGHBOUR)]
    then_participation(
        history,
        took_part(RESIDENT, MONDAY, suggestion=1),
        took_part(NEIGHBOUR, MONDAY, stance=2),
    )
    given(*history).then_rows(
        DASHBOARD, CHOICES, ChoiceRow("voice:2026", "agree", 0),
        ChoiceRow("voice:2026", "disagree", 1),
    )  # fmt: skip


def test_a_day_begins_at_midnight_of_the_community() -> None:
    then_participation(
        [founded, submitted, stance("agree"), stance("pass", at=MIDNIGHT)],
        took_part(RESIDENT, MONDAY, suggestion=1, stance=1),
        took_part(RESIDENT, TUESDAY, stance=1),
    )


def test_an_imported_act_counts_on_the_day_on_which_it_happened() -> None:
    imported = StanceTaken(
        act=act("import:polis", on_behalf="voice:import/polis:somebody"),
        suggestion=READING_CORNER,
        choice="agree",
        channel="import",
        occurred_at="2015-08-01T18:30:00Z",
    )
    then_participation(
        [founded, submitted, imported],
        took_part(RESIDENT, MONDAY, suggestion=1),
        took_part("voice:import/polis:somebody", date(2015, 8, 2), stance=1),
    )


def test_an_act_at_the_desk_is_the_residents_own() -> None:
    at_the_desk = StanceTaken(
        act=act(CLERK, on_behalf=RESIDENT),
        suggestion=READING_CORNER,
        choice="agree",
        channel="desk",
    )
    then_participation(
        [founded, submitted, at_the_desk], took_part(RESIDENT, MONDAY, suggestion=1, stance=1)
    )


def test_days_and_channels_count_acts_and_distinct_names_within_a_scope() -> None:
    elsewhere = stance("agree", "voice:import/polis:somebody")
    history = given(
        founded, submitted, stance("agree"), stance("pass"), stance("pass", NEIGHBOUR), elsewhere
    )
    history.then_rows(
        DASHBOARD,
        DAYS,
        DayRow("voice:2026", MONDAY, "any", acts=4, people=2),
        DayRow("voice:2026", MONDAY, "suggestion", acts=1, people=1),
        DayRow("voice:2026", MONDAY, "stance", acts=3, people=2),
        DayRow("voice:import/polis", MONDAY, "any", acts=1, people=1),
        DayRow("voice:import/polis", MONDAY, "stance", acts=1, people=1),
    )
    history.then_rows(
        DASHBOARD,
        CHANNELS,
        ChannelRow("voice:2026", MONDAY, "web", acts=4),
        ChannelRow("voice:import/polis", MONDAY, "web", acts=1),
    )
    history.then_rows(
        DASHBOARD,
        PARTICIPANTS,
        ParticipantRow("voice:2026", RESIDENT, suggestion=1, stance=2),
        ParticipantRow("voice:2026", NEIGHBOUR, stance=1),
        ParticipantRow("voice:import/polis", "voice:import/polis:somebody", stance=1),
    )


def test_a_comment_is_an_act() -> None:
    then_participation([founded, commented], took_part(NEIGHBOUR, MONDAY, comment=1))


def test_to_amend_a_suggestion_is_an_act_of_its_author() -> None:
    amended = SuggestionAmended(act=act(), suggestion=READING_CORNER, version=2, channel="web")
    then_participation([founded, submitted, amended], took_part(RESIDENT, MONDAY, suggestion=2))


def test_a_withdrawn_stance_stands_no_longer_and_was_an_act() -> None:
    history = [founded, submitted, stance("agree", NEIGHBOUR), stance_withdrawn(NEIGHBOUR)]
    given(*history).then_rows(DASHBOARD, CHOICES, ChoiceRow("voice:2026", "agree", 0))
    then_participation(
        history,
        took_part(RESIDENT, MONDAY, suggestion=1),
        took_part(NEIGHBOUR, MONDAY, stance=2),
    )


def test_after_withdrawing_one_may_take_a_stance_again() -> None:
    given(
        founded, submitted, stance("agree"), stance_withdrawn(), stance("agree"), stance("pass")
    ).then_rows(
        DASHBOARD, CHOICES, ChoiceRow("voice:2026", "agree", 0), ChoiceRow("voice:2026", "pass", 1)
    )


def test_what_the_system_withdraws_for_somebody_erased_is_no_act_of_theirs() -> None:
    by_the_system = stance_withdrawn().model_copy(
        update={"act": act(SYSTEM, on_behalf=RESIDENT), "channel": "system"}
    )
    history = [founded, submitted, stance("agree"), by_the_system]
    given(*history).then_rows(DASHBOARD, CHOICES, ChoiceRow("voice:2026", "agree", 0))
    then_participation(history, took_part(RESIDENT, MONDAY, suggestion=1, stance=1))
    given(*history).then_rows(DASHBOARD, CHANNELS, ChannelRow("voice:2026", MONDAY, "web", acts=2))


def test_the_roll_counts_who_joins_and_who_is_verified_on_their_days() -> None:
    given(founded, joined, verified).then_rows(
        DASHBOARD,
        ROLL,
        RollRow(MONDAY, joined=1, members=1),
        RollRow(TUESDAY, verified=1, members=1, members_verified=1),
    )


def test_who_leaves_is_on_the_roll_no_longer_and_begins_anew_when_joining_again() -> None:
    left = MemberLeft(act=act(RESIDENT_ON_THE_ROLL, MIDNIGHT))
    again = joined.model_copy(update={"act": act(RESIDENT_ON_THE_ROLL, MIDNIGHT)})
    given(founded, joined, verified, left).then_rows(
        DASHBOARD, ROLL,
        RollRow(MONDAY, joined=1, members=1),
        RollRow(TUESDAY, verified=1, gone=1),
    )  # fmt: skip
    given(founded, joined, verified, left, again).then_rows(
        DASHBOARD, ROLL,
        RollRow(MONDAY, joined=1, members=1),
        RollRow(TUESDAY, joined=1, verified=1, gone=1, members=1),
    )  # fmt: skip


def test_nothing_has_a_day_before_the_founding_says_where_the_community_is() -> None:
    with pytest.raises(FoldFailed):
        given(joined).rows(DASHBOARD)


def test_the_scope_of_a_name_is_everything_before_its_last_colon() -> None:
    assert scope_of("voice:import/polis:Zk3v") == "voice:import/polis"


def test_days_follow_summer_time() -> None:
    assert local_day("2026-07-01T22:30Z", "Europe/Berlin") == date(2026, 7, 2)
    assert local_day("2026-01-01T22:30Z", "Europe/Berlin") == date(2026, 1, 1)
    assert local_day(NOON, "Asia/Shanghai") == MONDAY


def test_at_both_ends_of_the_calendar_days_are_those_of_utc() -> None:
    assert local_day("0001-01-01T00:00Z", "America/New_York") == date(1, 1, 1)
    assert local_day("9999-12-31T23:59:59Z", "Asia/Shanghai") == date(9999, 12, 31)
