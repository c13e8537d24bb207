"""Somebody who has said very much fetches all of it, in one file."""

import json
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

import pytest

from domain.kernel import Act, Command
from domain.residents.join_community import JoinCommunity
from domain.residents.verify_residence import VerifyResidence
from domain.suggestions.import_suggestion import ImportSuggestion
from domain.suggestions.take_stance import CHANGES_PER_DAY_MAX, TakeStance
from infra.app import create
from infra.installation import Installation, opened, utc_now
from infra.settings import Settings
from infra.supervisor import Databases
from infra.writer import Waiting
from projections.views import Community
from tests.importing.importing import settings_of
from tests.services.calling import Caller
from tests.services.conftest import PASSWORD, SLUG, served

SCOPE, LOGIN = "voice:2026", "somebody"
SUGGESTIONS_MADE = 500
AT_ONCE = 50
STANCES = SUGGESTIONS_MADE * CHANGES_PER_DAY_MAX


@pytest.fixture
def settings_of_a_talk(fresh_databases: Databases, tmp_path: Path) -> Settings:
    """A community in which one person has taken ten thousand stances."""
    settings = settings_of(fresh_databases, tmp_path)
    with opened(settings) as installation:
        community = installation.communities.found(installation.writer, SLUG, "临江社区")
        chair = installation.communities.appoint(installation.writer, community, "chair")
        account = installation.accounts.register(community, LOGIN, PASSWORD)

        def name(scope: str) -> str:
            return installation.keys.names([account.person], community.origin, scope)[
                account.person
            ]

        decided(installation, community, list(said(chair, name("member"), name(SCOPE))))
    return settings


def decided(installation: Installation, community: Community, commands: Sequence[Command]) -> None:
    for first in range(0, len(commands), AT_ONCE):
        batch = [Waiting(command) for command in commands[first : first + AT_ONCE]]
        outcomes = installation.writer.decided(community.log, batch)
        assert not [each for each in outcomes if isinstance(each, Exception)]


def said(chair: str, member: str, voice: str) -> Iterator[Command]:
    now = utc_now()
    her_own = Act.of(voice, now)
    yield JoinCommunity(
        act=Act.of(member, now),
        channel="web",
        name="王秀英",
        household="",
        age_band="18-and-over",
    )
    yield VerifyResidence(act=Act.of(chair, now), resident=member)
    about = [f"suggestion:{number:022}" for number in range(SUGGESTIONS_MADE)]
    for number, suggestion in enumerate(about):
        yield ImportSuggestion(
            act=Act.of("import:talk", now, voice),
            suggestion=suggestion,
            scope=SCOPE,
            category="services",
            source_id=str(number),
            occurred_at="2015-08-01T00:00:00Z",
            title=f"第 {number} 条",
            text="",
            hidden=False,
        )
    choices = cycle(("agree", "disagree"))
    for _ in range(CHANGES_PER_DAY_MAX):
        choice = next(choices)
        for suggestion in about:
            yield TakeStance(
                act=her_own,
                member=member,
                suggestion=suggestion,
                choice=choice,  # type: ignore[arg-type]  # One of two choices.
                channel="web",
            )


def test_ten_thousand_acts_are_fetched_in_one_file(settings_of_a_talk: Settings) -> None:
    with served(create(settings_of_a_talk)) as port:
        guest = Caller(port, SLUG)
        answer = guest.post("sessions", {"login": LOGIN, "password": PASSWORD})
        she = guest.saying(cookie=answer.cookie, x_csrf_token=answer.json["csrf"])
        fetched = she.get("me/export")
        assert fetched.status == 200
        entries = json.loads(fetched.body)["entries"]
        positions = [line["position"] for line in entries]
        assert positions == sorted(set(positions), reverse=True)
        events = [line["entry"]["e"] for line in entries]
        assert events.count("suggestions.StanceTaken.1") == STANCES
        titles = {line["private"].get("title") for line in entries} - {None}
        assert len(titles) == SUGGESTIONS_MADE
        [first] = she.get("me/acts?limit=1").json["items"]
        assert first["position"] == positions[0]
