"""Where many act at once: every figure is what the clients were told, and what anybody counts."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from domain.kernel import Act
from domain.residents.join_community import JoinCommunity
from domain.residents.verify_residence import VerifyResidence
from domain.suggestions.import_suggestion import ImportSuggestion
from infra.installation import Installation, opened, utc_now
from infra.supervisor import Databases
from infra.writer import Waiting
from projections.views import Community
from tests.importing.importing import settings_of
from tests.outside.counting import (
    assert_every_figure_is_provable_indeed,
    by_name,
    recounted_log,
    shown,
)
from tests.outside.serving import environment, served
from tests.services.calling import Answer, Caller
from tests.waiting import until

CLIENTS, SUGGESTIONS = 8, 100
CHOICES = ("agree", "disagree", "pass")
SLUG = "talk"
OK = 200


def furnished(installation: Installation) -> tuple[list[str], list[str]]:
    """A community with eight verified residents and a hundred statements: tokens, ids."""
    writer, now = installation.writer, utc_now()
    community = installation.communities.found(writer, SLUG, "讨论")
    staff = installation.communities.appoint(writer, community, "chair")
    scope = "voice:2026"
    author = name_of(installation, community, "author", scope)
    ids = [f"suggestion:{number:022}" for number in range(SUGGESTIONS)]
    commands = [
        Waiting(
            ImportSuggestion(
                act=Act.of("import:test", now, author), suggestion=id_, scope=scope, title="一件事",
                category="services", source_id=id_, occurred_at="2026-01-01T00:00:00.000Z",
                text="", hidden=False,
            )
        )
        for id_ in ids
    ]  # fmt: skip
    tokens = []
    for number in range(CLIENTS):
        account = installation.accounts.register(community, f"client-{number}", "long enough")
        member = installation.keys.names([account.person], community.origin, "member")
        join = JoinCommunity(
            act=Act.of(member[account.person], now), channel="web", name="某某",
            household="1号楼", age_band="18-and-over",
        )  # fmt: skip
        verify = VerifyResidence(act=Act.of(staff, now), resident=member[account.person])
        commands += [Waiting(join), Waiting(verify)]
        tokens.append(installation.accounts.make_api_token(account))
    assert not [o for o in writer.decided(community.log, commands) if isinstance(o, Exception)]
    return tokens, ids


def name_of(installation: Installation, community: Community, purpose: str, scope: str) -> str:
    person = installation.keys.new_person(purpose)
    return installation.keys.names([person], community.origin, scope)[person]


def test_eight_hundred_stances_beside_an_import_are_all_counted(
    fresh_databases: Databases, real_data: Path, tmp_path: Path
) -> None:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings) as installation:
        tokens, ids = furnished(installation)
    conversation = real_data / "polis" / "london-youth-policing-en"
    with served(settings, workers=2) as port:
        until_shown(port, ids)
        verb = [sys.executable, "-m", "infra.cli", "import", "polis", str(conversation)]
        importing = subprocess.Popen([*verb, "--community", SLUG], env=environment(settings))
        with ThreadPoolExecutor(CLIENTS) as clients:
            told = list(clients.map(stances_of(port, ids), tokens, range(CLIENTS)))
        assert importing.wait(120) == 0
    answers = [answer for client in told for answer in client]
    assert {answer.status for answer in answers} == {201}
    positions = [answer.json["position"] for answer in answers]
    assert len(answers) == CLIENTS * SUGGESTIONS
    with opened(settings) as installation:
        assert_every_figure_is_provable_indeed(installation, SLUG)
        figures = by_name(shown(installation, SLUG))
        counted = recounted_log(installation, SLUG)
    assert figures["acts-stance"] == CLIENTS * SUGGESTIONS + 638
    assert figures["people-stance voice:2026"] == CLIENTS
    # A batch answers each caller with the head after its own decision, so no two are alike.
    assert len(set(positions)) == len(positions)
    assert max(positions) < counted["size"]


def until_shown(port: int, ids: list[str]) -> None:
    """The views of a server that has just started still follow for a moment."""
    until(lambda: Caller(port, SLUG, {}).get(f"suggestions/{ids[-1]}").status == OK)


def stances_of(port: int, ids: list[str]) -> Callable[[str, int], list[Answer]]:
    def client(token: str, number: int) -> list[Answer]:
        caller = Caller(port, SLUG, {"authorization": f"Bearer {token}"})
        order = Random(number).sample(ids, len(ids))  # noqa: S311 - any order will do.
        return [
            caller.put(f"suggestions/{id_}/stance", {"choice": CHOICES[place % len(CHOICES)]})
            for place, id_ in enumerate(order)
        ]

    return client


def test_eight_hands_of_one_resident_are_one_stance(
    fresh_databases: Databases, tmp_path: Path
) -> None:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings) as installation:
        tokens, ids = furnished(installation)
    with served(settings, workers=2) as port:
        until_shown(port, ids)
        caller = Caller(port, SLUG, {"authorization": f"Bearer {tokens[0]}"})

        def one_hand(_: int) -> Answer:
            return caller.put(f"suggestions/{ids[0]}/stance", {"choice": "agree"})

        with ThreadPoolExecutor(8) as hands:
            answers = list(hands.map(one_hand, range(8)))
    assert sorted(answer.status for answer in answers) == [200] * 7 + [201]
    with opened(settings) as installation:
        figures = by_name(shown(installation, SLUG))
    assert (figures["acts-stance"], figures["stance-agree"]) == (1, 1)
