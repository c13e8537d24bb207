"""Joining by the letter of a household: whose place it is, what it confirms, and what it hides."""

import json
import re
from collections.abc import Iterator

import pytest

from infra.settings import Settings
from infra.supervisor import Databases
from services.roll import CODE_PEOPLE_MAX
from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.conftest import PASSWORD, Neighbourhood, founded
from tests.services.inviting import GROWN_UP, code_of, imported, is_verified, joining, me


@pytest.fixture(scope="module")
def village(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neighbourhood]:
    """A neighbourhood of its own: its rules change."""
    with founded(settings, databases, tmp_path_factory.mktemp("letters")) as village:
        yield village


@pytest.fixture(scope="module")
def chair(village: Neighbourhood) -> Browser:
    return signed_in(village, "chair")


def test_a_letter_names_the_household_and_confirms_the_residence(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair)
    caller, _ = village.newcomer()
    joined = joining(caller, "王秀兰", code_of(chair, label).lower(), household="elsewhere")
    assert joined.status == 201, joined.body
    found = me(caller, joined)
    assert found["kept"] == {"name": "王秀兰", "household": label, "age_band": GROWN_UP}
    assert found["on_the_roll"]["channel"] == "letter"  # type: ignore[index]
    assert is_verified(caller, joined)


def test_where_the_rules_say_so_a_letter_only_invites(
    village: Neighbourhood, chair: Browser
) -> None:
    label, caller = imported(chair), village.newcomer()[0]
    rule = "policies/policy:invitation-letters"
    assert village.committee.put(rule, {"value": "join-only"}).status == 201
    joined = joining(caller, "王秀兰", code_of(chair, label))
    assert village.committee.put(rule, {"value": "verify"}).status == 201
    assert joined.status == 201
    assert not is_verified(caller, joined)


def test_whoever_is_in_the_sheet_takes_the_place_that_was_kept(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair, f"李建国,{GROWN_UP}")
    caller = village.newcomer()[0].saying(idempotency_key="kept")
    code = code_of(chair, label)
    first, again = (joining(caller, " 李 建国", code) for _ in "12")
    assert (first.status, again.status) == (200, 200), first.body
    assert first.json["id"] == again.json["id"]
    found = me(caller, first)
    assert found["member"] == first.json["id"]
    assert found["on_the_roll"]["channel"] == "roll"  # type: ignore[index]
    assert is_verified(caller, first)


def test_nobody_takes_a_place_twice_or_that_of_a_child(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair, f"李建国,{GROWN_UP}", "李小国,under-14")
    code, first = code_of(chair, label), village.newcomer()[0]
    kept = joining(first, "李建国", code)
    second, third = village.newcomer()[0], village.newcomer()[0]
    another, grown_up = joining(second, "李建国", code), joining(third, "李小国", code)
    assert (kept.status, another.status, grown_up.status) == (200, 201, 201)
    assert len({each.json["id"] for each in (kept, another, grown_up)}) == 3
    # Somebody of this name is here already: a member of staff has to look.
    assert not is_verified(second, another)
    assert not is_verified(third, grown_up)
    waiting = text_of(chair.get(f"{HOME}/registrar"))
    assert waiting.count("也许是同一个人") >= 2


def test_whoever_has_a_place_does_not_get_another_one(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair, f"李建国,{GROWN_UP}")
    caller, _ = village.member()
    answer = joining(caller, "李建国", code_of(chair, label))
    assert (answer.status, answer.problem) == (409, "already-a-member")
    assert f"{label}</bdi></h3>" in text_of(chair.get(f"{HOME}/registrar/households"))


def test_a_household_has_room_for_twelve_by_one_letter(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair)
    code = code_of(chair, label)
    for number in range(CODE_PEOPLE_MAX):
        assert joining(village.newcomer()[0], f"第{number}人", code).status == 201
    answer = joining(village.newcomer()[0], "第十三人", code)
    assert (answer.status, answer.problem) == (422, "household-is-full")


def test_children_are_not_let_in_by_a_letter_and_leave_no_account(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair, f"李建国,{GROWN_UP}")
    visitor = Browser(village.visitor)
    told = {"login": "little", "password": PASSWORD, "name": "李建国", "age_band": "under-14"}
    refused = visitor.post(f"{HOME}/join", **told, code=code_of(chair, label))
    assert refused.status == 409
    assert "14 岁以下的孩子请由监护人陪同" in text_of(refused)
    answer = village.visitor.post("sessions", {"login": "little", "password": PASSWORD})
    assert answer.status == 401


