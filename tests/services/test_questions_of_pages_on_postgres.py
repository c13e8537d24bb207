"""Pages ask PostgreSQL little: what everybody opens on a busy evening costs one or two reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.app import create
from infra.installation import opened
from infra.supervisor import Databases
from tests.importing.importing import settings_of
from tests.questions import Listening, listening
from tests.services.calling import Caller
from tests.services.conftest import PASSWORD, served


@dataclass
class Pages:
    """Asks for pages, and tells how many statements each took."""

    app: Listening
    guest: Caller
    member: Caller

    def asked(self, caller: Caller, path: str) -> int:
        address = f"/c/lin/{path}"
        # What is read once in a process has been read when a page is asked for again.
        for _ in range(2):
            assert caller.get(address).status == 200
        return len(self.app.asked[address])


@pytest.fixture
def pages(fresh_databases: Databases, tmp_path: Path) -> Iterator[Pages]:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings) as installation:
        lin = installation.communities.found(installation.writer, "lin", "临江")
        installation.accounts.register(lin, "wang", PASSWORD)
    with listening(create(settings)) as app, served(app) as port:
        guest = Caller(port, "lin")
        answer = guest.post("sessions", {"login": "wang", "password": PASSWORD})
        member = guest.saying(cookie=answer.cookie, x_csrf_token=answer.json["csrf"])
        yield Pages(app, guest, member)


def test_a_list_is_one_question_and_one_more_says_who_looks(pages: Pages) -> None:
    for path in ("suggestions", "polls"):
        assert (pages.asked(pages.guest, path), pages.asked(pages.member, path)) == (1, 2)


def test_a_dashboard_is_not_read_again_before_the_log_has_grown(pages: Pages) -> None:
    assert (pages.asked(pages.guest, "dashboard"), pages.asked(pages.member, "dashboard")) == (2, 3)


def test_a_dashboard_shows_what_the_log_has_gained(pages: Pages) -> None:
    def joined(path: str) -> int:
        figures = pages.guest.get(path).json["figures"]
        return int(next(it["value"] for it in figures if it["id"] == "roll-joined"))

    assert joined("dashboard") == 0
    answer = pages.member.post("residents", {"name": "王小明", "age_band": "18-and-over"})
    assert answer.status == 201, answer.body
    assert joined(f"dashboard?after={answer.json['position']}") == 1


def test_whoever_is_signed_in_costs_two_questions_in_any_room(pages: Pages) -> None:
    for room in ("policies", "audit", "moderation"):
        assert pages.asked(pages.member, room) == pages.asked(pages.guest, room) + 2


def test_the_inbox_comes_with_its_head(pages: Pages) -> None:
    assert pages.asked(pages.member, "inbox") == 2
