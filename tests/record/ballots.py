"""Votes in a sealed poll of a town, on the web and on paper, and what the log says of them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from domain.kernel import Act
from domain.residents.grant_role import GrantRole
from domain.voting.cancel_poll import CancelPoll
from domain.voting.cast_vote import CastVote
from domain.voting.close_poll import ClosePoll
from domain.voting.confirm_paper_ballot import ConfirmPaperBallot
from domain.voting.events import BallotCast, BallotsOpened, Mode
from infra.mapper import base64url
from tests.record.polls import poll_opened, vote
from tests.record.town import NOON, Resident, Town, fresh

CLERK = "staff:clerk"
OPEN_FOR = timedelta(hours=1)
AFTERWARDS = NOON + OPEN_FOR + timedelta(minutes=1)


@dataclass(frozen=True)
class BallotPaper:
    """One poll in a town, from the opening at noon to the close an hour later."""

    there: Town
    poll: str

    @classmethod
    def opened(cls, there: Town, mode: Mode = "sealed") -> BallotPaper:
        return cls(there, poll_opened(there, mode, NOON, NOON + OPEN_FOR))

    def votes(self, who: Resident, choice: int) -> int:
        """The position of the ballot."""
        [recorded] = self.there.recorded(vote(who, self.poll, choice, NOON))
        return recorded.position

    def votes_on_paper(self, who: Resident, choice: int) -> tuple[str, int]:
        """At the desk, with one member of staff: the sheet, and the position of the ballot."""
        paper = fresh("paper")
        by_staff = CastVote(
            act=Act.of(self.there.chair, NOON, who.voice), member=who.member, poll=self.poll,
            choice=(choice,), channel="desk", arrived=NOON, age_band=None, service=None,
            paper=paper,
        )  # fmt: skip
        [recorded] = self.there.recorded(by_staff)
        return paper, recorded.position

    def confirms(self, who: Resident, paper: str) -> None:
        """Another member of staff."""
        self.there.recorded(
            GrantRole(act=Act.of(self.there.chair, NOON), holder=CLERK, role="clerk"),
            ConfirmPaperBallot(
                act=Act.of(CLERK, NOON, who.voice), poll=self.poll, paper=paper, agrees=True,
                arrived=NOON,
            ),
        )  # fmt: skip

    def closes(self) -> None:
        act = Act.of("system", AFTERWARDS)
        self.there.recorded(ClosePoll(act=act, poll=self.poll, door_was_open=True))

    def is_cancelled(self) -> None:
        act = Act.of(self.there.chair, NOON)
        self.there.recorded(CancelPoll(act=act, poll=self.poll, reason="打印错误"))

    def entries(self, topic: str) -> dict[int, dict[str, Any]]:
        """By position, those about this poll."""
        found = {
            position: json.loads(data)
            for position, kind, data in self.there.entries()
            if kind == topic
        }
        return {at: entry for at, entry in found.items() if entry["data"]["poll"] == self.poll}

    def results(self) -> dict[int, list[int]]:
        """What is opened, by position, each checked as any reader of the log would check it."""
        cast = self.entries(BallotCast.TOPIC)
        opened: dict[int, list[int]] = {}
        for part in self.entries(BallotsOpened.TOPIC).values():
            for position, choice, salt in part["data"]["ballots"]:
                assert position not in opened
                assert cast[position]["c"] == committed(salt, choice)
                opened[position] = choice
        return opened

    def sealed(self) -> list[int]:
        """The positions of ballots whose ciphertext is still there."""
        rows = self.there.rows("SELECT position FROM vault ORDER BY position")
        return [position for (position,) in rows if position in self.entries(BallotCast.TOPIC)]

    def has_key(self) -> bool:
        rows = self.there.rows(
            "SELECT key IS NOT NULL FROM poll_key WHERE poll = %s", self.poll, keys=True
        )
        return rows == [(True,)]


def committed(salt: str, choice: list[int]) -> str:
    said = b'{"choice":' + json.dumps(choice, separators=(",", ":")).encode() + b"}"
    raw = urlsafe_b64decode(salt + "=")
    return base64url(sha256(b"linli/commit/v1\x00" + raw + said).digest())
