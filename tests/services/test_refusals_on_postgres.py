from tests.services.calling import Answer
from tests.services.conftest import HIDDEN, IDEA, PASSWORD, Neighbourhood


def refused(answer: Answer) -> str:
    assert answer.status == 409, answer.body
    return answer.problem


def test_who_is_not_on_the_roll_cannot_speak(neighbourhood: Neighbourhood) -> None:
    caller, _ = neighbourhood.newcomer()
    assert refused(caller.post("suggestions", IDEA)) == "not-a-member"


def test_who_is_not_verified_cannot_speak(neighbourhood: Neighbourhood) -> None:
    caller, _ = neighbourhood.member()
    assert refused(caller.post("suggestions", IDEA)) == "not-verified"
    suggestion = neighbourhood.suggestion()
    answer = caller.put(f"suggestions/{suggestion}/stance", {"choice": "agree"})
    assert refused(answer) == "not-verified"


def test_there_are_only_so_many_areas(neighbourhood: Neighbourhood) -> None:
    answer = neighbourhood.resident().post("suggestions", {**IDEA, "category": "moon"})
    assert refused(answer) == "no-such-category"


def test_enough_for_today(neighbourhood: Neighbourhood) -> None:
    caller = neighbourhood.resident()
    for _ in range(5):
        assert caller.post("suggestions", IDEA).status == 201
    assert refused(caller.post("suggestions", IDEA)) == "enough-for-today"


def test_one_joins_once(neighbourhood: Neighbourhood) -> None:
    caller, _ = neighbourhood.member()
    answer = caller.post("residents", {"name": "王小明", "age_band": "18-and-over"})
    assert refused(answer) == "already-a-member"


def test_children_come_with_a_guardian(neighbourhood: Neighbourhood) -> None:
    caller, _ = neighbourhood.newcomer()
    answer = caller.post("residents", {"name": "小小", "age_band": "under-14"})
    assert refused(answer) == "children-join-with-a-guardian"


def test_nobody_is_verified_who_has_not_joined(neighbourhood: Neighbourhood) -> None:
    answer = neighbourhood.clerk.post(f"residents/member:{'unknown':0>22}/verification")
    assert refused(answer) == "not-a-member"


def test_rules_are_the_committees(neighbourhood: Neighbourhood) -> None:
    answer = neighbourhood.clerk.put("policies/policy:comments", {"value": "closed"})
    assert (answer.status, answer.problem) == (403, "not-your-office")


def test_rules_and_their_values_are_a_closed_list(neighbourhood: Neighbourhood) -> None:
    committee = neighbourhood.committee
    answer = committee.put("policies/policy:telephone", {"value": "required"})
    assert refused(answer) == "no-such-policy"
    answer = committee.put("policies/policy:comments", {"value": "ajar"})
    assert refused(answer) == "not-a-value-of-the-policy"


def test_while_comments_are_closed_nobody_comments(neighbourhood: Neighbourhood) -> None:
    committee, caller = neighbourhood.committee, neighbourhood.resident()
    suggestion = neighbourhood.suggestion()
    comment = {"side": "for", "text": "好。"}
    assert committee.put("policies/policy:comments", {"value": "closed"}).status == 201
    try:
        answer = caller.post(f"suggestions/{suggestion}/comments", comment)
        assert refused(answer) == "comments-are-closed"
    finally:
        assert committee.put("policies/policy:comments", {"value": "open"}).status == 201
    assert caller.post(f"suggestions/{suggestion}/comments", comment).status == 201


def test_what_is_hidden_takes_nothing_new(neighbourhood: Neighbourhood) -> None:
    caller = neighbourhood.resident()
    answer = caller.put(f"suggestions/{HIDDEN}/stance", {"choice": "agree"})
    assert refused(answer) == "suggestion-is-hidden"
    answer = caller.post(f"suggestions/{HIDDEN}/comments", {"side": "for", "text": "好。"})
    assert refused(answer) == "suggestion-is-hidden"


def test_what_is_hidden_shows_its_rule_and_not_its_words(neighbourhood: Neighbourhood) -> None:
    position = neighbourhood.visitor.get("log").json["position"]
    answer = neighbourhood.visitor.get(f"suggestions/{HIDDEN}?after={position}").json
    assert answer["hidden"] == "hidden-at-the-source"
    assert (answer["title"], answer["text"]) == (None, None)


def test_a_login_belongs_to_one(neighbourhood: Neighbourhood) -> None:
    answer = neighbourhood.visitor.post("accounts", {"login": "chair", "password": PASSWORD})
    assert refused(answer) == "login-taken"


def test_a_refusal_is_said_in_chinese_unless_english_is_asked_for(
    neighbourhood: Neighbourhood,
) -> None:
    caller, _ = neighbourhood.newcomer()
    chinese = caller.post("suggestions", IDEA)
    english = caller.saying(accept_language="en").post("suggestions", IDEA)
    assert chinese.headers["content-language"] == "zh-Hans"
    assert english.headers["content-language"] == "en"
    assert english.json["detail"] == english.json["detail_en"] == chinese.json["detail_en"]
