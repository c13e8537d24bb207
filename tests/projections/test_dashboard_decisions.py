"""What becomes of suggestions, as the dashboard counts it."""

from collections.abc import Sequence
from datetime import date

from domain.community.events import PolicyAdopted
from domain.kernel import SYSTEM, Event
from domain.policies import ANSWER_WITHIN_DAYS, SUPPORT_THRESHOLD
from domain.suggestions.events import (
    AppealDecided,
    CommentModerated,
    CommentSupported,
    CommentSupportWithdrawn,
    ModerationAppealed,
    Status,
    SuggestionAnswered,
    SuggestionMerged,
    SuggestionWithdrawn,
    SupportCarried,
)
from projections.dashboard_decisions import (
    APPEALS,
    HIDDEN_COMMENTS,
    SUBJECTS,
    AppealsRow,
    HiddenCommentRow,
    SubjectRow,
)
from projections.dashboard_folds import (
    CHANNELS,
    CHOICES,
    DASHBOARD,
    PARTICIPATION,
    ChannelRow,
    ChoiceRow,
    ParticipationRow,
)
from tests.projections.scenario import (
    CLERK,
    MIDNIGHT,
    NEIGHBOUR,
    READING_CORNER,
    RESIDENT,
    act,
    commented,
    founded,
    given,
    moderated,
    stance,
    stance_withdrawn,
    submitted,
)

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
PLAYGROUND = "suggestion:playground"
DUE = date(2026, 3, 9)
another = submitted.model_copy(update={"suggestion": PLAYGROUND})
merged = SuggestionMerged(act=act(CLERK), suggestion=PLAYGROUND, into=READING_CORNER)
carried = SupportCarried(
    act=act(NEIGHBOUR), suggestion=READING_CORNER, source=PLAYGROUND, channel="desk"
)
comment_hidden = CommentModerated(
    act=act(CLERK), suggestion=READING_CORNER, comment=commented.comment, rule="insult"
)
appealed = ModerationAppealed(act=act(), subject=READING_CORNER, suggestion=READING_CORNER)
restored = AppealDecided(
    act=act("staff:zhou"), subject=READING_CORNER, suggestion=READING_CORNER, outcome="restored"
)


def adopted(policy: str, value: str) -> PolicyAdopted:
    return PolicyAdopted(act=act(CLERK), policy=policy, value=value)


def agreeing(number: int) -> list[Event]:
    return [stance("agree", f"voice:2026:{place}") for place in range(number)]


def answered(status: Status, due: date | None = None, at: str = MIDNIGHT) -> SuggestionAnswered:
    day = due.isoformat() if due is not None else None
    return SuggestionAnswered(
        act=act("staff:chair", at), suggestion=READING_CORNER, status=status, due=day
    )


def the_corner(**so_far: object) -> SubjectRow:
    row = SubjectRow(READING_CORNER, "voice:2026", "making-together", MONDAY)
    for name, value in so_far.items():
        setattr(row, name, value)
    return row


def then_subjects(history: Sequence[Event], *rows: SubjectRow) -> None:
    given(founded, submitted, *history).then_rows(DASHBOARD, SUBJECTS, *rows)


def test_an_answer_is_owed_from_the_stance_that_reaches_the_threshold() -> None:
    almost = agreeing(19)
    then_subjects(almost, the_corner(agree=19))
    enough = [*almost, stance("agree", at=MIDNIGHT)]
    owed = {"reached": TUESDAY, "owed_until": date(2026, 4, 2)}
    then_subjects(enough, the_corner(agree=20, **owed))
    then_subjects([*enough, stance_withdrawn()], the_corner(agree=19, **owed))
    then_subjects([*enough, stance("disagree")], the_corner(agree=19, **owed))


def test_the_rules_in_force_at_that_stance_say_what_is_owed() -> None:
    five_in_a_week = [adopted(SUPPORT_THRESHOLD.id, "5"), adopted(ANSWER_WITHIN_DAYS.id, "7")]
    owed = the_corner(agree=5, reached=MONDAY, owed_until=DUE)
    then_subjects([*five_in_a_week, *agreeing(5)], owed)
    then_subjects([*five_in_a_week, *agreeing(5), adopted(ANSWER_WITHIN_DAYS.id, "90")], owed)
    # A rule obliges nobody by itself: the next one who agrees does, be it once more.
    then_subjects([*agreeing(5), *five_in_a_week], the_corner(agree=5))
    then_subjects([*agreeing(5), *five_in_a_week, *agreeing(1)], owed)


