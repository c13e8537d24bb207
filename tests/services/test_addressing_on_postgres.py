"""Whoever acts for a resident is told about the resident; whoever acts alone, about themselves."""

from tests.services.browsing import HOME, signed_in, text_of, verified
from tests.services.conftest import Neighbourhood
from tests.services.offices import granted, joined, looks_at, shown

NOT_THERE = "member:abcdefghijklmnopqrstuv"
THEIRS = "这位居民还不在本社区的名册上。"
YOURS = "您还不在本社区的名册上"


def test_staff_who_confirm_somebody_not_on_the_roll_read_of_that_resident(
    neighbourhood: Neighbourhood,
) -> None:
    chair = signed_in(neighbourhood, "chair")
    newcomer = neighbourhood.newcomer()[0].get("me").json["member"]
    at_the_desk = chair.post(f"{HOME}/desk/verify", resident=newcomer)
    by_the_registrar = chair.post(f"{HOME}/registrar/confirm", residents=newcomer)
    for answer in (at_the_desk, by_the_registrar):
        assert THEIRS in text_of(answer)
        assert YOURS not in text_of(answer)
    answer = neighbourhood.clerk.post(f"residents/{NOT_THERE}/verification")
    assert (answer.status, answer.problem) == (409, "not-a-member")
    assert answer.json["detail"] == THEIRS


def test_the_desk_reads_of_the_child_who_is_not_on_the_roll(neighbourhood: Neighbourhood) -> None:
    _, login = neighbourhood.newcomer()
    named = neighbourhood.clerk.post(f"children/{NOT_THERE}/guardians", {"guardian": login})
    assert named.json["detail"] == THEIRS
    told = neighbourhood.clerk.send("PATCH", f"residents/{NOT_THERE}/details", b'{"name": "Wang"}')
    assert told.json["detail"] == THEIRS


def test_a_name_that_cannot_be_one_is_to_be_corrected(neighbourhood: Neighbourhood) -> None:
    for path in ("residents/member:short/verification", "residents/nobody/verification"):
        answer = neighbourhood.clerk.post(path)
        assert (answer.status, answer.problem) == (422, "malformed")
    named = neighbourhood.clerk.post("children/member:short/guardians", {"guardian": "xiaoming"})
    assert named.status == 422


def test_whoever_objects_to_an_own_act_is_told_that_it_can_be_withdrawn(
    neighbourhood: Neighbourhood,
) -> None:
    she = verified(neighbourhood)
    idea = {"title": "给排练室加隔音", "category": "making-together", "text": ""}
    made = she.post(f"{HOME}/suggestions/new", **idea)
    position = made.headers["location"].rpartition("after=")[2].partition("#")[0]
    she.get(made.headers["location"])
    answer = she.post(f"{HOME}/me/acts/{position}/objection")
    assert answer.status == 409
    assert "您自己做的，可以收回" in text_of(answer)


def test_nobody_lays_down_a_role_that_is_not_theirs(neighbourhood: Neighbourhood) -> None:
    login, _ = granted(neighbourhood, "clerk")
    for somebody in (signed_in(neighbourhood, login), verified(neighbourhood)):
        answer = somebody.post(f"{HOME}/roles/step-down", role="committee")
        assert "您没有这个职责。" in text_of(answer)
    seat = signed_in(neighbourhood, "chair").post(f"{HOME}/roles/step-down", role="committee")
    assert "您没有这个职责。" not in text_of(seat)


def test_who_is_perhaps_the_same_is_shown_by_name_and_noted(neighbourhood: Neighbourhood) -> None:
    told = {"name": "卫奶奶", "household": "12-1-101", "age_band": "18-and-over"}
    first, second = (
        shown(neighbourhood, neighbourhood.clerk.post("desk/residents", {**told, **more}))
        for more in ({}, {"although_alike": True})
    )
    neighbourhood.clerk.post(f"residents/{first.json['id']}/verification")
    chair = signed_in(neighbourhood, "chair")
    for page in ("registrar", "desk"):
        waiting = text_of(chair.get(f"{HOME}/{page}"))
        assert f"#{first.json['id']}" in waiting
        assert f"<code>{first.json['id']}</code> </p>" not in waiting
    assert ("staff:chair", "registrar") in looks_at(neighbourhood, first.json["id"])
    assert second.json["id"] != first.json["id"]
    assert joined(neighbourhood, "卫爷爷")
