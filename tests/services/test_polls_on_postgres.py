import csv
from io import StringIO

import pytest

from tests.services.at_the_polls import BENCH, DRAW, Polls, in_days
from tests.services.calling import Caller

DISTANT = "2199-01-01T00:00Z"


@pytest.fixture(scope="module")
def voters(polls: Polls) -> list[Caller]:
    """Three who were verified before any poll was opened."""
    return [polls.neighbourhood.resident() for _ in range(3)]


def test_the_committee_opens_a_poll_and_everybody_reads_its_terms(
    polls: Polls, voters: list[Caller]
) -> None:
    about = polls.neighbourhood.suggestion(voters[0])
    poll = polls.open(suggestions=[about], quorum=2, text="用居民的建议经费。")
    shown = polls.of(poll)
    assert shown["labels"] == BENCH["labels"]
    assert (shown["title"], shown["text"]) == (BENCH["title"], "用居民的建议经费。")
    assert (shown["state"], shown["mode"], shown["quorum"]) == ("open", "sealed", 2)
    assert (shown["options"], shown["choices_max"], shown["seats"]) == (3, 1, 1)
    assert shown["suggestions"] == [about]
    assert shown["roll"] >= 3
    assert polls.of(poll, "course")["items"][0]["what"] == "opened"


def test_nobody_but_the_committee_opens_extends_cancels_or_closes(
    polls: Polls, voters: list[Caller]
) -> None:
    poll = polls.open()
    ways = {
        "polls": {**BENCH, "closes_at": DISTANT},
        f"polls/{poll}/extension": {"closes_at": DISTANT, "reason": "再等等"},
        f"polls/{poll}/cancellation": {"reason": "不要了"},
        f"polls/{poll}/closing": None,
        f"polls/{poll}/lot": {"drawn": "1 2 3 4 5 6"},
    }
    for path, body in ways.items():
        assert voters[0].post(path, body).problem == "not-your-office"
        assert polls.neighbourhood.clerk.post(path, body).problem == "not-your-office"
        assert polls.visitor.post(path, body).problem == "not-signed-in"


@pytest.mark.parametrize(
    "wrong",
    [
        {"closes_at": "2027-13-01T00:00Z"},
        {"closes_at": "tomorrow"},
        {"kind": "lottery"},
        {"labels": []},
        {"labels": ["木的", "木的"]},
        {"labels": ["木的", ""]},
        {"quorum": -1},
        {"quorum": True},
        {"threshold": 100},
        {"title": "？"},
        {"secret": True},
    ],
    ids=str,
)
def test_terms_that_cannot_be_used_are_told_field_by_field(
    polls: Polls, wrong: dict[str, object]
) -> None:
    body = {**BENCH, "closes_at": in_days(1), **wrong}
    answer = polls.neighbourhood.committee.post("polls", body)
    assert answer.problem == "malformed"
    assert [field["field"].partition(".")[0] for field in answer.json["fields"]] == [*wrong]


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"labels": ["木的"]}, "terms-do-not-fit"),
        ({"seats": 4}, "terms-do-not-fit"),
        ({"closes_at": DISTANT}, "closing-time-does-not-fit"),
        ({"suggestions": ["suggestion:none"]}, "nothing-to-vote-on"),
    ],
    ids=str,
)
def test_terms_that_contradict_the_rules_are_refused(
    polls: Polls, wrong: dict[str, object], problem: str
) -> None:
    body = {**BENCH, "closes_at": in_days(1), **wrong}
    assert polls.neighbourhood.committee.post("polls", body).problem == problem


def test_a_vote_in_public_is_told_at_once_and_may_be_changed(
    polls: Polls, voters: list[Caller]
) -> None:
    poll = polls.open(mode="open")
    polls.vote(voters[0], poll, 0)
    polls.vote(voters[1], poll, 1)
    polls.vote(voters[1], poll, 2)
    assert polls.vote(voters[1], poll, 2, status=200).json["recorded"] == 0
    result = polls.of(poll, "result")
    assert (result["final"], result["outcome"]["votes"]) == (False, [1, 0, 1])
    assert result["turnout"] == [{"channel": "web", "ballots": 2}]
    ballots = polls.of(poll, "ballots?limit=1")
    assert ballots["items"][0]["choice"] == [0]
    rest = polls.of(poll, f"ballots?cursor={ballots['next']}")
    assert ([one["choice"] for one in rest["items"]], rest["next"]) == ([[2]], None)
    [aside] = polls.of(poll, "set-aside")["items"]
    assert aside["reason"] == "superseded"


