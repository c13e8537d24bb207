"""What stands beside the requests of ballots says nothing of them, and goes after the poll."""

from domain.kernel import Act
from domain.residents.grant_role import GrantRole
from domain.voting.confirm_paper_ballot import ConfirmPaperBallot
from infra.opening import Opening
from services.door import Recorded, RequestReused
from tests.record.ballots import CLERK, BallotPaper
from tests.record.polls import vote
from tests.record.town import NOON, Resident, Town, again, asked, refusals, request

SAME = b'{"choice":[1]}'


def digests(there: Town) -> dict[int, bytes | None]:
    """By the position up to which each request brought the log; a key stands beside each digest."""
    rows = there.rows("SELECT head, digest, digest_key FROM request ORDER BY head")
    assert all((digest is None) == (key is None) for _, digest, key in rows)
    return {head: digest for head, digest, _ in rows}


def cast(poll: BallotPaper, who: Resident, choice: int) -> Recorded:
    waiting = asked(vote(who, poll.poll, choice, NOON), request(SAME))
    [recorded] = poll.there.recorded(waiting)
    return recorded


def test_equal_ballots_leave_different_digests(linjiang: Town) -> None:
    first, second = linjiang.residents(2)
    poll = BallotPaper.opened(linjiang)
    one, other = cast(poll, first, 1), cast(poll, second, 1)
    found = digests(linjiang)
    assert found[one.position] is not None
    assert found[one.position] != found[other.position]


def test_a_repeat_is_known_and_another_body_under_its_key_is_refused(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    waiting = asked(vote(somebody, poll.poll, 1, NOON), request(SAME))
    [first] = linjiang.recorded(waiting)
    assert linjiang.recorded(waiting) == [first]
    assert refusals(linjiang.decide(again(waiting, b'{"choice":[2]}'))) == [RequestReused]


def test_after_the_opening_no_digest_of_a_ballot_is_left_to_try_choices_on(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll, running = BallotPaper.opened(linjiang), BallotPaper.opened(linjiang)
    replaced, counts = cast(poll, somebody, 0), cast(poll, somebody, 1)
    elsewhere = cast(running, somebody, 1)
    said = linjiang.recorded(asked(somebody.submits(), request()))[0]
    poll.closes()
    Opening(linjiang.installation).run()
    found = digests(linjiang)
    assert found[replaced.position] is found[counts.position] is None
    assert found[elsewhere.position] is not None
    assert found[said.position] is not None


def test_nor_one_of_what_a_second_person_read_from_paper(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    paper, _ = poll.votes_on_paper(somebody, 1)
    office = GrantRole(act=Act.of(linjiang.chair, NOON), holder=CLERK, role="clerk")
    reading = ConfirmPaperBallot(
        act=Act.of(CLERK, NOON, somebody.voice), poll=poll.poll, paper=paper, agrees=True,
        arrived=NOON,
    )  # fmt: skip
    linjiang.recorded(office)
    [confirmed] = linjiang.recorded(asked(reading, request(SAME)))
    # Something else happens, and then the same sheet is read once more, which records nothing.
    [said] = linjiang.recorded(asked(somebody.submits(), request()))
    linjiang.suggestion(linjiang.resident())
    [once_more] = linjiang.recorded(asked(reading, request(SAME)))
    assert (confirmed.count, once_more.count) == (1, 0)
    poll.closes()
    Opening(linjiang.installation).run()
    found = digests(linjiang)
    assert found[confirmed.position] is found[once_more.position] is None
    assert found[said.position] is not None


def test_nor_after_a_poll_was_cancelled(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    ballot = cast(poll, somebody, 1)
    poll.is_cancelled()
    Opening(linjiang.installation).run()
    assert digests(linjiang)[ballot.position] is None


def test_whoever_repeats_a_ballot_after_the_opening_gets_the_first_answer(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    waiting = asked(vote(somebody, poll.poll, 1, NOON), request(SAME))
    [first] = linjiang.recorded(waiting)
    poll.closes()
    Opening(linjiang.installation).run()
    assert linjiang.recorded(waiting, again(waiting, b"{}")) == [first, first]
