from hashlib import sha256

import pytest

from domain.voting.counting import Ballots, count
from domain.voting.instant_runoff import Round
from domain.voting.ties import drawn_for
from tests.voting.elections import terms_of

AGREE, DISAGREE, PASS = range(3)
two_equal: Ballots = {(0,): 3, (1,): 3, (2,): 1}


def test_the_option_with_the_most_votes_wins() -> None:
    outcome = count(terms_of("one", 3), {(0,): 2, (1,): 3, (2,): 1})
    assert (outcome.votes, outcome.winners, outcome.tied) == ((2, 3, 1), (1,), ())


def test_as_many_options_win_as_there_are_seats() -> None:
    outcome = count(terms_of("approval", 4, seats=2), {(0, 3): 2, (1, 3): 1, (2,): 1})
    assert outcome.votes == (2, 1, 1, 3)
    assert outcome.winners == (0, 3)


def test_an_option_without_any_vote_takes_no_seat() -> None:
    assert count(terms_of("approval", 3, seats=2), {(1,): 4}).winners == (1,)


def test_a_blank_ballot_counts_as_a_ballot_and_for_no_option() -> None:
    outcome = count(terms_of("one", 2, quorum=3), {(): 2, (0,): 1})
    assert (outcome.ballots, outcome.votes, outcome.winners) == (3, (1, 0), (0,))


def test_without_ballots_nobody_wins_and_nobody_is_tied() -> None:
    for kind in ("one", "several", "approval", "ranked", "statements"):
        outcome = count(terms_of(kind, 3), {})
        assert (outcome.winners, outcome.tied, outcome.tie_stands) == ((), (), False)


def test_below_the_quorum_nobody_wins_and_the_votes_are_still_told() -> None:
    short, enough = (count(terms_of("one", 3, quorum=n), two_equal) for n in (8, 7))
    assert (short.quorum_met, short.winners, short.tied, short.tie_stands) == (False, (), (), False)
    assert short.votes == (3, 3, 1)
    assert (enough.quorum_met, enough.tied) == (True, (0, 1))


def test_a_winner_must_exceed_the_threshold_and_to_reach_it_is_not_enough() -> None:
    ballots: Ballots = {(0,): 5, (1,): 3, (2,): 2}
    half, less = (count(terms_of("one", 3, threshold=p), ballots) for p in (50, 49))
    assert (half.threshold_met, half.winners) == (False, ())
    assert (less.threshold_met, less.winners) == (True, (0,))


def test_the_threshold_is_measured_by_all_ballots_also_blank_ones() -> None:
    assert count(terms_of("one", 2, threshold=50), {(0,): 5, (1,): 4}).winners == (0,)
    assert count(terms_of("one", 2, threshold=50), {(0,): 5, (1,): 4, (): 1}).winners == ()


def test_seats_stay_empty_where_too_few_options_pass_the_threshold() -> None:
    outcome = count(terms_of("approval", 3, seats=2, threshold=50), {(0, 1): 1, (0,): 2})
    assert outcome.winners == (0,)


def test_a_tie_at_the_last_seat_is_told_and_stands_if_the_terms_say_so() -> None:
    outcome = count(terms_of("one", 3, tie_rule="stays"), two_equal)
    assert (outcome.winners, outcome.tied) == ((), (0, 1))
    assert (outcome.tie_stands, outcome.tie_broken_by) == (True, "")


def test_where_a_tie_stands_those_above_it_have_won() -> None:
    outcome = count(terms_of("approval", 3, seats=2), {(0, 1): 2, (0, 2): 2})
    assert (outcome.winners, outcome.tied, outcome.tie_stands) == ((0,), (1, 2), True)


def test_equals_who_all_find_a_seat_are_no_tie() -> None:
    outcome = count(terms_of("approval", 3, seats=2), {(0, 1): 2, (2,): 1})
    assert (outcome.winners, outcome.tied) == ((0, 1), ())


def test_the_first_listed_of_equals_wins_if_the_terms_say_so_and_the_tie_is_told() -> None:
    outcome = count(terms_of("one", 3, tie_rule="listed-first"), two_equal)
    assert (outcome.winners, outcome.tied) == ((0,), (0, 1))
    assert (outcome.tie_stands, outcome.tie_broken_by) == (False, "listed-first")


def test_a_tie_that_a_lot_decides_stands_until_the_lot_is_drawn() -> None:
    outcome = count(terms_of("one", 3, tie_rule="lot"), two_equal)
    assert (outcome.winners, outcome.tied, outcome.tie_stands) == ((), (0, 1), True)


@pytest.mark.parametrize("drawn", ["5 11 17 23 29 33 8", "2 9", "0"])
def test_whoever_knows_what_was_drawn_can_work_out_the_lot(drawn: str) -> None:
    outcome = count(terms_of("one", 3, tie_rule="lot"), two_equal, drawn)
    lots = {n: sha256(f"{drawn}\0{n}".encode()).digest() for n in (0, 1)}
    assert outcome.winners == (min(lots, key=lots.__getitem__),)
    assert (outcome.tied, outcome.tie_stands, outcome.tie_broken_by) == ((0, 1), False, "lot")
    assert {n: drawn_for(n, drawn) for n in (0, 1)} == lots


def test_what_was_drawn_changes_nothing_where_nobody_is_tied() -> None:
    clear: Ballots = {(0,): 3, (1,): 2}
    terms = terms_of("one", 2, tie_rule="lot")
    assert count(terms, clear, "7") == count(terms, clear)


