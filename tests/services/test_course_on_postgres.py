"""What becomes of a suggestion, over the API: versions, answers, merging, following, replies."""

from typing import Any

import pytest

from tests.services.calling import Answer, Caller
from tests.services.conftest import Neighbourhood

NEW = {"title": "给排练室加两层隔音", "text": "晚上九点以后。费用由社区出。"}
REASON = "说的是同一件事。"


def shown(neighbourhood: Neighbourhood, suggestion: str, after: Answer) -> dict[str, Any]:
    """A suggestion as every view shows it after what was recorded."""
    assert after.status in {200, 201}, after.body
    address = f"suggestions/{suggestion}?after={after.json['position']}"
    answer = neighbourhood.visitor.get(address)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def agreed(neighbourhood: Neighbourhood, who: Caller, suggestion: str, **said: object) -> Answer:
    answer = who.put(f"suggestions/{suggestion}/stance", {"choice": "agree", **said})
    shown(neighbourhood, suggestion, answer)
    return answer


def merged(neighbourhood: Neighbourhood, source: str, into: str) -> Answer:
    merging = {"into": into, "reason": REASON}
    answer = neighbourhood.committee.post(f"suggestions/{source}/merge", merging)
    shown(neighbourhood, source, answer)
    return answer


def test_support_stays_with_the_wording_that_was_supported(neighbourhood: Neighbourhood) -> None:
    author, supporter = neighbourhood.resident(), neighbourhood.resident()
    suggestion = neighbourhood.suggestion(author)
    agreed(neighbourhood, supporter, suggestion, version=1)
    answer = author.post(f"suggestions/{suggestion}/versions", {"version": 1, **NEW})
    now = shown(neighbourhood, suggestion, answer)
    assert (now["version"], now["title"], now["agree"], now["reaffirmed"]) == (
        2,
        NEW["title"],
        1,
        0,
    )
    late = supporter.put(f"suggestions/{suggestion}/stance", {"choice": "agree", "version": 1})
    assert (late.status, late.problem) == (409, "text-has-changed")
    again = agreed(neighbourhood, supporter, suggestion, version=2)
    assert shown(neighbourhood, suggestion, again)["reaffirmed"] == 1
    versions = neighbourhood.visitor.get(f"suggestions/{suggestion}/versions").json["items"]
    assert [(each["version"], each["agree"]) for each in versions] == [(1, 0), (2, 1)]


def test_anybody_may_compare_two_wordings(neighbourhood: Neighbourhood) -> None:
    author = neighbourhood.resident()
    suggestion = neighbourhood.suggestion(author)
    answer = author.post(f"suggestions/{suggestion}/versions", {"version": 1, **NEW})
    shown(neighbourhood, suggestion, answer)
    here = f"suggestions/{suggestion}/versions/differences"
    found = neighbourhood.visitor.get(f"{here}?older=1&newer=2").json
    assert found["title"][1:] == ["-给排练室加隔音", "+给排练室加两层隔音"]
    assert found["text"][1:] == ["+晚上九点以后。", "+费用由社区出。"]
    nowhere = neighbourhood.visitor.get(f"{here}?older=1&newer=3")
    assert (nowhere.status, nowhere.problem) == (404, "no-such-version")


def test_nobody_amends_what_somebody_else_suggested(neighbourhood: Neighbourhood) -> None:
    suggestion, stranger = neighbourhood.suggestion(), neighbourhood.resident()
    answer = stranger.post(f"suggestions/{suggestion}/versions", {"version": 1, **NEW})
    assert (answer.status, answer.problem) == (409, "not-yours")


def test_the_committee_answers_step_by_step_and_in_words(neighbourhood: Neighbourhood) -> None:
    suggestion, committee = neighbourhood.suggestion(), neighbourhood.committee
    here = f"suggestions/{suggestion}/answers"
    for body, problem in (
        ({"status": "done", "text": "已经做好了。"}, "not-the-next-step"),
        ({"status": "planned", "text": "下个月动工。"}, "a-plan-needs-its-day"),
    ):
        refused = committee.post(here, body)
        assert (refused.status, refused.problem) == (409, problem)
    wordless = committee.post(here, {"status": "accepted", "text": " "})
    assert wordless.status == 422
    plan = {"status": "planned", "text": "下个月动工。", "due": "2999-12-20"}
    now = shown(neighbourhood, suggestion, committee.post(here, plan))
    assert (now["status"], now["due"]) == ("planned", "2999-12-20")
    done = {"status": "done", "text": "已装好，见排练室门口照片。"}
    now = shown(neighbourhood, suggestion, committee.post(here, done))
    assert (now["status"], now["due"]) == ("done", None)
    answers = neighbourhood.visitor.get(here).json["items"]
    assert [each["status"] for each in answers] == ["done", "planned"]
    assert answers[0]["by"] == "staff:chair"


