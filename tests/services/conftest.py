"""A neighbourhood: the real application on a real PostgreSQL, with people in it."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import psycopg
import pytest
import uvicorn
from playwright.sync_api import Browser
from psycopg import sql
from psycopg.conninfo import make_conninfo
from starlette.types import ASGIApp

from domain.kernel import Act, Command
from domain.residents.grant_role import GrantRole
from domain.suggestions.import_suggestion import ImportSuggestion
from infra.app import create
from infra.installation import Installation, opened, utc_now
from infra.settings import Settings
from infra.supervisor import Databases
from infra.writer import Waiting
from projections.views import Community
from services.arrivals import Arrivals
from services.counting import Count
from services.door import Recorded
from tests.chromium import chromium
from tests.services.calling import Caller
from tests.waiting import until

if TYPE_CHECKING:
    from tests.services.at_the_polls import Polls
    from tests.services.walking import Streets

SLUG = "linjiang"
PASSWORD = "four words make one"
HIDDEN = "suggestion:hidden0000000000000000"
IDEA = {"title": "给排练室加隔音", "text": "晚上九点以后。", "category": "making-together"}
NUMBERS = itertools.count(1)
EVERYBODY = 1_000_000


@dataclass(frozen=True)
class Neighbourhood:
    """A served community: visitors, staff with tokens, and residents as many as a test needs."""

    port: int
    staff: dict[str, Caller] = field(default_factory=dict)
    main_url: str = ""
    keys_url: str = ""

    @property
    def visitor(self) -> Caller:
        return Caller(self.port, SLUG)

    @property
    def clerk(self) -> Caller:
        return self.staff["clerk"]

    @property
    def committee(self) -> Caller:
        return self.staff["chair"]

    def signed_in(self, login: str) -> Caller:
        """With a cookie and the token of its session."""
        answer = self.visitor.post("sessions", {"login": login, "password": PASSWORD})
        assert answer.status == 201, answer.body
        return self.visitor.saying(cookie=answer.cookie, x_csrf_token=answer.json["csrf"])

    def with_token(self, login: str) -> Caller:
        token = self.signed_in(login).post("tokens").json["token"]
        return self.visitor.saying(authorization=f"Bearer {token}")

    def newcomer(self) -> tuple[Caller, str]:
        """Somebody who has an account, and nothing else; with the log-in name."""
        login = f"newcomer-{next(NUMBERS)}"
        answer = self.visitor.post("accounts", {"login": login, "password": PASSWORD})
        assert answer.status == 201, answer.body
        return self.with_token(login), login

    def member(self) -> tuple[Caller, str]:
        """Somebody on the roll, not verified; with the name on the roll."""
        caller, _ = self.newcomer()
        answer = caller.post("residents", {"name": "王小明", "age_band": "18-and-over"})
        assert answer.status == 201, answer.body
        return caller, answer.json["id"]

    def resident(self) -> Caller:
        """Somebody on the roll and verified, who may take part."""
        caller, member = self.member()
        answer = self.clerk.post(f"residents/{member}/verification")
        assert answer.status == 201, answer.body
        return caller

    def suggestion(self, author: Caller | None = None, title: str = "给排练室加隔音") -> str:
        """A suggestion that every view shows."""
        answer = (author or self.resident()).post(
            "suggestions", {"title": title, "category": "making-together"}
        )
        assert answer.status == 201, answer.body
        suggestion = str(answer.json["id"])
        shown = self.visitor.get(f"suggestions/{suggestion}?after={answer.json['position']}")
        assert shown.status == 200, shown.body
        return suggestion


def decide(installation: Installation, community: Community, *commands: Command) -> list[int]:
    """The last position of each decision; none of them is refused."""
    outcomes = installation.writer.decided(community.log, [Waiting(one) for one in commands])
    recorded = [outcome for outcome in outcomes if isinstance(outcome, Recorded)]
    assert len(recorded) == len(outcomes), outcomes
    return [outcome.position for outcome in recorded]


def furnish(installation: Installation) -> None:
    """A community with a committee, a clerk, and one imported statement that is hidden."""
    community = installation.communities.found(installation.writer, SLUG, "临江社区")
    chair = installation.communities.appoint(installation.writer, community, "chair")
    for handle in ("chair", "clerk"):
        installation.accounts.register(community, handle, PASSWORD, staff=f"staff:{handle}")
    decide(
        installation,
        community,
        GrantRole(act=Act.of(chair, utc_now()), holder="staff:clerk", role="clerk"),
    )
    keys, scope = installation.keys, "voice:import/polis"
    [person] = keys.participants(community.origin, "polis", ["1"]).values()
    author = keys.names([person], community.origin, scope)[person]
    decide(
        installation,
        community,
        ImportSuggestion(
            act=Act.of("import:polis", utc_now(), author),
            suggestion=HIDDEN,
            scope=scope,
            category="services",
            source_id="1",
            occurred_at="2015-08-01T00:00:00Z",
            title="不合规则的话",
            text="",
            hidden=True,
        ),
    )


@contextmanager
def served(app: ASGIApp) -> Iterator[int]:
    """The port on which the app answers, from a thread of its own."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    until(lambda: server.started or not thread.is_alive())
    assert server.started
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def wide_open() -> Arrivals:
    """Room for everybody."""
    return Arrivals(*(Count(EVERYBODY, timedelta(hours=1)) for _ in range(2)))


@contextmanager
def founded(
    settings: Settings,
    databases: Databases,
    home: Path,
    furnishing: Callable[[Installation], None] = furnish,
) -> Iterator[Neighbourhood]:
    """A neighbourhood with databases of its own, furnished and served."""
    main, keys = f"{home.name}_main", f"{home.name}_keys"
    with psycopg.connect(databases.main, autocommit=True) as connection:
        for name in (main, keys):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    own = replace(
        settings,
        home=home,
        database_url=make_conninfo(databases.main, dbname=main),
        keys_url=make_conninfo(databases.main, dbname=keys),
    )
    with opened(own) as installation:
        furnishing(installation)
    app = create(own)
    with served(app) as port:
        # All people of all tests come from one address within an hour.
        app.state.linli = replace(app.state.linli, arrivals=wide_open())
        neighbourhood = Neighbourhood(port, {}, own.database_url or "", own.keys_url or "")
        for handle in ("chair", "clerk"):
            neighbourhood.staff[handle] = neighbourhood.with_token(handle)
        yield neighbourhood


@pytest.fixture(scope="session")
def neighbourhood(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neighbourhood]:
    """Served once for all tests: each brings its own people."""
    home = tmp_path_factory.mktemp("neighbourhood")
    with founded(settings, databases, home) as neighbourhood:
        yield neighbourhood


@pytest.fixture(scope="session")
def polls(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[Polls]":
    """One that votes, served once for all tests: each opens its own polls."""
    from tests.services.at_the_polls import voting  # noqa: PLC0415 - it uses what stands above.

    with voting(settings, databases, tmp_path_factory.mktemp("polling")) as polls:
        yield polls


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For the tests of one file: its loop would stand in the way of theirs."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def streets(browser: Browser, neighbourhood: Neighbourhood) -> "Streets":
    from tests.services.walking import Streets  # noqa: PLC0415 - walkers use what stands above.

    return Streets(browser, f"http://127.0.0.1:{neighbourhood.port}")
