"""人物 cast — what becomes of a suggestion, and a poll about it: constants of real events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.kernel import SYSTEM, Act
from domain.suggestions.events import (
    AppealDecided,
    CommentModerated,
    CommentSupported,
    CommentSupportWithdrawn,
    MergeUndone,
    ModerationAppealed,
    SuggestionAmended,
    SuggestionAnswered,
    SuggestionFollowed,
    SuggestionMerged,
    SuggestionUnfollowed,
    SupportCarried,
)
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
from tests.cast import (
    bicycle_shed,
    by_colleague,
    by_committee,
    by_neighbour,
    by_resident,
    clerk_for_resident,
    colleague,
    quiet_please,
    reading_corner,
)

if TYPE_CHECKING:
    from domain.suggestions.events import Status

programme = "poll:programme_of_the_stage"
sheet = "paper:sheet_no_17_of_the_box"
CLOSES_AT = "2026-03-09T12:00Z"
"""A week after it was opened, at eight in the evening in Shanghai."""
A_MINUTE_AFTER = "2026-03-09T12:01Z"
by_the_clock = Act(SYSTEM, A_MINUTE_AFTER)
colleague_for_resident = Act(colleague, by_resident.at, by_resident.by)
system_in_the_night = Act(SYSTEM, "2026-03-09T12:02Z")

amended = SuggestionAmended(
    act=by_resident,
    suggestion=reading_corner,
    version=2,
    channel="web",
    title="楼下的读书角和花架",
    text="把三号楼底层的空房间改成读书角，门口放花架，周末请老人给孩子讲故事。",
)
merged = SuggestionMerged(
    act=by_committee, suggestion=bicycle_shed, into=reading_corner, reason="说的是同一间房。"
)
merge_undone = MergeUndone(
    act=by_colleague, suggestion=bicycle_shed, into=reading_corner, reason="其实是两间房。"
)
support_carried = SupportCarried(
    act=by_neighbour, suggestion=reading_corner, source=bicycle_shed, channel="web", version=2
)
followed = SuggestionFollowed(act=by_neighbour, suggestion=reading_corner)
unfollowed = SuggestionUnfollowed(act=by_neighbour, suggestion=reading_corner)
comment_supported = CommentSupported(
    act=by_neighbour, suggestion=reading_corner, comment=quiet_please
)
comment_support_withdrawn = CommentSupportWithdrawn(
    act=by_neighbour, suggestion=reading_corner, comment=quiet_please
)
comment_hidden = CommentModerated(
    act=by_committee,
    suggestion=reading_corner,
    comment=quiet_please,
    rule="personal-data",
    reason="写出了邻居家的门牌号。",
)
appealed = ModerationAppealed(
    act=by_resident,
    subject=reading_corner,
    suggestion=reading_corner,
    text="这间房就在居委会楼下，怎么会与社区无关？",
)
restored = AppealDecided(
    act=by_colleague,
    subject=reading_corner,
    suggestion=reading_corner,
    outcome="restored",
    reason="确实与社区有关。",
)


def answered(status: Status, due: str | None = None) -> SuggestionAnswered:
    return SuggestionAnswered(
        act=by_committee,
        suggestion=reading_corner,
        status=status,
        due=due,
        text="房间已腾空，书架正在招标。",
    )


poll_opened = PollOpened(
    act=by_committee,
    poll=programme,
    scope="voice:2026",
    kind="one",
    options=3,
    choices_max=1,
    seats=1,
    audience="residents",
    unit="person",
    mode="sealed",
    quorum=0,
    threshold=0,
    tie_rule="listed-first",
    closes_at=CLOSES_AT,
    hold_hours=24,
    suggestions=(reading_corner,),
    title="周六的舞台演什么？",
    text="得票最多的一个节目周六上台。",
    labels=("越剧", "合唱", "皮影戏"),
)
open_poll_opened = poll_opened.model_copy(update={"mode": "open"})


def vote_cast(choice: tuple[int, ...], act: Act = by_resident) -> VoteCast:
    return VoteCast(act=act, poll=programme, choice=choice, channel="web")


vote_on_paper = VoteCast(
    act=clerk_for_resident, poll=programme, choice=(2,), channel="paper", paper=sheet
)
ballot_cast = BallotCast(act=by_resident, poll=programme, channel="web", choice=(1,))
ballot_on_paper = BallotCast(
    act=clerk_for_resident, poll=programme, channel="paper", paper=sheet, choice=(1,)
)
paper_confirmed = PaperBallotConfirmed(act=colleague_for_resident, poll=programme, paper=sheet)
paper_disputed = PaperBallotDisputed(act=colleague_for_resident, poll=programme, paper=sheet)
extended = PollExtended(
    act=by_committee, poll=programme, closes_at="2026-03-11T12:00Z", reason="周一下雨。"
)
cancelled = PollCancelled(
    act=by_committee, poll=programme, suggestions=(reading_corner,), reason="演员都病了。"
)
held = ClosingHeld(act=by_the_clock, poll=programme, until="2026-03-10T12:01Z")
closed = PollClosed(act=by_the_clock, poll=programme)
ballots_opened = BallotsOpened(
    act=system_in_the_night,
    poll=programme,
    part="opening:programme_of_the_stage:1",
    ballots=((17, (1,), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),),
)
all_opened = BallotsAllOpened(act=system_in_the_night, poll=programme, opened=1)
lot_drawn = LotDrawn(act=by_committee, poll=programme, drawn="3 9 14 15 26 30")
