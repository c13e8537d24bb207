import hashlib

from tests.services.conftest import IDEA, Neighbourhood


def test_the_same_request_gets_the_first_answer(neighbourhood: Neighbourhood) -> None:
    caller = neighbourhood.resident().saying(idempotency_key="once")
    first, second = caller.post("suggestions", IDEA), caller.post("suggestions", IDEA)
    assert (first.status, first.json) == (second.status, second.json)
    other = caller.post("suggestions", {**IDEA, "text": "别的。"})
    assert (other.status, other.problem) == (422, "request-reused")


def test_a_key_belongs_to_one_person_and_one_address(neighbourhood: Neighbourhood) -> None:
    caller = neighbourhood.resident().saying(idempotency_key="once")
    neighbour = neighbourhood.resident().saying(idempotency_key="once")
    suggestion = caller.post("suggestions", IDEA).json["id"]
    assert neighbour.post("suggestions", IDEA).json["id"] != suggestion
    comment = {"side": "for", "text": "好。"}
    position = neighbourhood.visitor.get("log").json["position"]
    path = f"suggestions/{suggestion}/comments?after={position}"
    assert caller.post(path, comment).status == 201


def test_who_has_read_a_view_is_told_that_nothing_changed(neighbourhood: Neighbourhood) -> None:
    suggestion = neighbourhood.suggestion()
    for path in (f"suggestions/{suggestion}", "policies", "entries/0", "", "entries/1"):
        first = neighbourhood.visitor.get(path)
        again = neighbourhood.visitor.saying(if_none_match=first.headers["etag"]).get(path)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]


def test_one_cannot_wait_for_what_was_never_recorded(neighbourhood: Neighbourhood) -> None:
    answer = neighbourhood.visitor.get(f"suggestions?after={2**53 - 1}")
    assert (answer.status, answer.problem) == (422, "not-recorded-yet")


def test_an_entry_is_its_exact_bytes_under_its_leaf_hash(neighbourhood: Neighbourhood) -> None:
    answer = neighbourhood.visitor.get("entries/0")
    leaf = hashlib.sha256(b"\0" + answer.body).hexdigest()
    assert answer.headers["etag"] == f'"{leaf}"'
    assert "immutable" in answer.headers["cache-control"]
    assert answer.json["e"] == "log.Opened.1"
    assert neighbourhood.visitor.get("entries/999999").problem == "no-such-entry"


def test_many_entries_come_one_a_line(neighbourhood: Neighbourhood) -> None:
    lines = neighbourhood.visitor.get("log/lines?first=0&limit=3").body.splitlines()
    assert lines == [neighbourhood.visitor.get(f"entries/{position}").body for position in range(3)]
