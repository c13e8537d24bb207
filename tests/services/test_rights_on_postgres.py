"""What a person may see, take back, object to and end: one's own, and nobody else's."""

import pytest

from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.conftest import Neighbourhood
from tests.services.somebody import Somebody, somebody


@pytest.fixture
def she(neighbourhood: Neighbourhood) -> Somebody:
    return somebody(neighbourhood)


def agreeing(neighbourhood: Neighbourhood, suggestion: str, after: int) -> int:
    answer = neighbourhood.visitor.get(f"suggestions/{suggestion}?after={after}")
    return int(answer.json["agree"])


def test_everything_under_her_names_is_listed_newest_first_each_with_its_receipt(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    suggestion = neighbourhood.suggestion(she.caller, title="楼下放一张长椅")
    said = {"side": "for", "text": "我来量尺寸。"}
    latest = she.latest(she.caller.post(f"suggestions/{suggestion}/comments", said))
    assert latest["words"] == {"text": "我来量尺寸。"}
    acts = she.acts()
    assert [act["event"] for act in acts] == [
        "suggestions.CommentMade.1",
        "suggestions.SuggestionSubmitted.1",
        "residents.ResidenceVerified.1",
        "residents.ResidentJoined.1",
    ]
    positions = [act["position"] for act in acts]
    assert positions == sorted(positions, reverse=True)  # type: ignore[type-var]
    assert {act["promise"] for act in acts} == {"recorded"}
    assert acts[1]["words"] == {"title": "楼下放一张长椅", "text": ""}
    scopes = {str(act["who"]).rpartition(":")[0] for act in acts[:2]}
    assert all(scope.startswith("voice:") for scope in scopes)


def test_her_acts_come_in_pages_without_gap_or_repeat(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    for _ in range(3):
        she.agrees_at_the_desk(neighbourhood.suggestion())
    whole = [act["position"] for act in she.acts()]
    paged: list[object] = []
    before = ""
    while True:
        page = she.caller.get(f"me/acts?limit=2{before}").json
        paged += [act["position"] for act in page["items"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert paged == whole
    assert len(whole) == 5


def test_what_the_desk_recorded_for_her_counts_until_she_objects(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    suggestion = neighbourhood.suggestion()
    act = she.agrees_at_the_desk(suggestion)
    assert act["recorded_for_me"] == {"by": "staff:clerk", "channel": "desk"}
    assert (act["counts"], act["can_be_objected_to"]) == (True, True)
    assert agreeing(neighbourhood, suggestion, int(str(act["position"]))) == 1
    objected = she.caller.post("objections", {"position": act["position"]})
    assert objected.status == 201
    assert objected.json["recorded"] == 2
    after = objected.json["position"]
    assert agreeing(neighbourhood, suggestion, after) == 0
    [then] = [each for each in she.acts() if each["position"] == act["position"]]
    assert (then["counts"], then["can_be_objected_to"]) == (False, False)
    assert then["objected"] == after - 1
    again = she.caller.post("objections", {"position": act["position"]})
    assert (again.status, again.problem) == (409, "nothing-recorded-for-you")


def test_nobody_objects_to_what_was_said_by_oneself(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    suggestion = neighbourhood.suggestion()
    act = she.latest(she.caller.put(f"suggestions/{suggestion}/stance", {"choice": "agree"}))
    assert (act["can_be_withdrawn"], act["can_be_objected_to"]) == (True, False)
    answer = she.caller.post("objections", {"position": act["position"]})
    assert (answer.status, answer.problem) == (409, "nothing-recorded-for-you")


def test_nobody_objects_to_or_takes_back_what_is_somebody_elses(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    suggestion = neighbourhood.suggestion(she.caller)
    act = she.agrees_at_the_desk(suggestion)
    said = {"side": "for", "text": "同意。"}
    comment = she.caller.post(f"suggestions/{suggestion}/comments", said).json["id"]
    stranger = neighbourhood.resident()
    answer = stranger.post("objections", {"position": act["position"]})
    assert (answer.status, answer.problem) == (404, "not-your-act")
    for path in (f"suggestions/{suggestion}/withdrawal", f"comments/{comment}/withdrawal"):
        answer = stranger.post(path)
        assert (answer.status, answer.problem) == (409, "not-yours")
    unmoved = stranger.delete(f"suggestions/{suggestion}/stance")
    assert (unmoved.status, unmoved.json["recorded"]) == (200, 0)
    page = Browser(stranger).post(f"{HOME}/me/acts/{act['position']}/objection")
    assert page.status in {401, 403}


def test_what_she_said_can_be_taken_back_once(neighbourhood: Neighbourhood, she: Somebody) -> None:
    suggestion = neighbourhood.suggestion(she.caller, title="走廊换灯泡")
    she.caller.put(f"suggestions/{suggestion}/stance", {"choice": "agree"})
    said = {"side": "for", "text": "收回我吧"}
    comment = she.caller.post(f"suggestions/{suggestion}/comments", said).json["id"]
    stance = she.caller.delete(f"suggestions/{suggestion}/stance")
    assert stance.status == 201
    assert agreeing(neighbourhood, suggestion, stance.json["position"]) == 0
    for path in (f"comments/{comment}/withdrawal", f"suggestions/{suggestion}/withdrawal"):
        first, again = she.caller.post(path), she.caller.post(path)
        assert (first.status, again.status) == (201, 200)
    answer = neighbourhood.visitor.get(f"suggestions/{suggestion}?after={first.json['position']}")
    assert "走廊换灯泡" not in answer.body.decode()
    unknown = she.caller.post("comments/comment:unknown/withdrawal")
    assert (unknown.status, unknown.problem) == (404, "no-such-comment")
    undone = [act for act in she.acts() if act["withdrawn"]]
    assert {act["event"] for act in undone} == {
        "suggestions.SuggestionSubmitted.1",
        "suggestions.CommentMade.1",
        "suggestions.StanceTaken.1",
    }
    assert not any(act["counts"] or act["can_be_withdrawn"] for act in undone)


def test_each_undoing_concerns_what_it_undid_and_nothing_else(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    suggestion = neighbourhood.suggestion(she.caller)
    address = f"suggestions/{suggestion}/stance"
    first = she.latest(she.caller.put(address, {"choice": "disagree"}))["position"]
    second = she.agrees_at_the_desk(suggestion)["position"]
    objected = she.caller.post("objections", {"position": second}).json["position"]
    third = she.latest(she.caller.put(address, {"choice": "pass"}))["position"]
    said = {"side": "for", "text": "再想想"}
    comment = she.caller.post(f"suggestions/{suggestion}/comments", said).json["id"]
    withdrawn = she.caller.post(f"comments/{comment}/withdrawal").json["position"]
    acts = {act["position"]: act for act in she.acts(f"?after={withdrawn}")}
    undone = {
        position: (act["objected"], act["withdrawn"])
        for position, act in acts.items()
        if act["objected"] or act["withdrawn"]
    }
    assert undone == {second: (objected - 1, objected), withdrawn - 1: (None, withdrawn)}
    assert [acts[each]["counts"] for each in (first, second, third)] == [False, False, True]


def test_who_has_left_is_off_the_roll_and_can_still_take_back_and_see(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    suggestion = neighbourhood.suggestion()
    she.latest(she.caller.put(f"suggestions/{suggestion}/stance", {"choice": "agree"}))
    left = she.caller.post("me/leave")
    assert (left.status, left.json["recorded"]) == (201, 1)
    again = she.caller.post("me/leave")
    assert (again.status, again.problem) == (409, "not-a-member")
    refused = she.caller.put(f"suggestions/{suggestion}/stance", {"choice": "disagree"})
    assert (refused.status, refused.problem) == (409, "not-a-member")
    assert she.acts(f"?after={left.json['position']}")[0]["event"] == "residents.MemberLeft.1"
    assert she.caller.delete(f"suggestions/{suggestion}/stance").status == 201
    page = signed_in(neighbourhood, she.login)
    assert "您已退出名册。" in text_of(page.get(f"{HOME}/me"))
    assert "没有什么要退出的" in text_of(page.get(f"{HOME}/me/leave"))


def test_whoever_holds_an_office_lays_it_down_before_leaving(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    granted = neighbourhood.committee.post("roles", {"who": she.login, "role": "steward"})
    assert granted.status == 201, granted.body
    neighbourhood.visitor.get(f"policies?after={granted.json['position']}")
    refused = she.caller.post("me/leave")
    assert (refused.status, refused.problem) == (409, "still-in-office")
    page = signed_in(neighbourhood, she.login)
    assert "您还担任职责。请先卸任" in text_of(page.get(f"{HOME}/me/leave"))
    assert "主理人" in text_of(page.get(f"{HOME}/me"))
    assert page.post(f"{HOME}/me/leave", sure="yes").status == 409
    assert she.caller.post("roles/resignations", {"role": "steward"}).status == 201
    assert she.caller.post("me/leave").status == 201