def test_support_that_is_carried_over_counts_like_a_stance() -> None:
    five = adopted(SUPPORT_THRESHOLD.id, "5")
    history = [another, five, *agreeing(4), merged, carried]
    playground = SubjectRow(PLAYGROUND, "voice:2026", "making-together", MONDAY)
    owed = {"reached": MONDAY, "owed_until": date(2026, 4, 1)}
    then_subjects(history, the_corner(agree=5, **owed), playground)
    then_subjects([*history, stance_withdrawn(NEIGHBOUR)], the_corner(agree=4, **owed), playground)
    given(founded, submitted, another, merged, carried).then_rows(
        DASHBOARD, CHOICES, ChoiceRow("voice:2026", "agree", 1)
    )
    given(founded, submitted, another, merged, carried).then_rows(
        DASHBOARD, CHANNELS,
        ChannelRow("voice:2026", MONDAY, "web", acts=2),
        ChannelRow("voice:2026", MONDAY, "desk", acts=1),
    )  # fmt: skip


def test_to_say_that_it_is_under_review_is_no_answer() -> None:
    reviewed = {"status": "under-review", "status_day": TUESDAY}
    then_subjects([answered("under-review")], the_corner(**reviewed))


def test_the_first_day_of_each_stage_is_kept() -> None:
    later = "2026-03-20T04:00Z"
    course = [answered("planned", DUE), answered("under-way", at=later), answered("done", at=later)]
    then_subjects(
        course,
        the_corner(
            answered=TUESDAY,
            planned=TUESDAY,
            done=date(2026, 3, 20),
            status="done",
            status_day=date(2026, 3, 20),
        ),
    )


def test_a_promised_day_holds_while_the_work_is_under_way_and_ends_with_any_other_answer() -> None:
    stages = {"answered": TUESDAY, "planned": TUESDAY, "status_day": TUESDAY}
    plan, work = answered("planned", DUE), answered("under-way")
    then_subjects([plan, work], the_corner(status="under-way", due=DUE, **stages))
    then_subjects([plan, answered("declined")], the_corner(status="declined", **stages))
    then_subjects([work], the_corner(status="under-way", **stages))


def test_what_is_restored_on_appeal_is_hidden_no_longer() -> None:
    then_subjects([moderated], the_corner(rule="off-topic"))
    then_subjects([moderated, appealed, restored], the_corner())
    upheld = restored.model_copy(update={"outcome": "upheld"})
    then_subjects([moderated, appealed, upheld], the_corner(rule="off-topic"))
    given(founded, submitted, moderated, appealed, upheld, moderated, appealed).then_rows(
        DASHBOARD, APPEALS, AppealsRow("voice:2026", made=2, upheld=1)
    )


def test_a_hidden_comment_is_counted_beside_its_suggestion() -> None:
    shown_again = restored.model_copy(update={"subject": commented.comment})
    history = [founded, submitted, commented, comment_hidden]
    hidden = HiddenCommentRow(commented.comment, "voice:2026", "insult")
    given(*history).then_rows(DASHBOARD, HIDDEN_COMMENTS, hidden)
    hidden.rule = None
    given(*history, shown_again).then_rows(DASHBOARD, HIDDEN_COMMENTS, hidden)
    given(*history, shown_again).then_rows(DASHBOARD, SUBJECTS, the_corner())


def test_a_suggestion_that_its_author_withdrew_is_remembered_as_withdrawn() -> None:
    withdrawn = SuggestionWithdrawn(act=act(), suggestion=READING_CORNER, channel="web")
    then_subjects([withdrawn], the_corner(withdrawn=True))


def test_to_support_a_comment_is_a_stance_and_stands_on_no_suggestion() -> None:
    of_it = {"suggestion": READING_CORNER, "comment": commented.comment}
    supported = CommentSupported(act=act(), **of_it)
    by_the_system = CommentSupportWithdrawn(act=act(SYSTEM, on_behalf=RESIDENT), **of_it)
    history = [founded, submitted, commented, supported]
    for more, acts in (
        ([], 1),
        ([CommentSupportWithdrawn(act=act(), **of_it)], 2),
        ([by_the_system], 1),
    ):
        given(*history, *more).then_rows(
            DASHBOARD, PARTICIPATION,
            ParticipationRow("voice:2026", MONDAY, RESIDENT, suggestion=1, stance=acts),
            ParticipationRow("voice:2026", MONDAY, NEIGHBOUR, comment=1),
        )  # fmt: skip
    given(*history).then_rows(DASHBOARD, CHOICES)
