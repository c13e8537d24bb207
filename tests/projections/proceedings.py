"""What can happen to a suggestion after it was made, for tests of folds and of views."""

from domain.community.events import PolicyAdopted
from domain.policies import ANSWER_WITHIN_DAYS, SUPPORT_THRESHOLD
from domain.suggestions.events import (
    AppealDecided,
    AppealOutcome,
    CommentMade,
    CommentModerated,
    CommentSupported,
    CommentSupportWithdrawn,
    CommentWithdrawn,
    MergeUndone,
    ModerationAppealed,
    StanceTaken,
    Status,
    SuggestionAmended,
    SuggestionAnswered,
    SuggestionFollowed,
    SuggestionMerged,
    SuggestionSubmitted,
    SuggestionUnfollowed,
    SuggestionWithdrawn,
    SupportCarried,
)
from domain.voting.events import PollCancelled, PollClosed, PollOpened
from tests.projections.scenario import (
    CLERK,
    NEIGHBOUR,
    NOON,
    READING_CORNER,
    RESIDENT,
    act,
    commented,
    submitted,
)

COMMITTEE = "staff:zhou"
BENCHES = "suggestion:benches"
POLL = "poll:reading-corner"
SUPPORTERS = tuple(f"voice:2026:supporter-{number}" for number in range(6))

five_agree_to_be_answered = PolicyAdopted(
    act=act(COMMITTEE), policy=SUPPORT_THRESHOLD.id, value="5"
)
within_a_week = PolicyAdopted(act=act(COMMITTEE), policy=ANSWER_WITHIN_DAYS.id, value="7")
benches = submitted.model_copy(update={"suggestion": BENCHES, "act": act(NEIGHBOUR)})
taken_back = SuggestionWithdrawn(act=act(), suggestion=READING_CORNER, channel="web")
followed = SuggestionFollowed(act=act(NEIGHBOUR), suggestion=READING_CORNER)
unfollowed = SuggestionUnfollowed(act=act(NEIGHBOUR), suggestion=READING_CORNER)
merged = SuggestionMerged(act=act(COMMITTEE), suggestion=READING_CORNER, into=BENCHES)
merge_undone = MergeUndone(act=act(COMMITTEE), suggestion=READING_CORNER, into=BENCHES)
comment_supported = CommentSupported(
    act=act(), suggestion=READING_CORNER, comment=commented.comment
)
comment_support_withdrawn = CommentSupportWithdrawn(
    act=act(), suggestion=READING_CORNER, comment=commented.comment
)
comment_moderated = CommentModerated(
    act=act(CLERK), suggestion=READING_CORNER, comment=commented.comment, rule="insult"
)
comment_taken_back = CommentWithdrawn(
    act=commented.act, suggestion=READING_CORNER, comment=commented.comment, channel="web"
)
poll_opened = PollOpened(
    act=act(COMMITTEE),
    poll=POLL,
    scope="voice:2026",
    kind="one",
    options=2,
    choices_max=1,
    seats=1,
    audience="residents",
    unit="person",
    mode="open",
    quorum=0,
    threshold=0,
    tie_rule="stays",
    closes_at="2026-03-20T04:00Z",
    hold_hours=24,
    suggestions=(READING_CORNER, BENCHES),
)
poll_closed = PollClosed(act=act("system", "2026-03-20T04:01Z"), poll=POLL)
poll_cancelled = PollCancelled(act=act(COMMITTEE), poll=POLL)


def another(number: int) -> SuggestionSubmitted:
    return submitted.model_copy(update={"suggestion": f"suggestion:{number}"})


def amended(version: int = 2) -> SuggestionAmended:
    return SuggestionAmended(act=act(), suggestion=READING_CORNER, version=version, channel="web")


def agreed(
    by: str = NEIGHBOUR,
    suggestion: str = READING_CORNER,
    *,
    version: int | None = None,
    at: str = NOON,
) -> StanceTaken:
    return StanceTaken(
        act=act(by, at), suggestion=suggestion, choice="agree", channel="web", version=version
    )


def five_agreed(at: str = NOON, suggestion: str = READING_CORNER) -> list[StanceTaken]:
    """As many as `five_agree_to_be_answered` asks for; only the last one at this time."""
    *before, last = SUPPORTERS[:5]
    return [*(agreed(by, suggestion) for by in before), agreed(last, suggestion, at=at)]


def carried(
    by: str = NEIGHBOUR, source: str = READING_CORNER, into: str = BENCHES
) -> SupportCarried:
    return SupportCarried(act=act(by), suggestion=into, source=source, channel="web")


def answered(
    status: Status, at: str = NOON, *, due: str | None = None, suggestion: str = READING_CORNER
) -> SuggestionAnswered:
    return SuggestionAnswered(act=act(COMMITTEE, at), suggestion=suggestion, status=status, due=due)


def replied(
    comment: str = "comment:reply", to: str = "comment:quiet", by: str = RESIDENT
) -> CommentMade:
    return CommentMade(
        act=act(by),
        suggestion=READING_CORNER,
        comment=comment,
        side="neutral",
        channel="web",
        reply_to=to,
    )


def appealed(subject: str = READING_CORNER, by: str = RESIDENT) -> ModerationAppealed:
    return ModerationAppealed(act=act(by), subject=subject, suggestion=READING_CORNER)


def decided(outcome: AppealOutcome, subject: str = READING_CORNER) -> AppealDecided:
    return AppealDecided(
        act=act(COMMITTEE), subject=subject, suggestion=READING_CORNER, outcome=outcome
    )
