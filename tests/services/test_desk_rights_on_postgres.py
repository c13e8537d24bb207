"""Whoever has no log-in has the same rights, at the service desk."""

from urllib.parse import quote

import pytest

from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.calling import Answer
from tests.services.conftest import Neighbourhood
from tests.services.offices import appointed, joined, looks_at, shown
from tests.services.somebody import somebody

RIGHTS = f"{HOME}/desk/rights"


@pytest.fixture(scope="module")
def clerk(neighbourhood: Neighbourhood) -> Browser:
    return signed_in(neighbourhood, "clerk")


def agreed(neighbourhood: Neighbourhood, member: str) -> tuple[str, str]:
    """The desk records that somebody agrees; the suggestion, and the position of the entry."""
    suggestion = neighbourhood.suggestion()
    said = {"choice": "agree", "for": member}
    answer = neighbourhood.clerk.put(f"suggestions/{suggestion}/stance", said)
    return suggestion, str(shown(neighbourhood, answer).json["position"])


def agreeing(neighbourhood: Neighbourhood, suggestion: str) -> int:
    return int(neighbourhood.visitor.get(f"suggestions/{suggestion}").json["agree"])


def followed(browser: Browser, answer: Answer) -> str:
    assert answer.status == 303, answer.body.decode()
    return text_of(browser.get(answer.headers["location"]))


