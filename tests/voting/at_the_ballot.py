"""投票 a vote — the intention of a resident, on the web or at the desk, for tests of rules."""

from datetime import UTC, datetime

from domain.kernel import Act
from domain.residents.events import ADULT
from domain.voting.cast_vote import CastVote
from tests.cast import by_resident, resident_on_the_roll
from tests.cast_of_decisions import programme

IN_TIME = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


def voting(
    choice: tuple[int, ...] = (1,),
    act: Act = by_resident,
    *,
    arrived: datetime = IN_TIME,
    age_band: str | None = ADULT,
    service: str | None = None,
    paper: str | None = None,
) -> CastVote:
    return CastVote(
        act=act,
        member=resident_on_the_roll,
        poll=programme,
        choice=choice,
        channel="web" if paper is None else "paper",
        arrived=arrived,
        age_band=age_band,
        service=service,
        paper=paper,
    )
