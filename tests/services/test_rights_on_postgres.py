"""What a person may see, fetch, take back, object to and end: one's own, and nobody else's."""

import re
from dataclasses import dataclass

import pytest

from services.linli import EXPORTS_PER_HOUR_MAX
from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.calling import Answer, Caller
from tests.services.conftest import PASSWORD, Neighbourhood


@dataclass(frozen=True)
class Somebody:
    """A verified resident, with a token, a log-in and the name on the roll."""

    neighbourhood: Neighbourhood
    caller: Caller
    login: str
    member: str

    def acts(self, query: str = "") -> list[dict[str, object]]:
        answer = self.caller.get(f"me/acts{query}")
        assert answer.status == 200, answer.body
        return list(answer.json["items"])

    def latest(self, answer: Answer) -> dict[str, object]:
        """The act that was recorded last, as it stands in the list."""
        assert answer.status == 201, answer.body
        return self.acts(f"?after={answer.json['position']}")[0]

    def agrees_at_the_desk(self, suggestion: str) -> dict[str, object]:
        """The clerk records a stance for this person."""
        said = {"choice": "agree", "for": self.member}
        return self.latest(self.neighbourhood.clerk.put(f"suggestions/{suggestion}/stance", said))


@pytest.fixture
def she(neighbourhood: Neighbourhood) -> Somebody:
    caller, login = neighbourhood.newcomer()
    details = {"name": "王秀英", "household": "9号楼1单元", "age_band": "18-and-over"}
    member = str(caller.post("residents", details).json["id"])
    answer = neighbourhood.clerk.post(f"residents/{member}/verification")
    neighbourhood.visitor.get(f"policies?after={answer.json['position']}")
    return Somebody(neighbourhood, caller, login, member)


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


def test_erasure_is_asked_for_with_the_password_and_taken_back(she: Somebody) -> None:
    caller = she.caller
    assert caller.get("me/erasure").json == {"erasure": None}
    wrong = caller.post("me/erasure", {"password": "not the right one"})
    assert (wrong.status, wrong.problem) == (403, "wrong-password")
    asked = caller.post("me/erasure", {"password": PASSWORD})
    assert asked.status == 201
    assert asked.json["asked_at"] < asked.json["begins_at"] < asked.json["due_at"]
    assert caller.get("me/erasure").json == {"erasure": asked.json}
    assert asked.json["can_be_taken_back"] is True
    assert caller.delete("me/erasure").status == 204
    assert caller.get("me/erasure").json == {"erasure": None}
    assert caller.delete("me/erasure").status == 204


def test_the_export_holds_everything_and_is_saved_as_a_file(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    suggestion = neighbourhood.suggestion(she.caller, title="门口修坡道")
    she.agrees_at_the_desk(neighbourhood.suggestion())
    answer = she.caller.get("me/export")
    assert answer.status == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="linli-')
    file = answer.json
    assert file["account"] == {"login": she.login, "staff": None}
    assert file["details"]["name"] == "王秀英"
    assert file["names"]["member"] == she.member
    entries = {line["entry"]["e"]: line for line in file["entries"]}
    assert entries["residents.ResidentJoined.1"]["private"]["household"] == "9号楼1单元"
    submitted = entries["suggestions.SuggestionSubmitted.1"]
    assert submitted["private"]["title"] == "门口修坡道"
    assert submitted["entry"]["data"]["suggestion"] == suggestion
    assert entries["suggestions.StanceTaken.1"]["entry"]["by"] == "staff:clerk"
    assert file["pictures"] == []
    assert len(file["entries"]) == len(she.acts())


def test_an_export_is_not_fetched_all_day_long(she: Somebody) -> None:
    statuses = [she.caller.get("me/export").status for _ in range(EXPORTS_PER_HOUR_MAX + 1)]
    assert statuses == [200] * EXPORTS_PER_HOUR_MAX + [429]
    page = signed_in(she.neighbourhood, she.login).get(f"{HOME}/me/export")
    assert page.status == 429
    assert "您一小时内已多次导出" in text_of(page)


def test_she_sees_who_of_the_staff_looked_at_her_details(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    own = signed_in(neighbourhood, she.login)
    assert "服务台的查找" not in text_of(own.get(f"{HOME}/me/data"))
    clerk = signed_in(neighbourhood, "clerk")
    found = text_of(clerk.get(f"{HOME}/desk?q={she.login}"))
    assert "王秀英" in found
    held = text_of(own.get(f"{HOME}/me/data"))
    assert "服务台的查找" in held
    assert "工作人员 clerk" in held
    assert she.caller.get("me/export").json["looks_at_my_details"][0]["staff"] == "staff:clerk"


def test_sessions_elsewhere_are_listed_and_ended(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    here, elsewhere, third = (signed_in(neighbourhood, she.login) for _ in range(3))
    page = text_of(here.get(f"{HOME}/me/data"))
    keys = re.findall(r'name="which" value="([0-9a-f]{16})"', page)
    # The token of this test was fetched by a session too.
    assert len(keys) == 3
    assert page.count("就是这里") == 1
    for key in keys[:1]:
        assert here.post(f"{HOME}/me/sessions/end", which=key).status == 303
    alive = [each for each in (elsewhere, third) if each.get(f"{HOME}/me").status == 200]
    assert len(alive) == 1
    here.post(f"{HOME}/me/sessions/end", which="others")
    assert {each.get(f"{HOME}/me").status for each in (elsewhere, third)} == {401}
    assert here.get(f"{HOME}/me").status == 200


def test_nobody_ends_the_sessions_of_somebody_else(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    hers = signed_in(neighbourhood, she.login)
    signed_in(neighbourhood, she.login)
    [*keys] = re.findall(r'value="([0-9a-f]{16})"', text_of(hers.get(f"{HOME}/me/data")))
    stranger = signed_in(neighbourhood, neighbourhood.newcomer()[1])
    for key in keys:
        stranger.post(f"{HOME}/me/sessions/end", which=key)
    assert re.findall(r'value="([0-9a-f]{16})"', text_of(hers.get(f"{HOME}/me/data"))) == keys


def test_pages_of_ones_own_turn_bad_input_away(neighbourhood: Neighbourhood, she: Somebody) -> None:
    own = signed_in(neighbourhood, she.login)
    assert own.get(f"{HOME}/me/acts?before=x").status == 422
    assert own.get(f"{HOME}/me/acts?before=999999999999").status == 200
    assert own.post(f"{HOME}/me/acts/x/withdrawal").status == 404
    assert own.post(f"{HOME}/me/acts/0/withdrawal").status == 422
    assert own.post(f"{HOME}/me/leave").status == 422
    stale = Browser(own.caller, "old")
    assert stale.post(f"{HOME}/me/leave", sure="yes").status == 422
    assert stale.post(f"{HOME}/me/erase", password=PASSWORD).status == 422
    wrong = own.post(f"{HOME}/me/erase", password="not the right one")
    assert wrong.status == 422
    assert "密码不对。" in text_of(wrong)
    assert she.caller.get("me/erasure").json == {"erasure": None}
    assert she.caller.get("me").json["on_the_roll"] is not None
