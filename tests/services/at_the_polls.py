"""A neighbourhood that votes: polls that are opened over the API, and brought to their end."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.kernel import ENTRY_TIME, Act
from domain.residents.grant_role import GrantRole
from domain.voting.close_poll import ClosePoll
from infra.installation import Installation, opened, utc_now
from infra.settings import Settings
from infra.supervisor import Databases
from tests.services.calling import Answer, Caller
from tests.services.conftest import (
    PASSWORD,
    SLUG,
    Neighbourhood,
    decide,
    founded,
    furnish,
)
from tests.waiting import until

BENCH: Mapping[str, Any] = {
    "title": "大门口的长椅选哪一种？",
    "labels": ["木的", "石的", "铁的"],
    "kind": "one",
    "mode": "sealed",
}
DRAW = "若票数相同，以截止后第一期福利彩票双色球的六个红球为准。"
"""Which public draw decides, as the text of a poll says."""


def in_days(days: int) -> str:
    """An entry time from now."""
    return (utc_now() + timedelta(days=days)).astimezone(UTC).strftime(ENTRY_TIME)


def furnish_for_two(installation: Installation) -> None:
    """One more at the desk: a sheet of paper is read by two."""
    furnish(installation)
    community = installation.community(SLUG)
    installation.accounts.register(community, "colleague", PASSWORD, staff="staff:colleague")
    grant = GrantRole(act=Act.of("staff:chair", utc_now()), holder="staff:colleague", role="clerk")
    decide(installation, community, grant)


@dataclass(frozen=True)
class Polls:
    """A served neighbourhood, and the installation behind it, by which time is made to pass."""

    neighbourhood: Neighbourhood
    installation: Installation
    colleague: Caller

    @property
    def visitor(self) -> Caller:
        return self.neighbourhood.visitor

    def open(self, **terms: object) -> str:
        """A poll that every view shows, open for a day unless it is said otherwise."""
        body = {**BENCH, "closes_at": in_days(1), **terms}
        return self.shown(self.neighbourhood.committee.post("polls", body)).json["id"]  # type: ignore[no-any-return]

    def shown(self, answer: Answer, status: int = 201) -> Answer:
        """What was answered, once every view shows it."""
        assert answer.status == status, answer.body
        seen = self.visitor.get(f"log?after={answer.json['position']}")
        assert seen.status == 200, seen.body
        return answer

    def vote(self, voter: Caller, poll: str, *choice: int, status: int = 201) -> Answer:
        answer = voter.put(f"polls/{poll}/ballot", {"choice": choice})
        return self.shown(answer, status)

    def of(self, poll: str, what: str = "") -> Any:  # noqa: ANN401 - JSON is anything.
        return self.visitor.get(f"polls/{poll}/{what}").json

    def close(self, poll: str) -> int:
        """Let the time of a poll come, and its ballots be opened."""
        closes_at = datetime.strptime(self.of(poll)["closes_at"], ENTRY_TIME).replace(tzinfo=UTC)
        act = Act.of("system", closes_at + timedelta(minutes=1))
        community = self.installation.community(SLUG)
        close = ClosePoll(act=act, poll=poll, door_was_open=True)
        [position] = decide(self.installation, community, close)
        until(lambda: self.of(poll)["state"] == "closed")
        return position


@contextmanager
def voting(settings: Settings, databases: Databases, home: Path) -> Iterator[Polls]:
    with founded(settings, databases, home, furnish_for_two) as neighbourhood:
        own = replace(
            settings,
            home=home,
            database_url=neighbourhood.main_url,
            keys_url=neighbourhood.keys_url,
        )
        with opened(own) as installation:
            colleague = neighbourhood.with_token("colleague")
            yield Polls(neighbourhood, installation, colleague)
