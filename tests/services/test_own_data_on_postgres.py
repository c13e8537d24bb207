"""What a person may see of what is held, fetch, and have erased: one's own, and nobody else's."""

import re

import pytest

from services.contacts import LOOKS_SHOWN_MAX
from services.identity import SESSIONS_SHOWN_MAX
from services.linli import EXPORTS_PER_HOUR_MAX
from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.conftest import PASSWORD, Neighbourhood
from tests.services.offices import on_the_keys
from tests.services.somebody import Somebody, somebody


@pytest.fixture
def she(neighbourhood: Neighbourhood) -> Somebody:
    return somebody(neighbourhood)


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
    found = text_of(clerk.post(f"{HOME}/desk", q=she.login))
    assert "王秀英" in found
    held = text_of(own.get(f"{HOME}/me/data"))
    assert "服务台的查找" in held
    assert "工作人员 clerk" in held
    assert she.caller.get("me/export").json["looks_at_my_details"][0]["staff"] == "staff:clerk"


def test_the_export_has_every_look_and_session_and_the_page_the_latest(
    neighbourhood: Neighbourhood, she: Somebody
) -> None:
    own = signed_in(neighbourhood, she.login)
    with on_the_keys(neighbourhood) as connection:
        connection.execute(
            "INSERT INTO contact_look SELECT a.origin, a.person, 'staff:x-' || i, 'desk-list',"
            " now() FROM account a, generate_series(1, %s) AS i WHERE a.login = %s",
            (LOOKS_SHOWN_MAX + 50, she.login),
        )
        connection.execute(
            "INSERT INTO session (digest, csrf, account, expires_at) SELECT sha256(i::text::bytea),"
            " 'x', a.id, now() + interval '1 day' FROM account a, generate_series(1, %s) AS i"
            " WHERE a.login = %s",
            (SESSIONS_SHOWN_MAX + 50, she.login),
        )
    for file in (she.caller.get("me/export").json, own.get(f"{HOME}/me/export").json):
        assert len(file["looks_at_my_details"]) == LOOKS_SHOWN_MAX + 50
        assert len(file["sessions"]) >= SESSIONS_SHOWN_MAX + 50
    page = text_of(own.get(f"{HOME}/me/data"))
    assert page.count("工作人员 x-") == LOOKS_SHOWN_MAX
    assert f"{LOOKS_SHOWN_MAX} 次" in page or f"{LOOKS_SHOWN_MAX} 条" in page


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
