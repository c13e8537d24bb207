"""What happens in polls, for the tests of their folds: one open and one sealed."""

from typing import Any

from domain.kernel import Act
from domain.residents.events import MemberLeft, ResidenceVerified
from domain.voting.events import (
    BallotCast,
    BallotsAllOpened,
    BallotsOpened,
    ClosingHeld,
    LotDrawn,
    PaperBallotConfirmed,
    PaperBallotDisputed,
    PollCancelled,
    PollClosed,
    PollExtended,
    PollOpened,
    VoteCast,
)
from tests.projections.scenario import (
    CLERK,
    NOON,
    READING_CORNER,
    RESIDENT,
    act,
    verified,
)

COMMITTEE, COLLEAGUE = "staff:zhao", "staff:qian"
CLOSE, LATER_CLOSE = "2026-03-09T12:00Z", "2026-03-16T12:00Z"
AFTER_THE_CLOSE = "2026-03-09T12:01Z"
SALT = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
BENCH, LANTERNS = "poll:which_bench_by_the_gate", "poll:lanterns_for_the_fair__"
SLIP, SECOND_SLIP = "paper:slip_one", "paper:slip_two"

opened = PollOpened(
    act=act(COMMITTEE), poll=BENCH, scope="voice:2026", kind="several", options=3, choices_max=2,
    seats=1, audience="residents", unit="person", mode="open", quorum=2, threshold=0,
    tie_rule="lot", closes_at=CLOSE, hold_hours=24, suggestions=(READING_CORNER,),
)  # fmt: skip
sealed_opened = opened.model_copy(update={"poll": LANTERNS, "mode": "sealed", "suggestions": ()})
extended = PollExtended(act=act(COMMITTEE), poll=BENCH, closes_at=LATER_CLOSE)
cancelled = PollCancelled(act=act(COMMITTEE), poll=BENCH)
held = ClosingHeld(act=act("system", AFTER_THE_CLOSE), poll=BENCH, until="2026-03-10T12:01Z")
closed = PollClosed(act=act("system", AFTER_THE_CLOSE), poll=BENCH)
sealed_closed = closed.model_copy(update={"poll": LANTERNS})
all_opened = BallotsAllOpened(act=act("system", AFTER_THE_CLOSE), poll=LANTERNS, opened=2)
lot_drawn = LotDrawn(act=act(COMMITTEE, AFTER_THE_CLOSE), poll=BENCH, drawn="07 11 23")
resident_left = MemberLeft(act=act("member:resident"))


def vote(*choice: int, by: str = RESIDENT, poll: str = BENCH) -> VoteCast:
    return VoteCast(act=act(by), poll=poll, choice=choice, channel="web")


def ballot(by: str = RESIDENT, poll: str = LANTERNS) -> BallotCast:
    return BallotCast(act=act(by), poll=poll, channel="web")


def on_paper(casting: Any, slip: str = SLIP) -> Any:  # noqa: ANN401 - of either kind of casting.
    """The same, recorded by the desk from a sheet of paper."""
    return casting.model_copy(
        update={
            "act": Act(CLERK, NOON, casting.act.by), "channel": "paper", "paper": slip,
        }
    )  # fmt: skip


def confirmed(slip: str = SLIP, poll: str = BENCH, name: str = RESIDENT) -> PaperBallotConfirmed:
    return PaperBallotConfirmed(act=Act(COLLEAGUE, NOON, name), poll=poll, paper=slip)


def disputed(slip: str = SLIP, poll: str = BENCH, name: str = RESIDENT) -> PaperBallotDisputed:
    return PaperBallotDisputed(act=Act(COLLEAGUE, NOON, name), poll=poll, paper=slip)


def ballots_opened(*ballots: tuple[int, tuple[int, ...]], part: int = 0) -> BallotsOpened:
    return BallotsOpened(
        act=act("system", AFTER_THE_CLOSE),
        poll=LANTERNS,
        part=f"opening:lanterns_for_the_fair__:{part}",
        ballots=tuple((position, choice, SALT) for position, choice in ballots),
    )


def verified_as(member: str) -> ResidenceVerified:
    return verified.model_copy(update={"resident": member})
