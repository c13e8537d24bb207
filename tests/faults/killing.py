"""What is killed under load, and what must hold afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from domain.suggestions.events import StanceTaken
from infra.rebuild import rebuild, view_hash
from infra.settings import Settings
from infra.storing_words import PUBLIC_TOPICS
from infra.vault import opened
from projections.all import PROJECTIONS
from tests.faults.serving import Acknowledged, Client, served, under_load, workers_of
from tests.faults.victims import PostgresAtWork
from tests.infra.installation import until_gone
from tests.record.town import Town, town
from tests.services.calling import Caller
from tests.waiting import until

CLIENTS = 8
# Enough that nobody changes a mind about one of them too often for one day.
SUGGESTIONS = 250
MORE_MAX = 40
"""The next kill comes after up to so many further answers, at a moment that chance decides."""
RECOVERY_S_MAX = 120


@dataclass(frozen=True)
class Scene(PostgresAtWork):
    """What runs: the installation, the server, the clients."""

    town: Town
    server: int
    clients: Sequence[Client]

    def answered(self) -> int:
        return sum(len(client.promises) for client in self.clients)

    def until_everybody_was_answered(self) -> None:
        """Each client gets an answer to something that it asked after this moment."""
        seen = [len(client.promises) for client in self.clients]

        def all_are() -> bool:
            assert [c.trouble for c in self.clients] == [None] * len(self.clients)
            return all(
                len(client.promises) >= before + 2
                for client, before in zip(self.clients, seen, strict=True)
            )

        until(all_are, RECOVERY_S_MAX)

    def a_worker(self) -> None:
        worker = random.choice(workers_of(self.server))  # noqa: S311 - any will do.
        os.kill(worker, signal.SIGKILL)
        until_gone(worker)


VICTIMS: list[Callable[[Scene], None]] = [
    Scene.the_postmaster,
    Scene.a_worker,
    Scene.the_supervisor,
    Scene.a_backend,
]


def keeps_its_promises(place: Settings, said: Path, rounds: int) -> None:
    """So many rounds of kills under load; in each, everything is killed once, in any order."""
    chance = random.Random(os.environ.get("LINLI_FAULT_SEED"))  # noqa: S311 - only moments.
    with town(place) as there, served(place, said) as (port, server):
        residents = there.residents(CLIENTS)
        suggestions = there.statements(SUGGESTIONS)
        shown = f"/api/v1/c/{there.community.slug}/suggestions?after={len(there.entries())}"
        until(lambda: Caller(port, "").get(shown).status == 200)
        with under_load(there, port, residents, suggestions) as clients:
            scene = Scene(place, there, server, clients)
            scene.until_everybody_was_answered()
            for _ in range(rounds):
                for victim in chance.sample(VICTIMS, len(VICTIMS)):
                    wanted = scene.answered() + chance.randrange(MORE_MAX)
                    until(lambda wanted=wanted: scene.answered() >= wanted, RECOVERY_S_MAX)  # type: ignore[misc]
                    begun = time.monotonic()
                    victim(scene)
                    scene.until_everybody_was_answered()
                    sys.stderr.write(f"{victim.__name__} {time.monotonic() - begun:.1f} s\n")
        promises = [promise for client in clients for promise in client.promises]
        assert every_promise_is_kept(there, promises) == len(promises)
        everything_is_shown(there, port)


def every_promise_is_kept(there: Town, promises: Sequence[Acknowledged]) -> int:
    """Each acknowledged stance stands at its position, and no other stance stands anywhere."""
    stances = {
        position: json.loads(data)
        for position, kind, data in there.entries()
        if kind == StanceTaken.TOPIC
    }
    for promise in promises:
        entry = stances[promise.position]
        assert (entry["by"], entry["data"]["suggestion"], entry["data"]["choice"]) == (
            promise.voice, promise.suggestion, promise.choice,
        )  # fmt: skip
    assert sorted(stances) == sorted(promise.position for promise in promises)
    return len(stances)


def everything_is_shown(there: Town, port: int) -> None:
    """The server that went through it all shows everything; rebuilt, the views are the same."""
    head = len(there.entries())
    address = f"/api/v1/c/{there.community.slug}/suggestions?after={head}"
    until(lambda: Caller(port, "").get(address).status == 200, RECOVERY_S_MAX)
    conninfo, keys = there.installation.conninfo, there.installation.keys
    rebuilt_is_live(conninfo)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        public = [position for position, kind, _ in there.entries() if kind in PUBLIC_TOPICS]
        said = opened(connection, keys, there.log, there.community.origin, public)
        words = connection.execute("SELECT position, title, text FROM words").fetchall()
    assert {position: (title, text) for position, title, text in words} == {
        position: (fields.get("title", ""), fields.get("text", ""))
        for position, (_, fields) in said.items()
    }
    assert there.rows("SELECT * FROM projection_stop") == []


def rebuilt_is_live(conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        live = [view_hash(connection, projection) for projection in PROJECTIONS]
        rebuild(conninfo, None, lambda _done, _head: None)
        assert [view_hash(connection, projection) for projection in PROJECTIONS] == live
