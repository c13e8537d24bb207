"""Somebody lived here, spoke everywhere, and is erased: who looks afterwards finds nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from string import Formatter
from threading import Event, Thread

import pytest

from infra.catching_up import caught_up
from infra.installation import Installation, opened
from infra.keys import NAME_CHARS
from infra.settings import Settings
from infra.staff_handles import bind_account
from services.identity import HandleTaken
from services.pages.static_files import EDITION
from tests.infra.installation import nobody_supervises
from tests.outside.canary import files_that_hold_it, stands_in
from tests.outside.counting import assert_every_figure_is_provable_indeed, recounted
from tests.outside.lived_in import LOG_IN, Home, Trace, lives_here, told
from tests.outside.serving import answers, environment, free_port
from tests.services.calling import Answer, Caller
from tests.services.conftest import PASSWORD, SLUG, furnish
from tests.services.officers import Peopling, Somebody
from tests.services.test_permissions_on_postgres import ROUTES
from tests.waiting import until

OTHERS = ("resident", "clerk", "registrar", "committee", "auditor", "grid-worker")


@pytest.fixture(scope="module")
def home(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Served once for all tests: each brings its own people, and one of them the canary."""
    folder = tmp_path_factory.mktemp("lived_in")
    place = replace(settings, home=folder / "home", port=free_port(), workers=2)
    said = folder / "server.log"
    with opened(place) as installation:
        furnish(installation)
        people = peopled(installation)
        with said.open("wb") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "infra.cli", "serve"],
                env=environment(place, place.port, place.workers),
                stdout=log,
                stderr=log,
            )
        try:
            until(lambda: answers(place.port) or server.poll() is not None)
            yield Home(place, installation, place.port, said, people)
        finally:
            server.terminate()
            server.wait(30)
    until(lambda: nobody_supervises(place))


def peopled(installation: Installation) -> dict[str, Somebody]:
    community, peopling = installation.community(SLUG), Peopling(installation)
    people = {"anybody": Somebody("anybody")}
    for role in OTHERS:
        office = role != "resident"
        one = peopling.somebody(f"{role} held", community, [role] if office else [], staff=office)
        if office:
            peopling.give(one, role, "held", community)
        people[role] = peopling.verified(one, community)
    return people