def test_the_address_in_a_letter_opens_a_form_with_the_code(
    village: Neighbourhood, chair: Browser
) -> None:
    code = code_of(chair, imported(chair))
    shown = text_of(village.visitor.get(f"{HOME}/join?code={code}"))
    assert f'name="code" value="{code}"' in shown
    assert 'name="household"' not in shown
    assert 'name="household"' in text_of(village.visitor.get(f"{HOME}/join"))


def test_without_a_letter_nobody_learns_who_is_on_the_roll(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair, f"李建国,{GROWN_UP}")
    answers = []
    for name in ("李建国", "从未见过"):
        told = {"name": name, "household": label, "age_band": GROWN_UP}
        caller, login = village.newcomer()
        joined = caller.post("residents", told)
        assert not is_verified(caller, joined)
        own = text_of(signed_in(village, login).get(f"{HOME}/me"))
        answers.append((joined.status, sorted(joined.json), own.count("同一")))
    assert answers[0] == answers[1]
    assert "也许是同一个人" in text_of(chair.get(f"{HOME}/registrar"))


def test_the_desk_is_told_at_once_and_may_know_better(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair, f"李建国,{GROWN_UP}")
    told = {"name": "李建国", "household": label, "age_band": GROWN_UP}
    asked = village.clerk.post("desk/residents", told)
    assert (asked.status, asked.problem) == (409, "perhaps-the-same")
    page = chair.post(f"{HOME}/desk/join", **told)
    assert page.status == 422
    assert 'name="although_alike"' in text_of(page)
    assert chair.post(f"{HOME}/desk/join", **told, although_alike="1").status == 303
    joined = village.clerk.post("desk/residents", {**told, "although_alike": True})
    assert joined.status == 201, joined.body


def test_whoever_is_confirmed_at_the_desk_has_a_household_with_a_letter(
    village: Neighbourhood, chair: Browser
) -> None:
    told = {"name": "陈婆婆", "household": "九十九号", "age_band": GROWN_UP}
    caller, _ = village.newcomer()
    joined = caller.post("residents", told)
    assert "九十九号" not in text_of(chair.get(f"{HOME}/registrar/households"))
    village.clerk.post(f"residents/{joined.json['id']}/verification")
    shown = text_of(chair.post(f"{HOME}/registrar/households", q="九十九"))
    assert "九十九号" in shown
    assert "1 人" in shown


def test_whoever_moves_is_known_at_the_new_address(village: Neighbourhood, chair: Browser) -> None:
    told = {"name": "陈婆婆", "household": "九十七号", "age_band": GROWN_UP}
    member = village.clerk.post("desk/residents", told).json["id"]
    new = {"household": "九十八号"}
    moved = village.clerk.send("PATCH", f"residents/{member}/details", json.dumps(new).encode())
    assert moved.status == 201, moved.body
    shown = text_of(chair.post(f"{HOME}/registrar/households", q="九十八"))
    assert "1 人" in shown
    again = village.clerk.post("desk/residents", {**told, **new})
    assert again.problem == "perhaps-the-same"


def test_the_desk_sees_who_is_perhaps_the_same(village: Neighbourhood, chair: Browser) -> None:
    label = imported(chair, f"郑老师,{GROWN_UP}")
    told = {"name": "郑老师", "household": label, "age_band": GROWN_UP}
    joined = village.newcomer()[0].post("residents", told)
    cards = text_of(chair.get(f"{HOME}/desk?after={joined.json['position']}")).split("<li class")
    [card] = [each for each in cards if "郑老师" in each]
    assert "也许是同一个人" in card


def test_a_renewed_code_replaces_the_old_one(village: Neighbourhood, chair: Browser) -> None:
    label = imported(chair)
    old = code_of(chair, label)
    found = text_of(chair.post(f"{HOME}/registrar/households", q=label))
    [household] = re.findall(r'name="household" value="([0-9a-f-]{36})"', found)
    renewed = chair.post(f"{HOME}/registrar/households/renew", household=household)
    assert renewed.status == 303
    new = code_of(chair, label)
    assert new != old
    assert new in text_of(chair.get(renewed.headers["location"].partition("#")[0]))
    assert joining(village.newcomer()[0], "王秀兰", old).problem == "no-such-code"
    assert joining(village.newcomer()[0], "王秀兰", new).status == 201
