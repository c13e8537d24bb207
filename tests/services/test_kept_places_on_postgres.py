"""Places that the office keeps: who takes one by a letter, and who is sent to the desk."""

import re
from collections.abc import Iterator

import pytest

from infra.settings import Settings
from infra.supervisor import Databases
from services.roll import CODE_PEOPLE_MAX
from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.conftest import Neighbourhood, founded
from tests.services.inviting import GROWN_UP, code_of, imported, joining, me
from tests.services.offices import looks_at


@pytest.fixture(scope="module")
def village(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neighbourhood]:
    """A neighbourhood of its own."""
    with founded(settings, databases, tmp_path_factory.mktemp("places")) as village:
        yield village


@pytest.fixture(scope="module")
def chair(village: Neighbourhood) -> Browser:
    return signed_in(village, "chair")


def test_who_finds_no_room_has_not_become_the_neighbour(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair, f"王五,{GROWN_UP}")
    code = code_of(chair, label)
    for number in range(CODE_PEOPLE_MAX):
        assert joining(village.newcomer()[0], f"别人{number}", code).status == 201
    late, _ = village.newcomer()
    before = late.get("me").json
    refused = joining(late, "王五", code)
    assert (refused.status, refused.problem) == (422, "household-is-full")
    assert late.get("me").json == before
    assert before["on_the_roll"] is None


def test_a_letter_gives_nobody_the_place_of_somebody_known_at_the_desk(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair)
    told = {"name": "陈婆婆", "household": label, "age_band": GROWN_UP}
    known = village.clerk.post("desk/residents", told)
    assert known.status == 201, known.body
    stranger, _ = village.newcomer()
    refused = joining(stranger, "陈婆婆", code_of(chair, label))
    assert (refused.status, refused.problem) == (409, "ask-at-the-desk")
    assert stranger.get("me").json["on_the_roll"] is None
    page = signed_in(village, village.newcomer()[1])
    shown = page.post(f"{HOME}/join", name="陈婆婆", age_band=GROWN_UP, code=code_of(chair, label))
    assert shown.status == 422
    assert "只能由服务台交给您" in text_of(shown)


def test_a_letter_gives_nobody_the_place_of_somebody_who_has_spoken(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair, f"孙婆婆,{GROWN_UP}")
    found = text_of(chair.post(f"{HOME}/desk", q="孙婆婆"))
    [member] = set(re.findall(r"<code>(member:[^<]+)</code>", found))
    told = {"title": "给排练室加隔音", "category": "services", "for": member}
    said = village.clerk.post("suggestions", {**told, "channel": "desk"})
    assert said.status == 201, said.body
    refused = joining(village.newcomer()[0], "孙婆婆", code_of(chair, label))
    assert (refused.status, refused.problem) == (409, "ask-at-the-desk")


def test_whoever_serves_keeps_the_handle_in_the_new_place(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair, f"李四,{GROWN_UP}")
    caller, login = village.newcomer()
    for number, role in enumerate(("clerk", "registrar")):
        office = {"who": login, "role": role, **({} if number else {"handle": "li-si"})}
        assert village.committee.post("roles", office).status == 201
        if not number:
            joined = joining(caller, "李四", code_of(chair, label))
            assert joined.status == 200, joined.body
            assert me(caller, joined)["member"] == joined.json["id"]


def test_whoever_is_refused_is_no_member_of_the_household(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair)
    caller, _ = village.member()
    answer = joining(caller, "王小明", code_of(chair, label))
    assert (answer.status, answer.problem) == (409, "already-a-member")
    found = text_of(chair.post(f"{HOME}/registrar/households", q=label))
    [card] = [each for each in found.split("<li class") if f"<bdi>{label}</bdi></h3>" in each]
    assert "0 人" in card


def test_the_desk_is_noted_when_it_is_told_who_is_on_the_roll(
    village: Neighbourhood, chair: Browser
) -> None:
    label = imported(chair, f"何婆婆,{GROWN_UP}")
    found = text_of(chair.post(f"{HOME}/desk", q="何婆婆"))
    [member] = set(re.findall(r"<code>(member:[^<]+)</code>", found))
    told = {"name": "何婆婆", "household": label, "age_band": GROWN_UP}
    asked = village.clerk.post("desk/residents", told)
    assert (asked.status, asked.problem) == (409, "perhaps-the-same")
    assert ("staff:clerk", "desk-search") in looks_at(village, member)
