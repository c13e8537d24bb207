from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.services.calling import Answer, Caller
from tests.services.conftest import IDEA, Neighbourhood


def shown(caller: Caller, suggestion: str, receipt: Answer) -> dict[str, Any]:
    """The suggestion as it stands once the receipt's position is shown."""
    answer = caller.get(f"suggestions/{suggestion}?after={receipt.json['position']}")
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def test_a_receipt_leads_to_what_was_made(neighbourhood: Neighbourhood) -> None:
    caller = neighbourhood.resident()
    answer = caller.post("suggestions", IDEA)
    assert answer.status == 201
    receipt = answer.json
    assert receipt["promise"] == "recorded"
    assert receipt["recorded"] == 1
    found = caller.get(f"{answer.headers['location']}?after={receipt['position']}").json
    assert (found["title"], found["text"]) == (IDEA["title"], IDEA["text"])
    assert found["channel"] == "web"
    assert found["who"].startswith(found["scope"])


def test_the_desk_records_for_a_resident(neighbourhood: Neighbourhood) -> None:
    caller, login = neighbourhood.newcomer()
    member = caller.post("residents", {"name": "奶奶", "age_band": "18-and-over"}).json["id"]
    neighbourhood.clerk.post(f"residents/{member}/verification")
    answer = neighbourhood.clerk.post("suggestions", {**IDEA, "for": login})
    found = shown(neighbourhood.visitor, answer.json["id"], answer)
    assert found["channel"] == "desk"
    position = found["position"]
    entry = neighbourhood.visitor.get(f"entries/{position}").json
    assert entry["by"] == "staff:clerk"
    assert entry["data"]["for"] == found["who"]


def test_the_desk_knows_whom_it_records_for(neighbourhood: Neighbourhood) -> None:
    answer = neighbourhood.clerk.post("suggestions", {**IDEA, "for": "nobody-here"})
    assert (answer.status, answer.problem) == (404, "no-such-login")


def test_a_later_stance_replaces_an_earlier_one(neighbourhood: Neighbourhood) -> None:
    caller, suggestion = neighbourhood.resident(), neighbourhood.suggestion()
    path = f"suggestions/{suggestion}/stance"
    assert caller.put(path, {"choice": "agree"}).status == 201
    again = caller.put(path, {"choice": "agree"})
    assert (again.status, again.json["recorded"]) == (200, 0)
    answer = caller.put(path, {"choice": "disagree"})
    found = shown(caller, suggestion, answer)
    assert (found["agree"], found["disagree"], found["passed"]) == (0, 1, 0)
    assert caller.get("me/stances").json["stances"][suggestion] == "disagree"


def test_eight_hands_one_stance(neighbourhood: Neighbourhood) -> None:
    caller, suggestion = neighbourhood.resident(), neighbourhood.suggestion()
    with ThreadPoolExecutor(8) as hands:
        answers = list(
            hands.map(
                lambda _: caller.put(f"suggestions/{suggestion}/stance", {"choice": "agree"}),
                range(8),
            )
        )
    assert sorted(answer.status for answer in answers) == [200] * 7 + [201]
    assert shown(caller, suggestion, answers[-1])["agree"] == 1


def test_comments_come_in_pages_oldest_first(neighbourhood: Neighbourhood) -> None:
    caller, suggestion = neighbourhood.resident(), neighbourhood.suggestion()
    path = f"suggestions/{suggestion}/comments"
    texts = [f"第{number}条" for number in range(5)]
    for text in texts:
        answer = caller.post(path, {"side": "neutral", "text": text})
    position = answer.json["position"]
    first = caller.get(f"{path}?limit=3&after={position}").json
    second = caller.get(f"{path}?limit=3&cursor={first['next']}").json
    assert [one["text"] for one in first["items"] + second["items"]] == texts
    assert second["next"] is None


def test_every_suggestion_is_on_one_page(neighbourhood: Neighbourhood) -> None:
    author = neighbourhood.resident()
    made = {neighbourhood.suggestion(author, f"水池边的座椅{place}") for place in "甲乙丙"}
    seen: list[str] = []
    cursor = ""
    while True:
        page = author.get(f"suggestions?limit=2&sort=support{cursor}").json
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert made <= set(seen)
    assert len(seen) == len(set(seen))


def test_the_next_statement_is_one_not_answered_yet(neighbourhood: Neighbourhood) -> None:
    caller, suggestion = neighbourhood.resident(), neighbourhood.suggestion()
    answered: set[str] = set()
    position = 0
    while suggestion not in answered:
        found = caller.get(f"statements/next?after={position}").json["suggestion"]["id"]
        assert found not in answered
        skipping = caller.get(f"statements/next?after={position}&skip={found}").json["suggestion"]
        assert skipping is None or skipping["id"] not in {found, *answered}
        answer = caller.put(f"suggestions/{found}/stance", {"choice": "pass"})
        position = answer.json["position"]
        answered.add(found)
    found = caller.get(f"statements/next?after={position}").json["suggestion"]
    assert found is None or found["id"] not in answered


def test_the_history_of_a_suggestion_tells_everything(neighbourhood: Neighbourhood) -> None:
    caller, suggestion = neighbourhood.resident(), neighbourhood.suggestion()
    caller.put(f"suggestions/{suggestion}/stance", {"choice": "agree"})
    answer = neighbourhood.visitor.get(f"suggestions/{suggestion}/history").json
    events = [one["event"] for one in answer["items"]]
    assert events == ["suggestions.StanceTaken.1", "suggestions.SuggestionSubmitted.1"]
