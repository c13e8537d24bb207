"""Every page opens for everybody, in both languages: nobody's own case is a mistake of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

import pytest

from services.pages.static_files import EDITION
from tests.services.at_the_polls import BENCH, in_days
from tests.services.browsing import HOME, Browser, signed_in
from tests.services.conftest import SLUG, Neighbourhood
from tests.services.offices import appointed, shown
from tests.services.test_guardians_on_postgres import CONSENT, grown_up
from tests.services.test_papers_on_postgres import IDEA, PNG, done, papers, sent
from tests.services.test_permissions_on_postgres import ROUTES

PAGES = [route.path for route in ROUTES if route.method == "GET" and not route.is_api]
OWN = ["me", "me/acts", "me/data", "me/children", "me/leave", "me/erase", "me/export"]


@dataclass(frozen=True)
class Street:
    """People of every kind, signed in, and things that an address can name."""

    people: Mapping[str, Browser]
    things: Mapping[str, str] = field(default_factory=dict)

    def addresses(self) -> list[str]:
        """Each page with its things; those of the desk also with somebody to act for."""
        filled = []
        for path in PAGES:
            names = {name for _, name, _, _ in Formatter().parse(path) if name}
            filled.append(path.format(**{name: self.things.get(name, "0") for name in names}))
        member = self.things["member"]
        at_the_desk = f"?resident={member}&poll={self.things['poll']}"
        return [*filled, *(f"{each}{at_the_desk}" for each in filled if "/desk" in each)]


@pytest.fixture(scope="module")
def street(neighbourhood: Neighbourhood) -> Street:
    """A guardian and a child who can sign in, with acts at the desk, a picture and sessions."""
    clerk = signed_in(neighbourhood, "clerk")
    guardian, login, _ = grown_up(neighbourhood)
    _, childs_login, child = grown_up(neighbourhood, "王小小")
    young = {"resident": child, "name": "王小小", "household": "", "age_band": "under-14"}
    done(clerk.post(f"{HOME}/desk/details", **young))
    named = neighbourhood.clerk.post(f"children/{child}/guardians", {"guardian": login})
    shown(neighbourhood, named)
    shown(neighbourhood, guardian.post(f"children/{child}/consent", CONSENT))
    about = neighbourhood.suggestion()
    for resident in (login, childs_login):
        done(sent(clerk, f"{HOME}/desk/suggest", PNG, resident=resident, channel="paper", **IDEA))
        acted = {"choice": "agree", "for": resident, "channel": "phone"}
        shown(neighbourhood, neighbourhood.clerk.put(f"suggestions/{about}/stance", acted))
    said = {"side": "for", "text": "好。"}
    comment = neighbourhood.resident().post(f"suggestions/{about}/comments", said)
    shown(neighbourhood, comment)
    neighbourhood.signed_in(login)
    former, _ = grown_up(neighbourhood)[1:]
    leaving = signed_in(neighbourhood, former)
    assert leaving.post(f"{HOME}/me/leave", sure="yes").status in {303, 422}
    people = {
        "nobody": Browser(neighbourhood.visitor),
        "a newcomer": signed_in(neighbourhood, neighbourhood.newcomer()[1]),
        "a guardian": signed_in(neighbourhood, login),
        "a child": signed_in(neighbourhood, childs_login),
        "somebody who left": leaving,
        "the clerk": clerk,
        "the chair": signed_in(neighbourhood, "chair"),
        "an auditor": appointed(neighbourhood, "auditor"),
        "a steward": appointed(neighbourhood, "steward"),
    }
    things = {
        "community": SLUG, "suggestion": about, "member": child, "edition": EDITION,
        "comment": comment.json["id"], "subject": comment.json["id"], "name": "linli.css",
        "text": CONSENT["text"],
        "position": str(papers(neighbourhood)[0]), **_at_the_polls(neighbourhood, login),
    }  # fmt: skip
    return Street(people, things)


def _at_the_polls(neighbourhood: Neighbourhood, login: str) -> dict[str, str]:
    """A poll, and a ballot on paper that waits for a second person."""
    terms = {**BENCH, "closes_at": in_days(1)}
    poll = shown(neighbourhood, neighbourhood.committee.post("polls", terms)).json["id"]
    sheet = {"for": login, "choice": [1]}
    paper = shown(neighbourhood, neighbourhood.clerk.post(f"polls/{poll}/papers", sheet))
    return {"poll": poll, "paper": paper.json["id"]}


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_no_page_fails_for_anybody(street: Street, language: str) -> None:
    failed = []
    for called, browser in street.people.items():
        for address in street.addresses():
            answer = browser.get(f"{address}{'&' if '?' in address else '?'}lang={language}")
            if answer.status >= 500:
                failed.append((called, address, answer.status))
    assert failed == []


def test_everybody_who_signs_in_can_open_the_own_pages(street: Street) -> None:
    opened = {
        (called, page): browser.get(f"{HOME}/{page}").status
        for called, browser in street.people.items()
        for page in OWN
        if called != "nobody"
    }
    assert {each: status for each, status in opened.items() if status != 200} == {}


def test_a_guardian_and_a_child_read_that_a_guardian_has_consented(street: Street) -> None:
    for called, said in (("a guardian", "我已同意。"), ("a child", "已同意。")):
        assert said in street.people[called].get(f"{HOME}/me/data").body.decode()
