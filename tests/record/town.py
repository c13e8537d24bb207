"""A small town over two databases: a community, its chair, and residents who may take part."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg

from domain.kernel import Act, Command
from domain.residents.join_community import JoinCommunity
from domain.residents.verify_residence import VerifyResidence
from domain.suggestions.events import Choice
from domain.suggestions.import_suggestion import ImportSuggestion
from domain.suggestions.make_comment import MakeComment
from domain.suggestions.submit_suggestion import SubmitSuggestion
from domain.suggestions.take_stance import TakeStance
from infra.chance import Chance
from infra.installation import Installation, opened
from infra.settings import Settings
from infra.supervisor import Databases
from infra.writer import Outcome, Waiting, Writer
from projections.views import Community
from services.door import Recorded, RequestKey

NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
SCOPE = "voice:2026"
NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Resident:
    """Somebody who may take part, and the two names that matter here."""

    person: UUID
    member: str
    voice: str

    def submits(self, title: str = "给排练室加隔音", text: str = "") -> SubmitSuggestion:
        return self.suggests(fresh("suggestion"), title, text)

    def suggests(self, suggestion: str, title: str = "种树", text: str = "") -> SubmitSuggestion:
        return SubmitSuggestion(
            act=Act.of(self.voice, NOON), member=self.member, suggestion=suggestion, scope=SCOPE,
            category="services", channel="web", title=title, text=text, age_band=None,
        )  # fmt: skip

    def takes(self, suggestion: str, choice: Choice = "agree") -> TakeStance:
        return TakeStance(
            act=Act.of(self.voice, NOON), member=self.member, suggestion=suggestion,
            choice=choice, channel="web",
        )  # fmt: skip

    def says(self, suggestion: str, text: str = "好") -> MakeComment:
        return MakeComment(
            act=Act.of(self.voice, NOON), member=self.member, suggestion=suggestion,
            comment=fresh("comment"), side="for", channel="web", text=text,
            age_band=None,
        )  # fmt: skip


@dataclass(frozen=True)
class Town:
    """An installation with one community; `chair` is `staff:chair`."""

    installation: Installation
    community: Community
    chair: str

    @property
    def log(self) -> int:
        return self.community.log

    @property
    def writer(self) -> Writer:
        return self.installation.writer

    def decide(self, *commands: Command | Waiting) -> list[Outcome]:
        """One batch."""
        batch = [one if isinstance(one, Waiting) else Waiting(one) for one in commands]
        return self.writer.decided(self.log, batch)

    def recorded(self, *commands: Command | Waiting) -> list[Recorded]:
        outcomes = self.decide(*commands)
        assert all(isinstance(outcome, Recorded) for outcome in outcomes), outcomes
        return [outcome for outcome in outcomes if isinstance(outcome, Recorded)]

    def known(self, person: UUID) -> Resident:
        """The names of a person who has done nothing yet."""
        keys, origin = self.installation.keys, self.community.origin
        [member], [voice] = (keys.names([person], origin, s).values() for s in ("member", SCOPE))
        return Resident(person, member, voice)

    def residents(self, count: int) -> list[Resident]:
        people = self.installation.keys.new_people(
            [f"resident/{next(NUMBERS)}" for _ in range(count)]
        )
        residents = [self.known(person) for person in people]
        self.recorded(*(command for one in residents for command in self.arrival(one)))
        return residents

    def resident(self) -> Resident:
        [resident] = self.residents(1)
        return resident

    def arrival(self, resident: Resident) -> tuple[Command, Command]:
        return (
            JoinCommunity(
                act=Act.of(resident.member, NOON), channel="web",
                name="王小明", household="3-2-501", age_band="18-and-over",
            ),
            VerifyResidence(act=Act.of(self.chair, NOON), resident=resident.member),
        )  # fmt: skip

    def suggestion(self, author: Resident, title: str = "给排练室加隔音", text: str = "") -> str:
        command = author.submits(title, text)
        self.recorded(command)
        return command.suggestion

    def statements(self, count: int) -> list[str]:
        """Suggestions of an earlier conversation, of which nobody may have had enough."""
        commands = [
            ImportSuggestion(
                act=Act.of("import:polis", NOON), suggestion=fresh("suggestion"), scope=SCOPE,
                category="services", source_id=str(number), occurred_at="2015-08-01T00:00:00Z",
                title=f"第{number}条", text="", hidden=False,
            )
            for number in range(count)
        ]  # fmt: skip
        self.recorded(*commands)
        return [command.suggestion for command in commands]

    def rows(self, query: str, *parameters: object, keys: bool = False) -> list[tuple[Any, ...]]:
        databases = self.installation.supervised.databases
        conninfo = databases.keys if keys else databases.main
        with psycopg.connect(conninfo, autocommit=True) as connection:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def entries(self) -> list[tuple[int, str, bytes]]:
        """Position, type and bytes of every entry; asserts that the log has no gap."""
        found = self.rows(
            "SELECT position, type, data FROM event WHERE log = %s ORDER BY position", self.log
        )
        assert [position for position, _, _ in found] == list(range(1, len(found) + 1))
        [(head,)] = self.rows("SELECT position FROM log_head WHERE log = %s", self.log)
        assert head == len(found)
        return found

    def count(self, topic: str) -> int:
        return sum(kind == topic for _, kind, _ in self.entries())


def fresh(kind: str) -> str:
    return f"{kind}:{next(NUMBERS):022}"


def request(body: bytes = b"{}") -> RequestKey:
    return RequestKey(uuid4(), body)


def asked(command: Command, key: RequestKey) -> Waiting:
    return Waiting(command, key)


def again(waiting: Waiting, body: bytes) -> Waiting:
    """The same request id with another body."""
    assert waiting.request is not None
    return replace(waiting, request=RequestKey(waiting.request.id, body))


@contextmanager
def town(
    settings: Settings, *, chance: Chance | None = None, slug: str = "linjiang"
) -> Iterator[Town]:
    with opened(settings, clock=lambda: NOON, chance=chance) as installation:
        yield founded(installation, slug)


def founded(installation: Installation, slug: str) -> Town:
    community = installation.communities.found(installation.writer, slug, "临江社区")
    chair = installation.communities.appoint(installation.writer, community, "chair")
    return Town(installation, community, chair)


def over(databases: Databases, settings: Settings) -> Settings:
    """Settings of an installation over databases that somebody else runs."""
    return replace(settings, database_url=databases.main, keys_url=databases.keys)


def refusals(outcomes: Sequence[Outcome]) -> list[type]:
    return [type(one) for one in outcomes if isinstance(one, Exception)]