def test_merged_support_moves_with_each_persons_consent_alone(
    neighbourhood: Neighbourhood,
) -> None:
    willing, unwilling = neighbourhood.resident(), neighbourhood.resident()
    source, into = neighbourhood.suggestion(title="排练室太吵"), neighbourhood.suggestion()
    for each in (willing, unwilling):
        agreed(neighbourhood, each, source)
    merge = merged(neighbourhood, source, into)
    assert shown(neighbourhood, source, merge)["merged_into"] == into
    assert shown(neighbourhood, into, merge)["agree"] == 0
    late = willing.put(f"suggestions/{source}/stance", {"choice": "disagree"})
    assert (late.status, late.problem) == (409, "suggestion-was-merged")
    carried = willing.put(f"suggestions/{source}/carried-support", {"into": into})
    assert shown(neighbourhood, into, carried)["agree"] == 1
    assert shown(neighbourhood, source, carried)["agree"] == 2
    [came] = neighbourhood.visitor.get(f"suggestions/{into}/merges").json["items"]
    assert (came["suggestion"], came["supporters"], came["carried"]) == (source, 2, 1)
    assert came["reason"] == REASON
    back = willing.delete(f"suggestions/{into}/stance")
    assert shown(neighbourhood, into, back)["agree"] == 0


def test_support_is_carried_to_where_the_suggestion_went_and_nowhere_else(
    neighbourhood: Neighbourhood,
) -> None:
    supporter, stranger = neighbourhood.resident(), neighbourhood.resident()
    source, into = neighbourhood.suggestion(title="排练室太吵"), neighbourhood.suggestion()
    elsewhere = neighbourhood.suggestion(title="楼下的长椅修一修")
    agreed(neighbourhood, supporter, source)
    merged(neighbourhood, source, into)
    here = f"suggestions/{source}/carried-support"
    assert supporter.put(here, {"into": elsewhere}).problem == "not-merged"
    assert stranger.put(here, {"into": into}).problem == "nothing-to-carry"


def test_support_is_carried_to_the_wording_that_was_read(neighbourhood: Neighbourhood) -> None:
    supporter, writer = neighbourhood.resident(), neighbourhood.resident()
    source, into = neighbourhood.suggestion(), neighbourhood.suggestion(writer, "长椅修一修")
    agreed(neighbourhood, supporter, source)
    merged(neighbourhood, source, into)
    amending = {"version": 1, "title": "长椅换新的"}
    shown(neighbourhood, into, writer.post(f"suggestions/{into}/versions", amending))
    here = f"suggestions/{source}/carried-support"
    assert supporter.put(here, {"into": into, "version": 1}).problem == "text-has-changed"
    carried = supporter.put(here, {"into": into, "version": 2})
    assert shown(neighbourhood, into, carried)["reaffirmed"] == 1


def test_what_others_were_merged_into_is_not_merged_on(neighbourhood: Neighbourhood) -> None:
    source, into = neighbourhood.suggestion(title="排练室太吵"), neighbourhood.suggestion()
    merged(neighbourhood, source, into)
    onward = {"into": neighbourhood.suggestion(title="长椅修一修"), "reason": REASON}
    refused = neighbourhood.committee.post(f"suggestions/{into}/merge", onward)
    assert refused.problem == "others-were-merged-here"


def test_the_desk_carries_support_for_a_resident(neighbourhood: Neighbourhood) -> None:
    supporter, member = neighbourhood.member()
    neighbourhood.clerk.post(f"residents/{member}/verification")
    source, into = neighbourhood.suggestion(title="排练室太吵"), neighbourhood.suggestion()
    agreed(neighbourhood, supporter, source)
    merged(neighbourhood, source, into)
    said = {"into": into, "for": member, "channel": "phone"}
    carried = neighbourhood.clerk.put(f"suggestions/{source}/carried-support", said)
    assert shown(neighbourhood, into, carried)["agree"] == 1


