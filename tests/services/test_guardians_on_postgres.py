"""A guardian consents that a child's own words are shown, and takes it back; nobody else does."""

from dataclasses import dataclass
from urllib.parse import quote

import pytest

from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.calling import Answer, Caller
from tests.services.conftest import NUMBERS, Neighbourhood

CONSENT = {"text": "guardian-consent-1"}
IDEA = {"title": "给滑梯装一块遮阳板", "category": "making-together"}
COMMENT = "我和同学都想要"
SIGN = "voice:"


@dataclass(frozen=True)
class Family:
    """A child on the roll, and a grown-up whom the desk has noted as the guardian."""

    place: Neighbourhood
    guardian: Caller
    login: str
    child: str
    name: str

    def consents(self) -> Answer:
        return shown(self.place, self.guardian.post(f"children/{self.child}/consent", CONSENT))

    def withdraws(self) -> Answer:
        return shown(self.place, self.guardian.delete(f"children/{self.child}/consent"))

    def suggests(self) -> Answer:
        said = {**IDEA, "for": self.child}
        return shown(self.place, self.place.clerk.post("suggestions", said))

    def comments(self, suggestion: str) -> Answer:
        said = {"side": "for", "text": COMMENT, "for": self.child}
        return shown(self.place, self.place.clerk.post(f"suggestions/{suggestion}/comments", said))


def shown(place: Neighbourhood, answer: Answer) -> Answer:
    """The answer, once every view shows what it recorded."""
    if answer.status in {200, 201}:
        looked = place.visitor.get(f"policies?after={answer.json['position']}")
        assert looked.status == 200, looked.body
    return answer


def grown_up(place: Neighbourhood, name: str = "王大明") -> tuple[Caller, str, str]:
    caller, login = place.newcomer()
    joined = caller.post("residents", {"name": name, "age_band": "18-and-over"})
    assert joined.status == 201, joined.body
    shown(place, place.clerk.post(f"residents/{joined.json['id']}/verification"))
    return caller, login, joined.json["id"]


def child_of_nobody(place: Neighbourhood, name: str) -> str:
    details = {"name": name, "age_band": "under-14", "household": "6号楼1单元"}
    joined = place.clerk.post("desk/residents", details)
    assert joined.status == 201, joined.body
    shown(place, place.clerk.post(f"residents/{joined.json['id']}/verification"))
    return str(joined.json["id"])


@pytest.fixture
def family(neighbourhood: Neighbourhood) -> Family:
    caller, login, _ = grown_up(neighbourhood)
    name = f"王小小{next(NUMBERS)}"
    child = child_of_nobody(neighbourhood, name)
    named = neighbourhood.clerk.post(f"children/{child}/guardians", {"guardian": login})
    assert named.status == 201, named.body
    shown(neighbourhood, named)
    return Family(neighbourhood, caller, login, child, name)


def mine(caller: Caller) -> dict[str, object]:
    [item] = caller.get("me/children").json["items"]
    return dict(item)


def listed(place: Neighbourhood, suggestion: str) -> tuple[str | None, str | None]:
    found = place.visitor.get(f"suggestions/{suggestion}").json
    return found["title"], found["who"]


def test_a_childs_words_wait_for_a_consent(family: Family) -> None:
    assert mine(family.guardian)["consent"] == "none"
    refused = family.suggests()
    assert (refused.status, refused.problem) == (409, "childrens-words-need-consent")
    assert family.consents().status == 201
    assert mine(family.guardian)["consent"] == "stands"
    suggestion = family.suggests().json["id"]
    assert listed(family.place, suggestion) == (IDEA["title"], None)


def test_the_words_go_with_a_withdrawal_and_come_back_with_a_consent(family: Family) -> None:
    family.consents()
    suggestion = family.suggests().json["id"]
    family.comments(suggestion)
    assert family.withdraws().status == 201
    assert mine(family.guardian)["consent"] == "withdrawn"
    assert listed(family.place, suggestion) == (None, None)
    [said] = family.place.visitor.get(f"suggestions/{suggestion}/comments").json["items"]
    assert (said["text"], said["who"]) == (None, None)
    page = text_of(family.place.visitor.get(f"{HOME}/suggestions/{suggestion}"))
    assert IDEA["title"] not in page
    assert COMMENT not in page
    found = text_of(family.place.visitor.get(f"{HOME}/suggestions?q={quote('遮阳板')}"))
    assert suggestion not in found
    family.consents()
    assert listed(family.place, suggestion) == (IDEA["title"], None)


