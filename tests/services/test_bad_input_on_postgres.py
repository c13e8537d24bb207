import gzip

import pytest

from tests.services.conftest import IDEA, SLUG, Neighbourhood


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"{", 400, "unreadable-body"),
        ('{"title": "建议"}'.encode("gb18030"), 400, "unreadable-body"),
        (b"[" * 100_000, 400, "unreadable-body"),
        (b"1" * 10_000, 400, "unreadable-body"),
        (b"[]", 422, "malformed"),
        (b"", 422, "malformed"),
        (
            b'{"title": "abc\\u0000", "category": "services"}',
            422,
            "malformed",
        ),
        (
            b'{"title": "abc\\ud800", "category": "services"}',
            422,
            "malformed",
        ),
        (b'{"title": "abcd", "category": "services", "\\ud800": 1}', 422, "malformed"),
        (b'{"title": "abcd", "category": "services", "text": 1}', 422, "malformed"),
        (b'{"title": "abcd", "category": "s\\u0000"}', 422, "malformed"),
        (b'{"title": "abcd", "category": "services", "for": ""}', 422, "malformed"),
        (b'{"title": "abcd", "category": "services", "for": "a\\u0000bc"}', 422, "malformed"),
        (b'{"title": "abcd", "category": "services", "for": "member:x"}', 422, "malformed"),
        (b"x" * (1024 * 1024 + 1), 413, "too-large"),
    ],
)
def test_a_bad_body_gets_a_sentence(
    neighbourhood: Neighbourhood, body: bytes, status: int, kind: str
) -> None:
    answer = neighbourhood.resident().send("POST", "suggestions", body)
    assert (answer.status, answer.problem) == (status, kind)
    assert "Error" not in answer.body.decode()


def test_every_field_gets_its_sentence(neighbourhood: Neighbourhood) -> None:
    caller = neighbourhood.resident().saying(accept_language="en")
    answer = caller.post("suggestions", {"title": "x" * 301, "text": "y" * 5001, "for": "z" * 41})
    assert {one["field"]: one["detail"] for one in answer.json["fields"]} == {
        "title": "This may have at most 300 characters.",
        "text": "This may have at most 5000 characters.",
        "category": "This is required.",
        "for": "This may have at most 40 characters.",
    }


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/c/nowhere", 404),
        ("/api/v1/nothing", 404),
        (f"/api/v1/c/{'x' * 500}", 422),
        ("suggestions/unknown", 404),
        (f"suggestions/{'x' * 500}", 422),
        ("suggestions/%00", 400),
        ("suggestions/%ED%A0%80", 400),
        ("suggestions/%zz", 404),
        ("suggestions?search=%FF", 400),
        ("suggestions?search=%E5%BB", 400),
        ("suggestions?search=a%0Bb", 422),
        ("suggestions?cursor=nonsense", 422),
        (f"suggestions?cursor={'9' * 100}.{'9' * 10}", 422),
        (f"suggestions?after={'9' * 5000}", 422),
        ("suggestions?after=-1", 422),
        ("suggestions?limit=5&limit=6", 422),
        ("suggestions?limit=0", 422),
        ("suggestions?limit=101", 422),
        ("suggestions?sort=random", 422),
        (f"entries?before={2**63}", 422),
        (f"entries/{2**63}", 422),
        ("entries/-1", 422),
        ("dashboard?first=yesterday", 422),
        ("dashboard?first=2026-02-30", 422),
        ("dashboard?last=0001-01-01", 422),
        ("dashboard?last=1", 422),
    ],
)
def test_a_bad_address_gets_a_sentence(
    neighbourhood: Neighbourhood, path: str, status: int
) -> None:
    answer = neighbourhood.visitor.get(path)
    assert answer.status == status, answer.body
    assert answer.problem


def test_what_an_address_does_not_offer_is_said(neighbourhood: Neighbourhood) -> None:
    answer = neighbourhood.visitor.send("PATCH", "suggestions")
    assert (answer.status, answer.problem) == (405, "no-such-action")
    assert "allow" in answer.headers


def test_a_packed_body_is_turned_away(neighbourhood: Neighbourhood) -> None:
    caller = neighbourhood.resident().saying(content_encoding="gzip")
    answer = caller.send("POST", "suggestions", gzip.compress(b"{}"))
    assert (answer.status, answer.problem) == (415, "unknown-encoding")


def test_a_form_of_another_site_is_not_read(neighbourhood: Neighbourhood) -> None:
    caller = neighbourhood.visitor.saying(content_type="text/plain")
    answer = caller.send("POST", "sessions", b'{"login": "chair", "password": "x"}')
    assert (answer.status, answer.problem) == (422, "malformed")


def test_a_key_of_a_request_is_printable(neighbourhood: Neighbourhood) -> None:
    for key in ("x" * 201, "é", "a b"):
        caller = neighbourhood.resident().saying(idempotency_key=key)
        assert caller.post("suggestions", IDEA).problem == "malformed"


def test_the_openapi_names_only_this_host(neighbourhood: Neighbourhood) -> None:
    answer = neighbourhood.visitor.get("/api/v1/openapi.json").json
    assert answer["servers"] == [{"url": "/api/v1"}]
    assert f"/c/{SLUG}" not in answer["paths"]