def test_a_statement_is_carried_if_more_agree_than_disagree_whoever_passes() -> None:
    ballots: Ballots = {
        (AGREE, 3 + PASS): 2,
        (DISAGREE, 3 + AGREE): 2,
        (AGREE, 3 + DISAGREE, 6 + PASS): 1,
    }
    outcome = count(terms_of("statements", 3), ballots)
    assert outcome.votes == (3, 2, 0, 2, 1, 2, 0, 0, 1)
    assert outcome.winners == (0, 1)


def test_a_statement_on_which_as_many_agree_as_disagree_is_not_carried() -> None:
    outcome = count(terms_of("statements", 1, tie_rule="listed-first"), {(AGREE,): 2, (1,): 2})
    assert (outcome.winners, outcome.tied, outcome.tie_stands) == ((), (), False)


def test_a_statement_too_must_exceed_the_threshold() -> None:
    ballots: Ballots = {(AGREE,): 2, (PASS,): 2}
    half, less = (count(terms_of("statements", 1, threshold=p), ballots) for p in (50, 49))
    assert (half.winners, half.threshold_met) == ((), False)
    assert (less.winners, less.threshold_met) == ((0,), True)


def test_more_than_half_of_the_first_preferences_win_in_one_round() -> None:
    outcome = count(terms_of("ranked", 3), {(0, 1): 3, (1,): 1, (2, 1): 1})
    assert outcome.winners == (0,)
    assert outcome.rounds == (Round((3, 1, 1), 0),)


def test_the_last_option_leaves_and_its_ballots_pass_to_the_next_preference() -> None:
    outcome = count(terms_of("ranked", 3), {(0,): 4, (1, 0): 3, (2, 1): 2})
    assert outcome.rounds == (Round((4, 3, 2), 0, (2,)), Round((4, 5, 0), 0))
    assert (outcome.winners, outcome.votes) == ((1,), (4, 5, 0))


def test_a_ballot_that_names_nobody_who_is_left_is_exhausted() -> None:
    outcome = count(terms_of("ranked", 3), {(0,): 4, (1, 0): 3, (2,): 2, (): 1})
    assert [each.exhausted for each in outcome.rounds] == [1, 3]
    assert outcome.winners == (0,)


def test_options_that_together_cannot_reach_the_next_one_leave_together() -> None:
    outcome = count(terms_of("ranked", 4), {(0,): 4, (1,): 4, (2, 1): 1, (3, 1): 1})
    assert outcome.rounds[0] == Round((4, 4, 1, 1), 0, (2, 3), (2, 3), "together")
    assert (outcome.winners, outcome.tied, outcome.tie_broken_by) == ((1,), (), "")


def test_of_equals_for_leaving_those_leave_who_were_behind_in_an_earlier_round() -> None:
    ballots: Ballots = {(0,): 5, (1,): 4, (2,): 3, (3, 2): 1}
    outcome = count(terms_of("ranked", 4, tie_rule="stays"), ballots)
    assert outcome.rounds[1] == Round((5, 4, 4, 0), 0, (2,), (1, 2), "earlier-round")
    assert (outcome.winners, outcome.tied, outcome.tie_stands) == ((0,), (), False)


def test_of_equals_for_leaving_who_were_always_equal_the_later_listed_leaves() -> None:
    ballots: Ballots = {(0,): 4, (1, 0): 3, (2, 1): 3}
    outcome = count(terms_of("ranked", 3, tie_rule="listed-first"), ballots)
    assert outcome.rounds[0] == Round((4, 3, 3), 0, (2,), (1, 2), "listed-first")
    assert (outcome.winners, outcome.tied) == ((1,), (1, 2))
    assert outcome.tie_broken_by == "listed-first"


def test_of_equals_for_leaving_the_last_of_the_lot_leaves() -> None:
    terms = terms_of("ranked", 3, tie_rule="lot")
    ballots: Ballots = {(0,): 4, (1, 0): 3, (2, 1): 3}
    outcome = count(terms, ballots, "5 11")
    last = max((1, 2), key=lambda option: drawn_for(option, "5 11"))
    assert outcome.rounds[0] == Round((4, 3, 3), 0, (last,), (1, 2), "lot")
    assert outcome.winners == ((1,) if last == 2 else (0,))
    assert outcome.tie_broken_by == "lot"


def test_the_rounds_stop_where_nothing_decides_who_leaves() -> None:
    ballots: Ballots = {(0,): 4, (1, 0): 3, (2, 1): 3}
    stays = count(terms_of("ranked", 3, tie_rule="stays"), ballots)
    undrawn = count(terms_of("ranked", 3, tie_rule="lot"), ballots)
    assert stays == undrawn
    assert stays.rounds == (Round((4, 3, 3), 0, (), (1, 2)),)
    assert (stays.winners, stays.tied, stays.tie_stands) == ((), (1, 2), True)


def test_two_who_are_equal_in_the_last_round_are_a_tie() -> None:
    ballots: Ballots = {(0,): 2, (1,): 2}
    stays, listed = (
        count(terms_of("ranked", 2, tie_rule=rule), ballots) for rule in ("stays", "listed-first")
    )
    assert (stays.winners, stays.tied, stays.tie_stands) == ((), (0, 1), True)
    assert (listed.winners, listed.tied, listed.votes) == ((0,), (0, 1), (2, 2))


def test_with_a_threshold_the_rounds_go_on_until_it_is_passed_or_two_are_left() -> None:
    ballots: Ballots = {(0,): 51, (1,): 30, (2, 0): 19}
    assert count(terms_of("ranked", 3, threshold=60), ballots).votes == (70, 30, 0)
    assert count(terms_of("ranked", 3, threshold=60), ballots).winners == (0,)
    assert count(terms_of("ranked", 3, threshold=70), ballots).winners == ()
    assert count(terms_of("ranked", 3, threshold=50), ballots).rounds == (Round((51, 30, 19), 0),)