def test_a_page_names_a_young_resident_and_no_sign(family: Family) -> None:
    family.consents()
    made = family.suggests().json
    family.comments(made["id"])
    page = text_of(family.place.visitor.get(f"{HOME}/suggestions/{made['id']}"))
    assert IDEA["title"] in page
    assert COMMENT in page
    assert page.count("一位小居民") >= 4
    assert SIGN not in page
    entry = family.place.visitor.get(f"entries/{made['position']}").json
    sign = entry["data"]["for"]
    assert sign[:20].rpartition(":")[2][:4] not in page


def test_the_entry_is_what_it_is_and_leads_to_no_words(family: Family) -> None:
    family.consents()
    made = family.suggests().json
    page = text_of(family.place.visitor.get(f"{HOME}/audit/{made['position']}"))
    assert "一位小居民" in page
    assert IDEA["title"] not in page
    assert f"/suggestions/{made['id']}" not in page
    sign = family.place.visitor.get(f"entries/{made['position']}").json["data"]["for"]
    trail = text_of(family.place.visitor.get(f"{HOME}/audit?tag={sign}"))
    assert IDEA["title"] not in trail
    assert f"/suggestions/{made['id']}" not in trail


def test_nobody_consents_for_a_child_that_is_not_theirs(family: Family) -> None:
    stranger, login, _ = grown_up(family.place)
    for asked in (
        stranger.post(f"children/{family.child}/consent", CONSENT),
        stranger.delete(f"children/{family.child}/consent"),
        family.place.clerk.post(f"children/{family.child}/consent", {**CONSENT, "guardian": login}),
    ):
        assert (asked.status, asked.problem) == (409, "not-a-guardian")
    with_guardian = {**CONSENT, "guardian": family.login}
    asked = stranger.post(f"children/{family.child}/consent", with_guardian)
    assert (asked.status, asked.problem) == (403, "not-your-office")
    assert stranger.get("me/children").json["items"] == []


def test_a_withdrawal_that_is_refused_hides_nothing(family: Family) -> None:
    family.consents()
    suggestion = family.suggests().json["id"]
    stranger, _, _ = grown_up(family.place)
    stranger.delete(f"children/{family.child}/consent")
    later = family.comments(suggestion)
    assert later.status == 201
    assert listed(family.place, suggestion) == (IDEA["title"], None)


def test_the_log_links_a_guardian_to_nobody(family: Family) -> None:
    consented = family.consents()
    entry = family.place.visitor.get(f"entries/{consented.json['position']}").json
    own = family.guardian.get("me").json["member"]
    assert entry["by"] == entry["data"]["guardian"]
    assert entry["by"].startswith(f"guardian:{family.child.removeprefix('member:')}:")
    assert entry["data"]["for"] == family.child
    assert own.removeprefix("member:") not in str(entry)


def test_guardians_are_grown_up_others_on_the_roll(family: Family) -> None:
    place = family.place
    other = child_of_nobody(place, "李小小")
    outsider, login = place.newcomer()
    for guardian, problem in (
        (other, "guardians-are-adults"),
        (family.child, "nobody-is-their-own-guardian"),
        (login, "guardian-not-on-the-roll"),
    ):
        asked = place.clerk.post(f"children/{family.child}/guardians", {"guardian": guardian})
        assert (asked.status, asked.problem) == (409, problem)
    asked = place.clerk.post(f"children/{family.child}/guardians", {"guardian": "nobody-here"})
    assert asked.status == 404
    assert outsider.post(f"children/{family.child}/guardians", {"guardian": login}).status == 403


def test_only_todays_wording_is_agreed_to(family: Family) -> None:
    asked = family.guardian.post(f"children/{family.child}/consent", {"text": "another"})
    assert (asked.status, asked.problem) == (409, "no-such-wording")


def test_the_wording_is_public_in_both_languages(family: Family) -> None:
    told = family.guardian.get("me/children").json
    visitor = family.place.visitor
    chinese = text_of(visitor.get(f"{HOME}/consents/{told['text']}"))
    english = text_of(visitor.get(f"{HOME}/consents/{told['text']}?lang=en"))
    assert all(each in chinese for each in told["wording"])
    assert "The consent holds for one year" in english
    assert visitor.get(f"{HOME}/consents/another").status == 404


