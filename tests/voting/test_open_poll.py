from dataclasses import replace

import pytest

from domain.community.events import PolicyAdopted
from domain.kernel import Act
from domain.policies import WHO_MAY_VOTE
from domain.standing import NotYourOffice
from domain.voting.events import Audience, Kind, Mode, TieRule, Unit
from domain.voting.open_poll import (
    AudienceIsTooWide,
    ClosingTimeDoesNotFit,
    LabelsDoNotFit,
    LotNeedsItsDraw,
    NothingToVoteOn,
    OpenPoll,
    PollAlreadyOpened,
    TermsDoNotFit,
)
from domain.voting.poll_as_it_stands import later
from domain.voting.terms import AUDIENCES, KINDS, MODES, TIE_RULES, UNITS, Terms, choices_and_seats
from tests.cast import (
    bicycle_shed,
    by_clerk,
    by_committee,
    clerk_appointed,
    committee_appointed,
    reading_corner,
    suggestion_submitted,
)
from tests.cast_of_decisions import CLOSES_AT, poll_opened, programme
from tests.scenario import given

the_terms = Terms(
    kind="one",
    options=3,
    choices_max=1,
    seats=1,
    audience="residents",
    unit="person",
    mode="sealed",
    quorum=0,
    threshold=0,
    tie_rule="listed-first",
    closes_at=CLOSES_AT,
    hold_hours=24,
    suggestions=(reading_corner,),
)
assert poll_opened.title is not None
assert poll_opened.text is not None
assert poll_opened.labels is not None
EVERYBODY: tuple[Audience, ...] = AUDIENCES
the_committee = given(committee_appointed, suggestion_submitted)


def opening(
    terms: Terms = the_terms,
    act: Act = by_committee,
    *,
    title: str = poll_opened.title,
    text: str = poll_opened.text,
    labels: tuple[str, ...] = poll_opened.labels,
) -> OpenPoll:
    return OpenPoll(
        act=act,
        poll=programme,
        voice="voice:2026",
        terms=terms,
        title=title,
        text=text,
        labels=labels,
    )


def who_may_vote(value: str) -> PolicyAdopted:
    return PolicyAdopted(act=by_committee, policy=WHO_MAY_VOTE.id, value=value)


def test_the_committee_opens_a_poll_and_all_its_terms_are_recorded() -> None:
    the_committee.when(opening()).then(poll_opened)


def test_nobody_else_opens_one() -> None:
    history = given(clerk_appointed, suggestion_submitted)
    history.when(opening(act=by_clerk)).then_refused(NotYourOffice)


def test_the_terms_of_a_poll_are_fixed_by_its_opening() -> None:
    history = given(committee_appointed, suggestion_submitted, poll_opened)
    history.when(opening()).then_refused(PollAlreadyOpened)
    history.when(opening(replace(the_terms, quorum=5))).then_refused(PollAlreadyOpened)


@pytest.mark.parametrize("kind", KINDS)
def test_a_poll_asks_in_one_of_five_ways(kind: Kind) -> None:
    choices_max, seats = choices_and_seats(kind, 3, choices_max=2, seats=1)
    terms = replace(the_terms, kind=kind, choices_max=choices_max, seats=seats)
    the_committee.when(opening(terms)).then(
        poll_opened.model_copy(update={"kind": kind, "choices_max": choices_max, "seats": seats})
    )


@pytest.mark.parametrize("tie_rule", TIE_RULES)
def test_how_a_tie_is_broken_is_fixed_before_anybody_votes(tie_rule: TieRule) -> None:
    terms = replace(the_terms, tie_rule=tie_rule)
    the_committee.when(opening(terms)).then(poll_opened.model_copy(update={"tie_rule": tie_rule}))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("mode", MODES)
def test_names_of_a_poll_are_its_own_where_it_is_anonymous_or_of_households(
    mode: Mode, unit: Unit
) -> None:
    by_name = mode != "anonymous" and unit == "person"
    scope = "voice:2026" if by_name else f"ballot:{programme.removeprefix('poll:')}"
    the_committee.when(opening(replace(the_terms, mode=mode, unit=unit))).then(
        poll_opened.model_copy(update={"mode": mode, "unit": unit, "scope": scope})
    )


def test_terms_that_contradict_each_other_are_refused() -> None:
    too_many_seats = opening(replace(the_terms, seats=4))
    the_committee.when(too_many_seats).then_refused(TermsDoNotFit)


