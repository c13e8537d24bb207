"""投票上网 — votes through HTTP: a session, its token, a body, a decision and a durable commit.

`http-vote` asks over 64 keep-alive connections, in turns with two controls of the same server: a
route that authenticates and validates alike but stores nothing, and one that does nothing at all.
Then the same on a poll that holds many votes already. `vote-latency` asks how long one of eight
callers waits, beside a route that stores one row durably and does nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import uuid4

from infra.installation import Installation
from tests.benchmarks.ballot_box import BallotBox
from tests.benchmarks.durable import analyze, installation_of_its_own
from tests.benchmarks.electorate import BODY, Electorate, Voter, electorate
from tests.benchmarks.http_load import Load
from tests.benchmarks.measuring import Figure, Run, Size, alone, beside, interleaved, typical
from tests.benchmarks.vote_server import VoteServer, served_by
from tests.waiting import until

CONNECTIONS = 64
CALLERS = 8
P99, P50 = 0.99, 0.5
CREATED = "201"
TABLE = """
    CREATE TABLE IF NOT EXISTS control (id uuid NOT NULL, version bigint NOT NULL, topic text,
        state bytea, notification_id bigserial UNIQUE, PRIMARY KEY (id, version))
"""
INSERTED = "p99 of one row stored durably through psycopg behind an empty route"
AUTHENTICATED = "the same request, authenticated and validated, nothing stored"


class NotAnswered(RuntimeError):
    """A rate of refusals would be no rate."""


@dataclass(frozen=True)
class Night:
    """A server, and everybody who may vote there."""

    town: Electorate
    there: VoteServer

    def poll(self, ballots: int = 0) -> str:
        """A poll that is open, and shown to everybody; with so many votes of others before."""
        poll = self.town.open_poll()
        if ballots:
            box = BallotBox(self.town.installation, self.town.community, poll)
            for _ in box.cast(ballots):
                pass
        shown = f"/api/v1/c/{self.town.community.slug}/polls/{poll}"
        until(lambda: self.there.shows(f"{shown}?after={self._head()}"), seconds=600)
        return poll

    def requests(self, poll: str, what: str, voters: Sequence[Voter]) -> list[bytes]:
        """Each voter once."""
        path = f"/api/v1/c/{self.town.community.slug}/polls/{poll}/{what}"
        return [request(path, voter) for voter in voters]

    def asked(self, poll: str, what: str, voters: Sequence[Voter]) -> Run:
        return self.run(CONNECTIONS, self.requests(poll, what, voters))[1]

    def run(self, connections: int, requests: Sequence[bytes]) -> tuple[Load, Run]:
        done, run = self.there.asked(connections, requests)
        if done.statuses != {CREATED: len(requests)}:
            raise NotAnswered(f"{NotAnswered.__doc__} {done.statuses}")
        return done, run

    def _head(self) -> int:
        with self.town.installation.main.connection() as connection:
            row = connection.execute(
                "SELECT position FROM log_head WHERE log = %s", (self.town.community.log,)
            ).fetchone()
        return row[0] if row else 0


def request(path: str, voter: Voter) -> bytes:
    """A vote as a program of a resident would send it."""
    return (
        f"PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Cookie: linli_session_bench={voter.token}\r\nX-CSRF-Token: {voter.csrf}\r\n"
        f"Idempotency-Key: {uuid4()}\r\nContent-Length: {len(BODY)}\r\n\r\n{BODY.decode()}"
    ).encode()


@contextmanager
def night(voters: int) -> Iterator[Night]:
    with installation_of_its_own() as installation:
        town = electorate(installation, voters)
        with_control_table(installation)
        analyze(installation)
        with served_by("tests.benchmarks.control_routes", installation) as there:
            yield Night(town, there)


def with_control_table(installation: Installation) -> None:
    with installation.main.connection() as connection:
        connection.execute(TABLE)


def http_vote(size: Size) -> Iterator[Figure]:
    """Votes a second, beside the same without a decision, and beside nothing at all."""
    each = size.of(40, 3_000, 10_000)
    with night(each * size.rounds) as here:
        # Who has voted in a poll is known there: each round of the full one has voters of its own.
        groups = [here.town.voters[n :: size.rounds] for n in range(size.rounds)]
        some, fresh = groups[0], iter(groups)
        full = here.poll(size.of(200, 100_000))
        here.asked(full, "authenticated", some)  # All start warm: a server's first request waits.
        taken = interleaved(
            size.rounds,
            empty=lambda: here.asked(full, "empty", some),
            control=lambda: here.asked(full, "authenticated", some),
            votes=lambda: here.asked(here.poll(), "ballot", some),
            again=lambda: here.asked(full, "ballot", next(fresh)),
        )
        yield beside("http-vote", "votes/s", taken["votes"], AUTHENTICATED, taken["control"])
        yield alone("http-vote control", "requests/s", taken["control"])
        yield alone("http-vote empty route", "requests/s", taken["empty"])
        yield beside(
            "http-vote on a full poll", "votes/s", taken["again"],
            "the same on an empty poll", taken["votes"],
        )  # fmt: skip


def vote_latency(size: Size) -> Iterator[Figure]:
    """How long a voter waits for the answer: one in a hundred waits longer than this."""
    with night(size.of(40, 2_000, 5_000)) as here:
        everybody = here.town.voters
        medians: dict[str, list[Run]] = {"ballot": [], "inserted": []}

        def waited(poll: str, what: str) -> Run:
            done, run = here.run(CALLERS, here.requests(poll, what, everybody))
            medians[what].append(Run(done.percentile_ms(P50)))
            return replace(run, value=done.percentile_ms(P99))

        first = here.poll()
        here.asked(first, "authenticated", everybody)
        here.asked(first, "inserted", everybody)
        taken = interleaved(
            size.rounds,
            control=lambda: waited(first, "inserted"),
            votes=lambda: waited(here.poll(), "ballot"),
        )
        yield beside("vote-latency", "ms p99", taken["votes"], INSERTED, taken["control"])
        vote, insert = typical(medians["ballot"]), typical(medians["inserted"])
        yield beside("vote-latency median", "ms p50", vote, "p50 of the same", insert)