def test_who_turns_fourteen_speaks_like_everybody_else(family: Family) -> None:
    family.consents()
    suggestion = family.suggests().json["id"]
    family.withdraws()
    told = family.place.clerk.send(
        "PATCH", f"residents/{family.child}/details", b'{"age_band": "14-17"}'
    )
    assert shown(family.place, told).status in {200, 201}
    title, who = listed(family.place, suggestion)
    assert title == IDEA["title"]
    assert who is not None
    assert mine(family.guardian)["is_under_14"] is False


class TestAtTheDesk:
    @pytest.fixture
    def clerk(self, neighbourhood: Neighbourhood) -> Browser:
        return signed_in(neighbourhood, "clerk")

    def followed(self, clerk: Browser, answer: Answer) -> str:
        assert answer.status == 303, text_of(answer)
        return text_of(clerk.get(answer.headers["location"]))

    def test_the_list_leads_there(self, family: Family, clerk: Browser) -> None:
        assert family.child
        page = text_of(clerk.get(f"{HOME}/desk?all=1"))
        assert "/desk/guardian?resident=" in page

    def test_a_guardian_is_looked_up_noted_and_consents_in_person(
        self, neighbourhood: Neighbourhood, clerk: Browser
    ) -> None:
        name = f"Guardian{next(NUMBERS)}"
        _, _, member = grown_up(neighbourhood, name)
        child = child_of_nobody(neighbourhood, "赵小小")
        address = f"{HOME}/desk/guardian"
        found = text_of(clerk.post(f"{address}/search", resident=child, q=name))
        assert member in found
        done = self.followed(clerk, clerk.post(address, resident=child, guardian=member))
        assert "监护人已登记" in done
        assert name in done
        guardian = done.partition('name="guardian" value="')[2].partition('"')[0]
        about = {"resident": child, "guardian": guardian}
        unread = clerk.post(f"{address}/consent", **about, **CONSENT)
        assert unread.status == 422
        assert "请先读同意书" in text_of(unread)
        done = self.followed(
            clerk, clerk.post(f"{address}/consent", **about, **CONSENT, agreed="yes")
        )
        assert "同意有效" in done
        done = self.followed(clerk, clerk.post(f"{address}/withdraw", **about))
        assert "同意已收回" in done

    def test_details_are_told_anew_and_what_was_typed_wrongly_is_kept(
        self, family: Family, clerk: Browser
    ) -> None:
        told = {"resident": family.child, "name": "王小小改名", "household": "7号楼"}
        wrong = clerk.post(f"{HOME}/desk/details", **told)
        assert wrong.status == 422
        assert "王小小改名" in text_of(wrong)
        done = self.followed(clerk, clerk.post(f"{HOME}/desk/details", **told, age_band="under-14"))
        assert "王小小改名（7号楼）" in done

    def test_a_forged_guardian_name_is_refused(self, family: Family, clerk: Browser) -> None:
        for forged in ("guardian:x:y", "staff:chair", "", "\0"):
            answer = clerk.post(
                f"{HOME}/desk/guardian/consent",
                resident=family.child, guardian=forged, agreed="yes", **CONSENT,
            )  # fmt: skip
            assert answer.status in {409, 422}


class TestOnMyPage:
    def test_nothing_is_ticked_for_anybody(self, family: Family) -> None:
        browser = signed_in(family.place, family.login)
        page = text_of(browser.get(f"{HOME}/me/children"))
        assert family.name in page
        assert "checkbox" in page
        assert "checked" not in page
        unread = browser.post(f"{HOME}/me/children/consent", child=family.child, **CONSENT)
        assert unread.status == 422
        assert mine(family.guardian)["consent"] == "none"

    def test_a_stranger_reads_and_does_nothing_here(self, family: Family) -> None:
        _, login, _ = grown_up(family.place)
        browser = signed_in(family.place, login)
        assert family.name not in text_of(browser.get(f"{HOME}/me/children"))
        forged = {"child": family.child, **CONSENT, "agreed": "yes"}
        for path in ("consent", "withdraw"):
            answer = browser.post(f"{HOME}/me/children/{path}", **forged)
            assert answer.status == 409
            assert family.name not in text_of(answer)