@contextmanager
def live_activity(home: Home) -> Iterator[None]:
    """Neighbours go on agreeing, disagreeing and asking, from two sides."""
    enough, trouble = Event(), list[str]()
    ideas = [one.suggestion for one in home.people.values() if one.suggestion]

    def lives_on(caller: Caller) -> None:
        turn = 0
        while not enough.is_set():
            idea, choice = ideas[turn % len(ideas)], ("agree", "disagree")[turn // 40 % 2]
            for answer in (
                caller.put(f"suggestions/{idea}/stance", {"choice": choice}),
                caller.get("suggestions"),
            ):
                if answer.status not in {200, 201, 409}:
                    trouble.append(f"{answer.status} {answer.body!r}")
            turn += 1

    callers = [home.token_of("clerk-held"), home.token_of("resident-held")]
    threads = [Thread(target=lives_on, args=(caller,)) for caller in callers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        enough.set()
        for thread in threads:
            thread.join()
    assert trouble == []


def everything_readable(home: Home, trace: Trace) -> Iterator[tuple[str, Answer]]:
    """What everybody else is answered at every address that is read, about this person first."""
    for called, who in home.people.items():
        caller = home.visitor
        if who.account is not None:
            session = home.installation.accounts.begin_session(who.account)
            caller = caller.saying(cookie=f"linli_session_{SLUG}={session.token}")
        for path in (route.path for route in ROUTES if route.method == "GET"):
            for values in valued(path, trace):
                address = path.format(**values)
                yield f"{called}: {address}", caller.get(address)


def valued(path: str, trace: Trace) -> list[dict[str, str]]:
    """Every part of an address, filled in with what there is of this person."""
    names = {name for _, name, _, _ in Formatter().parse(path) if name}
    known = {"community": SLUG, "member": trace.member, "edition": EDITION, "name": "linli.css"}
    base = {name: known.get(name, f"{name}:{'x' * NAME_CHARS}") for name in names}
    if "suggestion" in names:
        return [{**base, "suggestion": suggestion} for suggestion in trace.suggestions]
    if "position" in names:
        return [{**base, "position": str(position)} for position in trace.positions]
    return [base]


def held_by_answers(home: Home, trace: Trace) -> list[str]:
    found, broken = [], []
    for asked, answer in everything_readable(home, trace):
        if answer.status >= 500:
            broken.append(f"{asked} {answer.status}")
        if stands_in(answer.body) or stands_in(json.dumps(dict(answer.headers)).encode()):
            found.append(asked)
    assert broken == [], home.said.read_text()[-5000:]
    return found


def test_an_erased_person_is_found_nowhere_and_no_figure_moves(home: Home) -> None:
    trace = lives_here(home)
    logs = (home.said, home.place.home / "postgres.log", home.place.home / "supervisor.log")
    with live_activity(home):
        # What is looked for can be found, else finding nothing would say nothing.
        shown = home.visitor.get(f"suggestions/{trace.suggestions[0]}?after={trace.positions[-1]}")
        assert stands_in(told(shown, 200).body)
        assert stands_in(home.dump())
        assert held_by_answers(home, trace)
        before = home.lines()
        home.linli("erase", LOG_IN, "--yes")
        assert stands_in(home.dump()) is False
        assert files_that_hold_it(*logs) == []
        assert held_by_answers(home, trace) == []
        found = home.visitor.get("suggestions?search=%E9%B5%B8%E9%B5%8C")
        assert told(found, 200).json["items"] == []
        home.linli("erase", "--scrub")
        assert files_that_hold_it(home.place.home, home.said) == []
        assert stands_in(home.dump()) is False
        told(home.visitor.post("sessions", {"login": LOG_IN, "password": PASSWORD}), 401)
    after = home.lines()
    assert after[: len(before)] == before
    for size in (len(before), len(before) // 2, trace.positions[0]):
        assert recounted(after[:size]) == recounted(before[:size])
    assert_every_figure_is_provable_indeed(home.installation, SLUG)
    for suggestion in trace.suggestions:
        told(home.visitor.get(f"suggestions/{suggestion}/history"), 200)
        told(home.visitor.get(f"/c/{SLUG}/suggestions/{suggestion}"), 200)
    home.linli("doctor")


def test_at_once_also_for_whoever_was_signed_in(home: Home) -> None:
    login = "signed-in"
    told(home.visitor.post("accounts", {"login": login, "password": PASSWORD}))
    signed_in = told(home.visitor.post("sessions", {"login": login, "password": PASSWORD}))
    own = home.visitor.saying(cookie=signed_in.cookie)
    token = home.token_of(login)
    for caller in (own, token):
        assert [caller.get("me").status for _ in range(8)] == [200] * 8
    home.linli("erase", login, "--yes")
    # Whichever of the server's processes answers.
    for caller in (own, token):
        assert [caller.get("me").status for _ in range(8)] == [401] * 8


def test_whoever_rejoins_is_new_without_a_stance_an_office_or_a_word(home: Home) -> None:
    login = "comes-again"
    idea = home.people["resident"].suggestion
    before = told(home.visitor.get(f"suggestions/{idea}"), 200).json
    trace = lives_here(home, login, "平常的话")
    home.linli("erase", login, "--yes")
    told(home.visitor.post("accounts", {"login": login, "password": PASSWORD}))
    own, clerk = home.token_of(login), home.token_of("clerk")
    again = told(own.post("residents", {"name": "又来", "age_band": "18-and-over"})).json["id"]
    assert again != trace.member
    told(clerk.post(f"residents/{again}/verification"))
    assert told(own.get("me/stances"), 200).json["stances"] == {}
    taken = told(own.put(f"suggestions/{idea}/stance", {"choice": "agree"}))
    shown = told(home.visitor.get(f"suggestions/{idea}?after={taken.json['position']}"), 200).json
    assert (shown["agree"], shown["disagree"]) == (before["agree"] + 1, before["disagree"])
    standing = told(home.visitor.get("roles"), 200)
    assert trace.service not in standing.body.decode()


def test_a_handle_of_somebody_erased_is_never_given_to_anybody_else(home: Home) -> None:
    installation, community = home.installation, home.installation.community(SLUG)
    handle = "staff:grid-worker-held"
    home.linli("erase", "grid-worker-held", "--yes")
    caught_up(installation)
    assert handle not in told(home.visitor.get("roles"), 200).body.decode()
    told(home.visitor.post("accounts", {"login": "grid-worker-held", "password": PASSWORD}))
    account = installation.accounts.account(community, "grid-worker-held")
    assert account is not None
    assert account.staff is None
    with pytest.raises(HandleTaken):
        bind_account(installation.accounts, community, account, handle.removeprefix("staff:"))
