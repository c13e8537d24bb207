"""At the desk: for people without a log-in, and for children with their guardian."""

from tests.services.calling import Answer
from tests.services.conftest import IDEA, Neighbourhood

CHILD = {"name": "王小小", "age_band": "under-14"}
GRANDMOTHER = {"name": "李奶奶", "age_band": "18-and-over"}


def on_the_roll(neighbourhood: Neighbourhood, details: dict[str, str]) -> str:
    """Somebody who joined at the desk and was verified there; the name on the roll."""
    joined = neighbourhood.clerk.post("desk/residents", details)
    assert joined.status == 201, joined.body
    member = str(joined.json["id"])
    assert neighbourhood.clerk.post(f"residents/{member}/verification").status == 201
    return member


def refused(answer: Answer) -> str:
    assert answer.status == 409, answer.body
    return answer.problem


def test_somebody_without_a_login_joins_and_speaks(neighbourhood: Neighbourhood) -> None:
    member = on_the_roll(neighbourhood, GRANDMOTHER)
    answer = neighbourhood.clerk.post("suggestions", {**IDEA, "for": member})
    assert answer.status == 201, answer.body
    found = neighbourhood.visitor.get(
        f"suggestions/{answer.json['id']}?after={answer.json['position']}"
    ).json
    assert found["channel"] == "desk"


def test_who_joins_twice_by_the_same_request_is_one_person(neighbourhood: Neighbourhood) -> None:
    clerk = neighbourhood.clerk.saying(idempotency_key="grandmother")
    first, again = (clerk.post("desk/residents", GRANDMOTHER) for _ in "12")
    assert (first.status, first.json) == (again.status, again.json)


def test_only_the_desk_puts_others_on_the_roll(neighbourhood: Neighbourhood) -> None:
    caller, _ = neighbourhood.newcomer()
    answer = caller.post("desk/residents", GRANDMOTHER)
    assert (answer.status, answer.problem) == (403, "not-your-office")


def test_a_childs_own_words_wait_for_consent(neighbourhood: Neighbourhood) -> None:
    child, suggestion = on_the_roll(neighbourhood, CHILD), neighbourhood.suggestion()
    clerk, comment = neighbourhood.clerk, {"side": "for", "text": "好。", "for": child}
    said = clerk.post("suggestions", {**IDEA, "for": child})
    assert refused(said) == "childrens-words-need-consent"
    said = clerk.post(f"suggestions/{suggestion}/comments", comment)
    assert refused(said) == "childrens-words-need-consent"


def test_a_child_takes_a_stance(neighbourhood: Neighbourhood) -> None:
    child, suggestion = on_the_roll(neighbourhood, CHILD), neighbourhood.suggestion()
    stance = {"choice": "agree", "for": child}
    answer = neighbourhood.clerk.put(f"suggestions/{suggestion}/stance", stance)
    assert answer.status == 201, answer.body


def test_the_desk_knows_every_name_it_is_given(neighbourhood: Neighbourhood) -> None:
    for nobody in ("nobody-here", f"member:{'x' * 22}"):
        answer = neighbourhood.clerk.post("suggestions", {**IDEA, "for": nobody})
        assert (answer.status, answer.problem) == (404, "no-such-login")