@pytest.mark.parametrize("audience", EVERYBODY)
def test_where_every_confirmed_resident_may_vote_any_audience_is_asked(audience: Audience) -> None:
    terms = replace(the_terms, audience=audience)
    poll = poll_opened.model_copy(update={"audience": audience})
    the_committee.when(opening(terms)).then(poll)
    history = given(committee_appointed, suggestion_submitted, who_may_vote("verified"))
    history.when(opening(terms)).then(poll)


@pytest.mark.parametrize(
    ("value", "audience"),
    [
        ("verified-14-and-over", "residents"),
        ("verified-adults", "residents"),
        ("verified-adults", "14-and-over"),
    ],
)
def test_a_poll_asks_nobody_whom_the_rules_leave_out(value: str, audience: Audience) -> None:
    history = given(committee_appointed, suggestion_submitted, who_may_vote(value))
    history.when(opening(replace(the_terms, audience=audience))).then_refused(AudienceIsTooWide)


@pytest.mark.parametrize(
    ("value", "audience"),
    [
        ("verified-14-and-over", "14-and-over"),
        ("verified-14-and-over", "adults"),
        ("verified-adults", "adults"),
        ("verified-adults", "stewards"),
        ("verified-adults", "planners"),
    ],
)
def test_a_poll_asks_those_whom_the_rules_let_vote(value: str, audience: Audience) -> None:
    history = given(committee_appointed, suggestion_submitted, who_may_vote(value))
    history.when(opening(replace(the_terms, audience=audience))).then(
        poll_opened.model_copy(update={"audience": audience})
    )


@pytest.mark.parametrize(
    "closes_at",
    [
        by_committee.at,
        later(by_committee.at, hours=-1),
        later(by_committee.at, minutes=4),
        later(by_committee.at, hours=90 * 24, minutes=1),
    ],
)
def test_a_poll_is_open_for_five_minutes_at_least_and_ninety_days_at_most(closes_at: str) -> None:
    terms = replace(the_terms, closes_at=closes_at)
    the_committee.when(opening(terms)).then_refused(ClosingTimeDoesNotFit)


@pytest.mark.parametrize("minutes", [5, 90 * 24 * 60])
def test_the_shortest_and_the_longest_poll_are_lawful(minutes: int) -> None:
    closes_at = later(by_committee.at, minutes=minutes)
    the_committee.when(opening(replace(the_terms, closes_at=closes_at))).then(
        poll_opened.model_copy(update={"closes_at": closes_at})
    )


def test_a_poll_is_about_suggestions_that_are_there() -> None:
    both = replace(the_terms, suggestions=(reading_corner, bicycle_shed))
    the_committee.when(opening(both)).then_refused(NothingToVoteOn)


def test_a_poll_may_be_about_no_suggestion_at_all() -> None:
    given(committee_appointed).when(opening(replace(the_terms, suggestions=()))).then(
        poll_opened.model_copy(update={"suggestions": ()})
    )


@pytest.mark.parametrize(
    "labels",
    [
        (),
        ("越剧", "合唱"),
        ("越剧", "合唱", "越剧"),
        ("越剧", "合唱", " 越剧 "),
        ("越剧", "合唱", " "),
    ],
)
def test_each_option_has_its_own_wording(labels: tuple[str, ...]) -> None:
    the_committee.when(opening(labels=labels)).then_refused(LabelsDoNotFit)


def test_a_poll_has_a_title() -> None:
    the_committee.when(opening(title=" ")).then_refused(LabelsDoNotFit)


def test_a_poll_that_a_lot_may_decide_says_by_which_public_draw() -> None:
    by_lot = replace(the_terms, tie_rule="lot")
    for text in ("", " \n"):
        the_committee.when(opening(by_lot, text=text)).then_refused(LotNeedsItsDraw)
    draw = "平票时，以收盘次日第一期双色球的六个红球为准。"
    the_committee.when(opening(by_lot, text=draw)).then(
        poll_opened.model_copy(update={"tie_rule": "lot", "text": draw})
    )


@pytest.mark.parametrize("rule", ["listed-first", "stays"])
def test_where_no_lot_decides_a_poll_needs_no_text(rule: TieRule) -> None:
    the_committee.when(opening(replace(the_terms, tie_rule=rule), text="")).then(
        poll_opened.model_copy(update={"tie_rule": rule, "text": None})
    )
