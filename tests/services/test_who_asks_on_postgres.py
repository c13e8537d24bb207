import pytest

from tests.services.conftest import IDEA, PASSWORD, Neighbourhood


def test_strangers_read_what_is_public(neighbourhood: Neighbourhood) -> None:
    for path in ("", "suggestions", "policies", "policies/history", "dashboard", "entries"):
        assert neighbourhood.visitor.get(path).status == 200, path
    for path in ("/api/v1/communities", "/api/v1/health", "/api/v1/openapi.json"):
        assert neighbourhood.visitor.get(path).status == 200, path


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "me"),
        ("GET", "me/stances"),
        ("GET", "residents"),
        ("GET", "statements/next"),
        ("POST", "tokens"),
        ("DELETE", "sessions"),
        ("POST", "residents/member:x/verification"),
    ],
)
def test_nobody_does_unsigned_what_asks_for_a_name(
    neighbourhood: Neighbourhood, method: str, path: str
) -> None:
    answer = neighbourhood.visitor.send(method, path)
    assert (answer.status, answer.problem) == (401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_who_asks_comes_before_what_is_said(neighbourhood: Neighbourhood) -> None:
    for said in (b"{", b"[]", b"{}", b"\xff"):
        unsigned = neighbourhood.visitor.send("POST", "desk/residents", said)
        assert unsigned.problem == "not-signed-in", said
        resident = neighbourhood.newcomer()[0].send("POST", "desk/residents", said)
        assert resident.problem == "not-your-office", said
    assert neighbourhood.clerk.send("POST", "desk/residents", b"{").problem == "unreadable-body"


def test_a_wrong_token_is_not_made_good_by_a_cookie(neighbourhood: Neighbourhood) -> None:
    _, login = neighbourhood.newcomer()
    wrong = neighbourhood.signed_in(login).saying(authorization="Bearer wrong")
    assert wrong.get("me").problem == "not-signed-in"


def test_a_write_with_the_cookie_carries_the_token_of_the_session(
    neighbourhood: Neighbourhood,
) -> None:
    _, login = neighbourhood.newcomer()
    caller = neighbourhood.signed_in(login)
    assert caller.get("me").status == 200
    forged = caller.saying(x_csrf_token="é")
    assert (forged.post("tokens").status, forged.post("tokens").problem) == (
        403,
        "forged-request",
    )
    assert forged.delete("sessions").problem == "forged-request"
    assert caller.post("tokens").status == 201


def test_the_cookie_is_hidden_from_scripts_and_other_sites(neighbourhood: Neighbourhood) -> None:
    _, login = neighbourhood.newcomer()
    answer = neighbourhood.visitor.post("sessions", {"login": login, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("linli_session_linjiang=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_after_signing_out_the_cookie_opens_nothing(neighbourhood: Neighbourhood) -> None:
    _, login = neighbourhood.newcomer()
    caller = neighbourhood.signed_in(login)
    assert caller.delete("sessions").status == 204
    assert caller.get("me").problem == "not-signed-in"


def test_a_token_makes_no_other_token(neighbourhood: Neighbourhood) -> None:
    caller, _ = neighbourhood.newcomer()
    for answer in (caller.post("tokens"), caller.delete("tokens")):
        assert (answer.status, answer.problem) == (401, "not-signed-in")


def test_ten_tokens_are_enough_until_they_are_revoked(neighbourhood: Neighbourhood) -> None:
    program, login = neighbourhood.newcomer()
    caller = neighbourhood.signed_in(login)
    made = [caller.post("tokens") for _ in range(9)]
    assert {answer.status for answer in made} == {201}
    assert caller.post("tokens").problem == "too-many-tokens"
    assert caller.delete("tokens").status == 204
    assert program.get("me").problem == "not-signed-in"
    assert caller.post("tokens").status == 201


def test_ten_wrong_passwords_make_their_address_wait(neighbourhood: Neighbourhood) -> None:
    _, login = neighbourhood.newcomer()
    wrong, right = {"login": login, "password": "wrong"}, {"login": login, "password": PASSWORD}
    for _ in range(10):
        answer = neighbourhood.visitor.post("sessions", wrong)
        assert (answer.status, answer.problem) == (401, "wrong-login")
    answer = neighbourhood.visitor.post("sessions", right)
    assert (answer.status, answer.problem) == (429, "too-many-tries")


def test_the_office_is_for_staff(neighbourhood: Neighbourhood) -> None:
    caller = neighbourhood.resident()
    for answer in (
        caller.get("residents"),
        caller.post("residents/member:x/verification"),
        caller.put("policies/policy:comments", {"value": "closed"}),
        caller.post("suggestions", {**IDEA, "for": "chair"}),
    ):
        assert (answer.status, answer.problem) == (403, "not-your-office")


def test_the_roll_shows_staff_nothing_private(neighbourhood: Neighbourhood) -> None:
    neighbourhood.member()
    answer = neighbourhood.clerk.get("residents?verified=false")
    assert answer.status == 200
    assert "王小明" not in answer.body.decode()
    assert all(one["verified_position"] is None for one in answer.json["items"])


def test_one_reads_what_is_kept_about_oneself(neighbourhood: Neighbourhood) -> None:
    caller, member = neighbourhood.member()
    position = neighbourhood.visitor.get("log").json["position"]
    answer = caller.get(f"me?after={position}").json
    assert answer["member"] == member
    assert answer["on_the_roll"]["member"] == member
    assert answer["kept"]["name"] == "王小明"