def test_a_sealed_choice_is_told_nowhere_before_the_opening_and_everywhere_after(
    polls: Polls, voters: list[Caller]
) -> None:
    poll = polls.open()
    for voter, choice in zip(voters, (0, 2, 2), strict=True):
        polls.vote(voter, poll, choice)
    polls.vote(voters[0], poll, 1)
    shown = polls.of(poll)
    assert (shown["voters"], shown["castings"], shown["superseded"]) == (3, 4, 1)
    assert polls.of(poll, "result")["outcome"] is None
    for what in ("ballots", "ballots.csv"):
        assert polls.visitor.get(f"polls/{poll}/{what}").problem == "ballots-are-sealed"
    own = voters[0].get(f"polls/{poll}/ballot").json["ballot"]
    assert (own["castings"], own["choice"]) == (2, None)
    polls.close(poll)
    result = polls.of(poll, "result")
    assert (result["final"], result["outcome"]["votes"]) == (True, [0, 1, 2])
    assert result["outcome"]["winners"] == [2]
    assert voters[0].get(f"polls/{poll}/ballot").json["ballot"]["choice"] == [1]


def test_the_opened_ballots_come_as_a_table_for_anybodys_own_count(
    polls: Polls, voters: list[Caller]
) -> None:
    poll = polls.open(kind="ranked", mode="anonymous")
    choices = [[2, 0], [], [1, 0, 2]]
    for voter, choice in zip(voters, choices, strict=True):
        polls.vote(voter, poll, *choice)
    polls.close(poll)
    answer = polls.visitor.get(f"polls/{poll}/ballots.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(answer.body.decode())))
    assert [row["choice"] for row in rows] == ["2 0", "", "1 0 2"]
    scope = polls.of(poll)["scope"]
    assert all(row["name"].startswith(f"{scope}:") for row in rows)
    assert [row["position"] for row in rows] == sorted({row["position"] for row in rows}, key=int)


def test_a_voter_sees_the_own_ballot_and_a_visitor_none(polls: Polls, voters: list[Caller]) -> None:
    poll = polls.open(mode="anonymous")
    position = polls.vote(voters[0], poll, 1).json["position"]
    own = voters[0].get(f"polls/{poll}/ballot").json["ballot"]
    assert (own["position"], own["channel"]) == (position, "web")
    assert own["name"].startswith(polls.of(poll)["scope"])
    assert voters[1].get(f"polls/{poll}/ballot").json == {"ballot": None}
    assert polls.visitor.get(f"polls/{poll}/ballot").problem == "not-signed-in"


def test_who_may_not_vote_is_told_why(polls: Polls, voters: list[Caller]) -> None:
    poll = polls.open()
    late, stranger = polls.neighbourhood.resident(), polls.neighbourhood.newcomer()[0]
    ballot = f"polls/{poll}/ballot"
    assert late.put(ballot, {"choice": [0]}).problem == "not-verified-in-time"
    assert stranger.put(ballot, {"choice": [0]}).problem == "not-a-member"
    assert voters[0].put(ballot, {"choice": [0, 1]}).problem == "choice-does-not-fit"
    assert voters[0].put(ballot, {"choice": [3]}).problem == "choice-does-not-fit"
    for wrong in ([-1], ["0"], [True], "0", None, list(range(51))):
        assert voters[0].put(ballot, {"choice": wrong}).problem == "malformed"
    assert voters[0].put("polls/poll:none/ballot", {"choice": [0]}).problem == "no-such-poll"
    stewards = polls.open(audience="stewards")
    answer = voters[0].put(f"polls/{stewards}/ballot", {"choice": [0]})
    assert answer.problem == "not-among-the-voters"
    households = polls.open(unit="household")
    answer = voters[0].put(f"polls/{households}/ballot", {"choice": [0]})
    assert answer.problem == "no-household"


def test_a_poll_is_extended_and_cancelled_with_a_reason_that_everybody_reads(
    polls: Polls, voters: list[Caller]
) -> None:
    poll, committee = polls.open(), polls.neighbourhood.committee
    polls.vote(voters[0], poll, 0)
    assert committee.post(f"polls/{poll}/extension", {"closes_at": DISTANT}).problem == "malformed"
    earlier = {"closes_at": "2020-01-01T00:00Z", "reason": "快一点"}
    assert committee.post(f"polls/{poll}/extension", earlier).problem == "only-later"
    later = {"closes_at": in_days(2), "reason": "下雨，很多人没来得及。"}
    polls.shown(committee.post(f"polls/{poll}/extension", later))
    assert (polls.of(poll)["closes_at"], polls.of(poll)["extended"]) == (later["closes_at"], 1)
    polls.shown(committee.post(f"polls/{poll}/cancellation", {"reason": "选项写错了。"}))
    assert (polls.of(poll)["state"], polls.of(poll, "result")["outcome"]) == ("cancelled", None)
    turns = [(turn["what"], turn["reason"]) for turn in polls.of(poll, "course")["items"]]
    assert turns == [
        ("opened", None), ("extended", later["reason"]), ("cancelled", "选项写错了。"),
    ]  # fmt: skip
    answer = voters[0].put(f"polls/{poll}/ballot", {"choice": [1]})
    assert answer.problem == "poll-was-cancelled"
    assert polls.visitor.get(f"polls/{poll}/ballots").problem == "ballots-are-sealed"


def test_a_poll_that_still_runs_is_neither_closed_by_hand_nor_drawn(polls: Polls) -> None:
    poll, committee = polls.open(tie_rule="lot", text=DRAW), polls.neighbourhood.committee
    assert committee.post(f"polls/{poll}/closing").problem == "poll-still-runs"
    early = committee.post(f"polls/{poll}/lot", {"drawn": "7 8 9 10 11 12"})
    assert early.problem == "poll-still-runs"


def test_a_lot_needs_its_draw_and_a_poll_is_extended_three_times(polls: Polls) -> None:
    committee = polls.neighbourhood.committee
    body = {**BENCH, "closes_at": in_days(1), "tie_rule": "lot"}
    assert committee.post("polls", body).problem == "lot-needs-its-draw"
    poll = polls.open()
    for days in (2, 3, 4):
        later = {"closes_at": in_days(days), "reason": "下雨。"}
        polls.shown(committee.post(f"polls/{poll}/extension", later))
    once_more = {"closes_at": in_days(5), "reason": "又下雨。"}
    refused = committee.post(f"polls/{poll}/extension", once_more)
    assert refused.problem == "enough-extensions"


def test_a_tie_waits_for_the_lot_and_is_broken_by_it(polls: Polls, voters: list[Caller]) -> None:
    poll, committee = polls.open(tie_rule="lot", text=DRAW), polls.neighbourhood.committee
    polls.vote(voters[0], poll, 0)
    polls.vote(voters[1], poll, 2)
    polls.close(poll)
    tie = polls.of(poll, "result")["outcome"]
    assert (tie["tied"], tie["tie_stands"], tie["winners"]) == ([0, 2], True, [])
    assert committee.post(f"polls/{poll}/lot", {"drawn": "seven"}).problem == "malformed"
    unordered = committee.post(f"polls/{poll}/lot", {"drawn": "11 7 23 29 31 8"})
    assert unordered.problem == "not-a-number-drawn"
    polls.shown(committee.post(f"polls/{poll}/lot", {"drawn": "7 8 11 23 29 31"}))
    drawn = polls.of(poll, "result")["outcome"]
    assert (drawn["tie_broken_by"], drawn["tie_stands"]) == ("lot", False)
    assert drawn["winners"] in ([0], [2])
    again = committee.post(f"polls/{poll}/lot", {"drawn": "8 12 24 30 31 32"})
    assert again.problem == "lot-was-drawn"


def test_polls_are_listed_newest_first_and_by_state(polls: Polls) -> None:
    older, newer = polls.open(), polls.open()
    page = polls.visitor.get("polls?limit=2").json
    assert [poll["id"] for poll in page["items"]] == [newer, older]
    following = polls.visitor.get(f"polls?limit=2&before={page['next']}").json
    assert not {poll["id"] for poll in following["items"]} & {older, newer}
    polls.shown(
        polls.neighbourhood.committee.post(f"polls/{newer}/cancellation", {"reason": "重复了。"})
    )
    cancelled = polls.visitor.get("polls?state=cancelled&limit=1").json["items"]
    assert [poll["id"] for poll in cancelled] == [newer]
    assert polls.visitor.get("polls?state=lost").problem == "malformed"
    assert polls.visitor.get("polls/poll:none").problem == "no-such-poll"


def test_the_same_vote_sent_twice_is_one_vote(polls: Polls, voters: list[Caller]) -> None:
    poll = polls.open()
    once = voters[0].saying(idempotency_key="vote-1")
    first = polls.vote(once, poll, 0)
    assert polls.vote(once, poll, 0).body == first.body
    other = once.put(f"polls/{poll}/ballot", {"choice": [1]})
    assert other.problem == "request-reused"
    assert polls.of(poll)["castings"] == 1