def test_a_merge_is_undone_and_what_was_carried_stays(neighbourhood: Neighbourhood) -> None:
    supporter = neighbourhood.resident()
    source, into = neighbourhood.suggestion(title="排练室太吵"), neighbourhood.suggestion()
    agreed(neighbourhood, supporter, source)
    merged(neighbourhood, source, into)
    supporter.put(f"suggestions/{source}/carried-support", {"into": into})
    here = f"suggestions/{source}/merge/undoing"
    undone = neighbourhood.committee.post(here, {"reason": "说的是两件事。"})
    assert shown(neighbourhood, source, undone)["merged_into"] is None
    assert shown(neighbourhood, into, undone)["agree"] == 1
    assert neighbourhood.committee.post(here, {"reason": "再来一次。"}).problem == "not-merged"


def test_whoever_follows_sees_what_they_follow(neighbourhood: Neighbourhood) -> None:
    suggestion, follower = neighbourhood.suggestion(), neighbourhood.resident()
    here = f"suggestions/{suggestion}/following"
    followed = follower.put(here, None)
    assert shown(neighbourhood, suggestion, followed)["followers"] == 1
    assert [each["suggestion"] for each in follower.get("me/following").json["items"]] == [
        suggestion
    ]
    assert shown(neighbourhood, suggestion, follower.put(here, None))["followers"] == 1
    assert shown(neighbourhood, suggestion, follower.delete(here))["followers"] == 0


def test_a_comment_is_answered_and_found_right_by_others(neighbourhood: Neighbourhood) -> None:
    suggestion = neighbourhood.suggestion()
    speaker, neighbour = neighbourhood.resident(), neighbourhood.resident()
    here = f"suggestions/{suggestion}/comments"
    made = speaker.post(here, {"side": "for", "text": "我来帮忙。"})
    comment = made.json["id"]
    reply = {"side": "neutral", "text": "什么时候？", "reply_to": comment}
    shown(neighbourhood, suggestion, neighbour.post(here, reply))
    own = speaker.put(f"{here}/{comment}/support", None)
    assert (own.status, own.problem) == (409, "not-your-own-comment")
    shown(neighbourhood, suggestion, neighbour.put(f"{here}/{comment}/support", None))
    first, second = neighbourhood.visitor.get(here).json["items"]
    assert (first["supports"], first["reply_to"]) == (1, None)
    assert (second["supports"], second["reply_to"]) == (0, comment)
    elsewhere = {**reply, "reply_to": "comment:nowhere"}
    assert neighbour.post(here, elsewhere).problem == "no-such-comment"


@pytest.mark.parametrize("status", ["unanswered", "accepted"])
def test_the_list_is_narrowed_to_how_suggestions_were_answered(
    neighbourhood: Neighbourhood, status: str
) -> None:
    suggestion = neighbourhood.suggestion()
    if status == "accepted":
        body = {"status": "accepted", "text": "好主意。"}
        answer = neighbourhood.committee.post(f"suggestions/{suggestion}/answers", body)
        shown(neighbourhood, suggestion, answer)
    other = {"unanswered": "declined", "accepted": "unanswered"}[status]
    for asked, is_there in ((status, True), (other, False)):
        found = neighbourhood.visitor.get(f"suggestions?status={asked}&limit=100").json["items"]
        assert (suggestion in [each["id"] for each in found]) is is_there


def test_the_chain_tells_the_way_from_proposal_to_result(neighbourhood: Neighbourhood) -> None:
    suggestion, committee = neighbourhood.suggestion(), neighbourhood.committee
    here = f"suggestions/{suggestion}/answers"
    committee.post(here, {"status": "planned", "text": "下个月动工。", "due": "2999-12-20"})
    done = committee.post(here, {"status": "done", "text": "已装好。"})
    shown(neighbourhood, suggestion, done)
    steps = neighbourhood.visitor.get(f"suggestions/{suggestion}/chain").json["steps"]
    assert [each["step"] for each in steps] == [
        "proposed", "discussed", "voted", "carried-out", "reported",
    ]  # fmt: skip
    assert steps[2]["state"] == "left-out"
    assert [each["text"] for each in steps[3]["moments"]] == ["下个月动工。"]
    assert [each["status"] for each in steps[4]["moments"]] == ["done"]
