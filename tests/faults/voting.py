"""Voters who never stop changing their minds while their poll closes, and what must hold then."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from threading import Thread
from uuid import uuid4

from domain.voting.cast_vote import CASTINGS_MAX
from domain.voting.events import PollOpened
from tests.faults.serving import ANSWER_S_MAX, ANSWERED, PASSWORD, SERVER_FAULTS
from tests.record.polls import LABELS
from tests.record.town import Resident, Town
from tests.services.calling import Answer, Caller
from tests.waiting import until

SCOPE_OF = """
    SELECT convert_from(data, 'UTF8')::json -> 'data' ->> 'scope' FROM event
    WHERE log = %s AND type = %s AND tags @> ARRAY[%s]
"""
KEPT_FOR_THE_CLOSE = 20
LAST_SECONDS = timedelta(seconds=6)
"""Nobody uses up all castings before the close, where they matter."""
CLOSED, ENOUGH = "poll-is-closed", "enough-votes"


def now() -> datetime:
    return datetime.now(UTC)


def full_minute_after(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


@dataclass(frozen=True)
class Acknowledged:
    """What a voter was promised: which choice, at which position, and when it was sent first."""

    choice: int
    position: int
    sent_at: datetime


@dataclass
class Voter:
    """A resident who votes again and again, each time for something else, until it is too late."""

    name: str
    caller: Caller
    poll: str
    closes_at: datetime
    chance: random.Random
    promises: list[Acknowledged] = field(default_factory=list)
    turned_away_at: datetime | None = None
    """When this voter was told to be too late."""
    failures: int = 0
    trouble: BaseException | None = None

    def __post_init__(self) -> None:
        self.thread = Thread(target=self._run, name=self.name)

    def _run(self) -> None:
        try:
            choice = self.chance.randrange(len(LABELS))
            while self.turned_away_at is None:
                if len(self.promises) == CASTINGS_MAX - KEPT_FOR_THE_CLOSE:
                    until(lambda: now() >= self.closes_at - LAST_SECONDS, ANSWER_S_MAX)
                # Another one each time, so that each time an entry is recorded.
                choice = (choice + self.chance.randrange(1, len(LABELS))) % len(LABELS)
                self._votes(choice)
        except BaseException as trouble:  # noqa: BLE001 - the test asks for it.
            self.trouble = trouble

    def _votes(self, choice: int) -> None:
        """Ask until there is an answer, each time under the same request key."""
        caller = self.caller.saying(idempotency_key=str(uuid4()))
        answer: Answer | None = None
        sent_at = now()

        def is_answered() -> bool:
            nonlocal answer
            try:
                answer = caller.put(f"polls/{self.poll}/ballot", {"choice": [choice]})
            except (OSError, HTTPException):
                self.failures += 1
                return False
            self.failures += answer.status >= SERVER_FAULTS
            return answer.status < SERVER_FAULTS

        until(is_answered, ANSWER_S_MAX)
        assert answer is not None
        if answer.status in ANSWERED:
            self.promises.append(Acknowledged(choice, answer.json["position"], sent_at))
        elif answer.problem == ENOUGH:
            until(lambda: now() >= self.closes_at, ANSWER_S_MAX)
        else:
            assert answer.problem == CLOSED, (answer.status, answer.body)
            self.turned_away_at = now()


@contextmanager
def voting(voters: Sequence[Voter]) -> Iterator[None]:
    """All of them vote at once; on leaving, each has been told that it is too late."""
    for voter in voters:
        voter.thread.start()
    try:
        yield
    finally:
        for voter in voters:
            voter.thread.join()
    assert [voter.trouble for voter in voters if voter.trouble] == []


def voters_of(
    there: Town, port: int, residents: Sequence[Resident], tokens: Sequence[str], poll: str,
    closes_at: datetime, seed: str,
) -> list[Voter]:  # fmt: skip
    """Residents with tokens, under the names that they have in this poll."""
    keys, origin = there.installation.keys, there.community.origin
    [(scope,)] = there.rows(SCOPE_OF, there.log, PollOpened.TOPIC, poll)
    names = keys.names([one.person for one in residents], origin, scope)
    return [
        Voter(
            names[one.person],
            Caller(port, there.community.slug, {"authorization": f"Bearer {token}"}),
            poll, closes_at, random.Random(f"{seed}/{number}"),  # noqa: S311 - only choices.
        )
        for number, (one, token) in enumerate(zip(residents, tokens, strict=True))
    ]  # fmt: skip


def login_of(resident: Resident) -> str:
    return f"voter-{resident.member[-12:].lower()}"


def tokens_of(there: Town, residents: Sequence[Resident]) -> list[str]:
    accounts = there.installation.accounts
    return [
        accounts.make_api_token(
            accounts.register(there.community, login_of(one), PASSWORD, person=one.person)
        )
        for one in residents
    ]
