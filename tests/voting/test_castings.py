from domain.voting.castings import Casting, Castings
from tests.cast_of_decisions import (
    ballot_cast,
    ballot_on_paper,
    paper_confirmed,
    paper_disputed,
    vote_cast,
    vote_on_paper,
)

second_paper = vote_on_paper.model_copy(update={"paper": "paper:sheet_no_18_of_the_box"})
second_confirmed = paper_confirmed.model_copy(update={"paper": second_paper.paper})


def castings(*happened: Casting) -> Castings:
    """What one name cast, from position 1 on."""
    cast = Castings()
    for position, each in enumerate(happened, 1):
        cast.add(position, each)
    return cast


def test_whoever_cast_nothing_has_nothing_that_counts() -> None:
    assert (castings().counting, castings().superseded) == (None, 0)


def test_the_last_vote_of_a_name_counts_and_the_others_are_superseded() -> None:
    cast = castings(vote_cast((0,)), vote_cast((1,)), vote_cast((0,)))
    assert (cast.counting, cast.superseded) == (3, 2)


def test_a_sealed_ballot_is_counted_by_the_same_rule() -> None:
    cast = castings(ballot_cast, ballot_cast)
    assert (cast.counting, cast.superseded) == (2, 1)


def test_a_paper_that_nobody_confirmed_counts_for_nothing() -> None:
    cast = castings(ballot_on_paper)
    assert (cast.counting, len(cast.waiting), cast.superseded) == (None, 1, 0)


def test_beside_an_unconfirmed_paper_the_vote_online_counts() -> None:
    cast = castings(vote_cast((0,)), vote_on_paper)
    assert (cast.counting, len(cast.waiting), cast.superseded) == (1, 1, 0)


def test_a_confirmed_paper_outranks_votes_online_whichever_came_later() -> None:
    before = castings(vote_cast((0,)), vote_on_paper, paper_confirmed)
    after = castings(vote_on_paper, vote_cast((0,)), paper_confirmed)
    assert (before.counting, before.superseded) == (2, 1)
    assert (after.counting, after.superseded) == (1, 1)


def test_a_disputed_paper_never_counts_and_waits_for_nobody() -> None:
    cast = castings(ballot_on_paper, paper_disputed)
    assert (cast.counting, len(cast.waiting), cast.disputed, cast.superseded) == (None, 0, 1, 0)


def test_beside_a_disputed_paper_the_vote_online_counts() -> None:
    cast = castings(vote_cast((0,)), vote_on_paper, paper_disputed)
    assert (cast.counting, cast.disputed, cast.superseded) == (1, 1, 0)


def test_after_a_disputed_paper_the_next_one_counts_once_it_is_confirmed() -> None:
    cast = castings(vote_on_paper, paper_disputed, second_paper, second_confirmed)
    assert (cast.counting, cast.disputed, cast.superseded) == (3, 1, 0)


def test_a_disputed_paper_takes_nothing_from_one_that_was_confirmed_before() -> None:
    second_disputed = paper_disputed.model_copy(update={"paper": second_paper.paper})
    cast = castings(vote_on_paper, paper_confirmed, second_paper, second_disputed)
    assert (cast.counting, cast.disputed, cast.superseded) == (1, 1, 0)


def test_of_two_confirmed_papers_the_later_one_counts_whichever_was_confirmed_first() -> None:
    for order in ((paper_confirmed, second_confirmed), (second_confirmed, paper_confirmed)):
        cast = castings(vote_on_paper, second_paper, *order)
        assert (cast.counting, len(cast.waiting), cast.superseded) == (2, 0, 1)
