"""Whoever sends a ballot once more, long after the opening, is told what was told first."""

from tests.services.at_the_polls import Polls


def test_a_repeat_of_a_ballot_is_answered_alike_after_the_opening(polls: Polls) -> None:
    voter = polls.neighbourhood.resident().saying(idempotency_key="my-vote")
    poll = polls.open()
    first = polls.vote(voter, poll, 1)
    polls.close(poll)
    for choice in (1, 2):
        repeated = voter.put(f"polls/{poll}/ballot", {"choice": [choice]})
        assert (repeated.status, repeated.json) == (201, first.json)


def test_so_is_a_second_reading_of_a_sheet(polls: Polls) -> None:
    member = str(polls.neighbourhood.resident().get("me").json["member"])
    poll = polls.open()
    sheet = {"for": member, "choice": [1]}
    paper = polls.shown(polls.neighbourhood.clerk.post(f"polls/{poll}/papers", sheet)).json["id"]
    confirmation = f"polls/{poll}/papers/{paper}/confirmation"
    colleague = polls.colleague.saying(idempotency_key="second-reading")
    first = polls.shown(colleague.post(confirmation, {"choice": [1]}))
    polls.close(poll)
    repeated = colleague.post(confirmation, {"choice": [1]})
    assert (repeated.status, repeated.json) == (201, first.json)
