import pytest

from tests.services.at_the_polls import Polls
from tests.services.calling import Caller


@pytest.fixture(scope="module")
def voters(polls: Polls) -> list[Caller]:
    """Two who were verified before any poll was opened."""
    return [polls.neighbourhood.resident() for _ in range(2)]


@pytest.fixture(scope="module")
def registered(polls: Polls, voters: list[Caller]) -> list[str]:
    """Their names on the roll, by which the desk finds them."""
    return [str(voter.get("me").json["member"]) for voter in voters]


def test_a_paper_ballot_takes_two_people_who_read_the_same(
    polls: Polls, registered: list[str]
) -> None:
    poll = polls.open()
    sheet = {"for": registered[0], "choice": [1]}
    recorded = polls.shown(polls.neighbourhood.clerk.post(f"polls/{poll}/papers", sheet)).json
    [waiting] = polls.colleague.get(f"polls/{poll}/papers").json["items"]
    assert (waiting["id"], waiting["by"], waiting["state"]) == (
        recorded["id"], "staff:clerk", "waiting",
    )  # fmt: skip
    assert "choice" not in waiting
    assert polls.of(poll)["voters"] == 0
    confirmation = f"polls/{poll}/papers/{recorded['id']}/confirmation"
    same = {"choice": [1]}
    first_hand = polls.neighbourhood.clerk.post(confirmation, same)
    assert first_hand.problem == "another-person-confirms"
    polls.shown(polls.colleague.post(confirmation, same))
    assert polls.of(poll)["voters"] == 1
    assert polls.of(poll, "result")["turnout"] == [{"channel": "paper", "ballots": 1}]
    assert polls.colleague.get(f"polls/{poll}/papers").json["items"] == []
    [read] = polls.colleague.get(f"polls/{poll}/papers?state=confirmed").json["items"]
    assert read["confirmed_by"] == "staff:colleague"


def test_after_a_confirmed_paper_nothing_is_cast_on_the_web(
    polls: Polls, voters: list[Caller], registered: list[str]
) -> None:
    poll = polls.open()
    sheet = {"for": registered[0], "choice": [1]}
    paper = polls.shown(polls.neighbourhood.clerk.post(f"polls/{poll}/papers", sheet)).json["id"]
    polls.vote(voters[0], poll, 0)
    confirmation = f"polls/{poll}/papers/{paper}/confirmation"
    polls.shown(polls.colleague.post(confirmation, {"choice": [1]}))
    answer = voters[0].put(f"polls/{poll}/ballot", {"choice": [0]})
    assert answer.problem == "paper-ballot-stands"
    polls.close(poll)
    assert polls.of(poll, "result")["outcome"]["votes"] == [0, 1, 0]


def test_residents_neither_record_nor_read_papers(
    polls: Polls, voters: list[Caller], registered: list[str]
) -> None:
    poll = polls.open()
    sheet = {"for": registered[1], "choice": [1]}
    assert voters[0].post(f"polls/{poll}/papers", sheet).problem == "not-your-office"
    assert voters[0].get(f"polls/{poll}/papers").problem == "not-your-office"
    clerk = polls.neighbourhood.clerk
    assert clerk.post(f"polls/{poll}/papers", {"choice": [1]}).problem == "malformed"
    nobody = clerk.post(f"polls/{poll}/papers", {"for": "nobody-here", "choice": [1]})
    assert nobody.problem == "no-such-login"
    of_another = clerk.post(f"polls/{polls.open()}/papers/paper:none/confirmation", {"choice": [1]})
    assert of_another.problem == "no-such-paper"
