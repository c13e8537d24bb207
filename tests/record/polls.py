"""A poll in a town, and who votes in it."""

from __future__ import annotations

from datetime import datetime

from domain.kernel import ENTRY_TIME, Act
from domain.voting.cast_vote import CastVote
from domain.voting.events import Mode
from domain.voting.open_poll import OpenPoll
from domain.voting.terms import Terms
from infra import poll_keys
from tests.record.town import SCOPE, Resident, Town, fresh

LABELS = ("电影", "戏曲", "合唱", "朗诵")
HOLD_HOURS = 24


def poll_opened(there: Town, mode: Mode, opened_at: datetime, closes_at: datetime) -> str:
    """A poll of one choice among four for all residents, about nothing that was suggested."""
    poll, keys = fresh("poll"), there.installation.keys
    poll_keys.make(keys, there.community.origin, poll, opened_at)
    terms = Terms(
        kind="one", options=len(LABELS), choices_max=1, seats=1, audience="residents",
        unit="person", mode=mode, quorum=0, threshold=0, tie_rule="listed-first",
        closes_at=closes_at.strftime(ENTRY_TIME), hold_hours=HOLD_HOURS,
    )  # fmt: skip
    there.recorded(
        OpenPoll(
            act=Act.of(there.chair, opened_at), poll=poll, voice=SCOPE, terms=terms,
            title="第一次舞台放什么？", text="", labels=LABELS,
        )
    )  # fmt: skip
    return poll


def vote(resident: Resident, poll: str, choice: int, arrived: datetime) -> CastVote:
    """Under the resident's voice, as in open and sealed polls."""
    return CastVote(
        act=Act.of(resident.voice, arrived), member=resident.member, poll=poll, choice=(choice,),
        channel="web", arrived=arrived, age_band=None, service=None,
    )  # fmt: skip
