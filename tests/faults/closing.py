"""A poll that closes while everybody votes and things are killed, and one whose door was shut."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from domain.voting.events import Mode, PollClosed
from domain.voting.open_poll import POLL_MINUTES_MIN
from infra.exporting import entries as exported
from infra.settings import Settings
from tests.faults.dawdling import at_the_api, at_the_page, signed_in
from tests.faults.poll_entries import (
    Entries,
    every_vote_in_time_is_kept,
    the_opening_is_whole,
    votes_of,
)
from tests.faults.serving import served, workers_of
from tests.faults.voting import (
    CLOSED,
    Voter,
    full_minute_after,
    login_of,
    now,
    tokens_of,
    voters_of,
    voting,
)
from tests.infra.installation import until_gone
from tests.outside.counting import counted_by
from tests.record.polls import LABELS, poll_opened
from tests.record.town import Town, town
from tests.services.calling import Answer, Caller
from tests.waiting import until

IS_OVER = "本次表决已截止"
RECOUNT_POLLS = Path(__file__).parent.parent / "outside" / "recount_polls.py"
OPEN_S = 40
"""So long at least is the poll open: everybody has voted more than once by then."""
RUSH_S = (1.0, 5.0)
"""So long before the close, by chance, a server process is killed."""
CLOSED_S_MAX = 240
"""The grace of a minute, on a machine that has more to do."""


@dataclass(frozen=True)
class Evening:
    """One poll on a served installation, at whose close something is killed."""

    there: Town
    port: int
    server: int
    poll: str
    closes_at: datetime
    chance: random.Random

    def one_server_process_is_killed(self) -> None:
        worker = self.chance.choice(workers_of(self.server))
        os.kill(worker, signal.SIGKILL)
        until_gone(worker)

    @property
    def entries(self) -> Entries:
        return Entries.of(self.there, self.poll)

    @property
    def visitor(self) -> Caller:
        return Caller(self.port, self.there.community.slug)

    def shown(self, part: str = "") -> Answer:
        """The poll as anybody sees it, once all that is recorded is shown."""
        [(head,)] = self.there.rows("SELECT position FROM log_head WHERE log = %s", self.there.log)
        address, answers = f"polls/{self.poll}{part}?after={head}", list[Answer]()

        def is_shown() -> bool:
            answers.append(self.visitor.get(address))
            return answers[-1].status == 200

        until(is_shown)
        return answers[-1]

    def is_closed(self) -> bool:
        return bool(self.entries[PollClosed.TOPIC])

    def is_counted(self) -> bool:
        return bool(self.shown().json["state"] == "closed")


def closes_under_load(place: Settings, said: Path, mode: Mode, count: int) -> None:
    """So many voters change their minds to the last second; a server process is killed twice."""
    seed = os.environ.get("LINLI_FAULT_SEED") or str(random.SystemRandom().randrange(10**6))
    sys.stderr.write(f"{mode}, LINLI_FAULT_SEED={seed}\n")
    with town(place) as there, served(place, said) as (port, server):
        residents = there.residents(count + 1)
        tokens = tokens_of(there, residents)
        closes_at = full_minute_after(now() + timedelta(seconds=OPEN_S))
        poll = opened_a_while_ago(there, mode, closes_at)
        evening = Evening(there, port, server, poll, closes_at, random.Random(seed))  # noqa: S311 - only moments.
        assert evening.shown().json["state"] == "open"
        everybody = voters_of(there, port, residents, tokens, poll, closes_at, seed)
        voters, slow = everybody[:count], everybody[-1]
        session = signed_in(evening.visitor, login_of(residents[-1]))
        with voting(voters):
            until(lambda: all(voter.promises for voter in voters), OPEN_S + 60)
            rush = timedelta(seconds=evening.chance.uniform(*RUSH_S))
            until(lambda: now() >= closes_at - rush, OPEN_S + 60)
            evening.one_server_process_is_killed()
            api, page = at_the_api(slow.caller, poll), at_the_page(slow.caller, session, poll)
            assert now() < closes_at
        answers = api.ends(), page.ends()
        assert CLOSED in answers[0]
        assert IS_OVER in answers[1]
        until(evening.is_closed, CLOSED_S_MAX)
        evening.one_server_process_is_killed()
        until(evening.is_counted, CLOSED_S_MAX)
        sys.stderr.write(told(voters))
        everything_holds(evening, mode, voters)


def everything_holds(evening: Evening, mode: Mode, voters: Sequence[Voter]) -> None:
    entries, shown, counted = evening.entries, evening.shown().json, by_strangers(evening)
    every_vote_in_time_is_kept(entries, voters, evening.closes_at)
    if mode != "open":
        the_opening_is_whole(entries)
    result = evening.shown("/result").json
    assert result["final"]
    assert result["outcome"]["votes"] == votes_of(entries, len(LABELS))
    assert counted["sound"]
    for outcome in ("votes", "winners", "tied", "quorum_met", "threshold_met"):
        assert counted[outcome] == result["outcome"][outcome]
    for figure in ("voters", "castings", "superseded"):
        assert counted[figure] == shown[figure]
    assert shown["voters"] == len(voters)
    assert shown["castings"] == sum(len(voter.promises) for voter in voters)


def by_strangers(evening: Evening) -> dict[str, Any]:
    """What a program that imports nothing of Linli counts in the raw log."""
    there = evening.there
    log = exported(there.installation, there.community.slug)
    said: dict[str, Any] = counted_by(log, RECOUNT_POLLS)[evening.poll]
    return said


def told(voters: Sequence[Voter]) -> str:
    votes = sum(len(voter.promises) for voter in voters)
    failures = sum(voter.failures for voter in voters)
    return f"{votes} votes of {len(voters)} voters, {failures} asked again\n"


def opened_a_while_ago(there: Town, mode: Mode, closes_at: datetime) -> str:
    """As early as a poll must be opened before its close, and the door stood open since."""
    opened_at = closes_at - timedelta(minutes=POLL_MINUTES_MIN)
    there.rows("INSERT INTO door_open (since, until) VALUES (%s, %s)", opened_at, now())
    return poll_opened(there, mode, opened_at, closes_at)