def test_the_list_at_the_desk_leads_to_the_rights_of_each_resident(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member = joined(neighbourhood, "蒋奶奶")
    found = text_of(clerk.get(f"{HOME}/desk?all=1"))
    assert f"/desk/rights?resident={quote(member)}" in found
    page = text_of(clerk.get(f"{RIGHTS}?resident={member}"))
    assert "蒋奶奶" in page
    assert "服务台没有替这位居民做过记录。" in page
    assert ("staff:clerk", "acting") in looks_at(neighbourhood, member)


@pytest.mark.parametrize("channel", ["desk", "phone", "paper"])
def test_what_was_recorded_for_somebody_is_taken_back_by_the_way_they_asked(
    neighbourhood: Neighbourhood, clerk: Browser, channel: str
) -> None:
    member = joined(neighbourhood, "沈爷爷")
    suggestion, position = agreed(neighbourhood, member)
    assert "替居民收回" in text_of(clerk.get(f"{RIGHTS}?resident={member}"))
    asked = {"resident": member, "position": position, "channel": channel}
    done = followed(clerk, clerk.post(f"{RIGHTS}/withdrawal", **asked))
    assert "已替这位居民收回。" in done
    assert agreeing(neighbourhood, suggestion) == 0
    tags = neighbourhood.visitor.get(f"suggestions/{suggestion}/history").body.decode()
    assert "suggestions.StanceWithdrawn.1" in tags
    assert f'"channel":"{channel}"' in tags.replace(" ", "")


def test_an_objection_is_recorded_by_staff_for_the_person(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member = joined(neighbourhood, "韩奶奶")
    suggestion, position = agreed(neighbourhood, member)
    asked = {"resident": member, "position": position, "channel": "phone"}
    done = followed(clerk, clerk.post(f"{RIGHTS}/objection", **asked))
    assert "已记下这位居民的异议。" in done
    assert "居民提出了异议，不再计数。" in done
    assert agreeing(neighbourhood, suggestion) == 0
    again = clerk.post(f"{RIGHTS}/objection", **asked)
    assert again.status == 409


def test_the_way_they_asked_is_said_and_nobody_elses_entry_is_touched(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member, other = joined(neighbourhood, "杨奶奶"), joined(neighbourhood, "朱爷爷")
    suggestion, position = agreed(neighbourhood, other)
    for fields in (
        {"position": position},
        {"position": position, "channel": "web"},
        {"position": position, "channel": "desk"},
        {"position": "nowhere", "channel": "desk"},
    ):
        for way in ("withdrawal", "objection"):
            assert clerk.post(f"{RIGHTS}/{way}", resident=member, **fields).status == 422
    assert agreeing(neighbourhood, suggestion) == 1
    assert clerk.post(f"{RIGHTS}/withdrawal", resident="nobody-here").status == 422


def test_the_export_is_handed_over_and_noted(neighbourhood: Neighbourhood, clerk: Browser) -> None:
    member = joined(neighbourhood, "秦爷爷")
    agreed(neighbourhood, member)
    unasked = clerk.post(f"{RIGHTS}/export", resident=member)
    assert unasked.status == 422
    assert "请先勾选" in text_of(unasked)
    assert ("staff:clerk", "export") not in looks_at(neighbourhood, member)
    file = clerk.post(f"{RIGHTS}/export", resident=member, sure="yes")
    assert file.headers["content-type"] == "application/json"
    assert "attachment" in file.headers["content-disposition"]
    assert file.json["details"]["name"] == "秦爷爷"
    assert file.json["account"] is None
    events = {line["entry"]["e"] for line in file.json["entries"]}
    assert {"residents.ResidentJoined.1", "suggestions.StanceTaken.1"} <= events
    assert ("staff:clerk", "export") in looks_at(neighbourhood, member)


def test_somebody_leaves_at_the_desk_and_what_they_said_stays(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member = joined(neighbourhood, "尤爷爷")
    suggestion, _ = agreed(neighbourhood, member)
    assert clerk.post(f"{RIGHTS}/leave", resident=member).status == 422
    done = followed(clerk, clerk.post(f"{RIGHTS}/leave", resident=member, sure="yes"))
    assert "这位居民已退出名册。" in done
    assert agreeing(neighbourhood, suggestion) == 1
    again = clerk.post(f"{RIGHTS}/leave", resident=member, sure="yes")
    assert again.status == 409
    assert "这位居民还不在本社区的名册上。" in text_of(again)


def test_whoever_holds_a_role_lays_it_down_before_leaving_at_the_desk(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member = joined(neighbourhood, "吕奶奶")
    shown(neighbourhood, neighbourhood.committee.post("roles", {"who": member, "role": "steward"}))
    refused = clerk.post(f"{RIGHTS}/leave", resident=member, sure="yes")
    assert refused.status == 409
    assert "这位居民还担任职责，要先卸任。" in text_of(refused)


def test_an_erasure_is_asked_for_at_the_desk_waits_and_is_taken_back_there(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member = joined(neighbourhood, "许奶奶")
    assert clerk.post(f"{RIGHTS}/erase", resident=member).status == 422
    assert "替居民要求抹除" in text_of(clerk.get(f"{RIGHTS}?resident={member}"))
    asked = followed(clerk, clerk.post(f"{RIGHTS}/erase", resident=member, sure="yes"))
    assert "已替这位居民要求抹除。" in asked
    assert "替居民收回抹除" in asked
    back = followed(clerk, clerk.post(f"{RIGHTS}/erase/take-back", resident=member))
    assert "抹除已收回：一切照旧。" in back
    assert "替居民收回抹除" not in back
    assert "许奶奶" in back


def test_for_whoever_has_a_login_the_desk_only_takes_back_what_it_recorded(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    she = somebody(neighbourhood)
    own, suggestion = neighbourhood.suggestion(), neighbourhood.suggestion()
    mine = she.latest(she.caller.put(f"suggestions/{own}/stance", {"choice": "agree"}))
    theirs = she.agrees_at_the_desk(suggestion)
    page = text_of(clerk.get(f"{RIGHTS}?resident={she.member}"))
    assert f'id="act-{theirs["position"]}"' in page
    assert f'id="act-{mine["position"]}"' not in page
    asked = {"resident": she.member, "channel": "desk"}
    refused = clerk.post(f"{RIGHTS}/withdrawal", **asked, position=str(mine["position"]))
    assert refused.status == 422
    for what in ("export", "leave", "erase"):
        assert f"/desk/rights/{what}" not in page
        refused = clerk.post(f"{RIGHTS}/{what}", resident=she.member, sure="yes")
        assert refused.status == 422
        assert "请居民自己在“我的”页面办理" in text_of(refused)
    assert she.caller.get("me/erasure").json["erasure"] is None
    position = str(theirs["position"])
    assert clerk.post(f"{RIGHTS}/withdrawal", **asked, position=position).status == 303


def test_a_grid_worker_takes_back_and_does_nothing_that_cannot_be_undone(
    neighbourhood: Neighbourhood,
) -> None:
    worker, member = appointed(neighbourhood, "grid-worker"), joined(neighbourhood, "何爷爷")
    _, position = agreed(neighbourhood, member)
    page = text_of(worker.get(f"{RIGHTS}?resident={member}"))
    for what in ("export", "leave", "erase", "erase/take-back"):
        assert f"/desk/rights/{what}" not in page
        assert worker.post(f"{RIGHTS}/{what}", resident=member, sure="yes").status == 403
    asked = {"resident": member, "position": position, "channel": "paper"}
    assert worker.post(f"{RIGHTS}/withdrawal", **asked).status == 303
