from dataclasses import replace

from domain.kernel import Event
from projections.suggestion_folds import SUGGESTIONS
from projections.suggestion_tables import (
    COMMENT_SUPPORTS,
    COMMENTS,
    CONCERNS,
    MERGES,
    MODERATIONS,
    NOTICES,
    STANCES,
    SUGGESTIONS_TABLE,
    VERSIONS,
    CommentSupportRow,
    ConcernRow,
    MergeRow,
    ModerationRow,
    NoticeRow,
    StanceRow,
    SuggestionRow,
    VersionRow,
)
from tests.projections.proceedings import (
    BENCHES,
    COMMITTEE,
    POLL,
    agreed,
    amended,
    answered,
    appealed,
    benches,
    carried,
    comment_moderated,
    comment_support_withdrawn,
    comment_supported,
    comment_taken_back,
    decided,
    followed,
    merge_undone,
    merged,
    poll_cancelled,
    poll_closed,
    poll_opened,
    replied,
    taken_back,
    unfollowed,
)
from tests.projections.scenario import (
    CLERK,
    NEIGHBOUR,
    NOON,
    READING_CORNER,
    RESIDENT,
    commented,
    founded,
    given,
    moderated,
    stance,
    stance_withdrawn,
    submitted,
)


def the_suggestion(*events: Event, id: str = READING_CORNER) -> SuggestionRow:  # noqa: A002 - the community's word for it.
    return given(*events).rows(SUGGESTIONS).need(SUGGESTIONS_TABLE, id)


def notices(*events: Event) -> list[NoticeRow]:
    rows = given(*events).rows(SUGGESTIONS)
    return [NoticeRow(*values) for values in rows.changed(NOTICES)]


def test_support_stays_with_the_wording_that_was_supported() -> None:
    found = the_suggestion(submitted, agreed(), stance("agree"), amended())
    assert (found.agree, found.reaffirmed, found.version, found.text_position) == (2, 0, 2, 4)


def test_whoever_agrees_with_the_new_wording_re_affirms() -> None:
    history = (submitted, agreed(), amended(), agreed(version=2))
    found = the_suggestion(*history)
    assert (found.agree, found.reaffirmed) == (1, 1)
    withdrawn = the_suggestion(*history, stance_withdrawn(NEIGHBOUR))
    assert (withdrawn.agree, withdrawn.reaffirmed) == (0, 0)
    once_more = the_suggestion(*history, amended(3), stance_withdrawn(NEIGHBOUR))
    assert (once_more.agree, once_more.reaffirmed) == (0, 0)


def test_each_new_wording_has_its_entry() -> None:
    given(submitted, amended(), amended(3)).then_rows(
        SUGGESTIONS,
        VERSIONS,
        VersionRow(READING_CORNER, 2, 2, NOON, RESIDENT),
        VersionRow(READING_CORNER, 3, 3, NOON, RESIDENT),
    )


def test_carried_support_is_one_stance_more_where_it_goes_and_stays_where_it_was() -> None:
    history = (submitted, benches, agreed(), merged, carried())
    assert the_suggestion(*history, id=BENCHES).agree == 1
    assert the_suggestion(*history).agree == 1
    given(*history).then_rows(
        SUGGESTIONS,
        STANCES,
        StanceRow(READING_CORNER, NEIGHBOUR, "agree", 3, since=3),
        StanceRow(BENCHES, NEIGHBOUR, "agree", 5, source=READING_CORNER, since=5),
    )


def test_carried_support_is_taken_back_like_any_other() -> None:
    back = stance_withdrawn(NEIGHBOUR).model_copy(update={"suggestion": BENCHES})
    history = (submitted, benches, agreed(), merged, carried(), back)
    assert the_suggestion(*history, id=BENCHES).agree == 0
    assert the_suggestion(*history).agree == 1


def test_whoever_disagreed_there_and_carries_support_counts_once() -> None:
    history = (submitted, benches, agreed(), stance("disagree", NEIGHBOUR))
    against = history[3].model_copy(update={"suggestion": BENCHES})
    found = the_suggestion(*history[:3], against, merged, carried(), id=BENCHES)
    assert (found.agree, found.disagree) == (1, 0)


def test_a_merge_says_where_a_suggestion_went_until_it_is_undone() -> None:
    assert the_suggestion(submitted, benches, merged).merged_into == BENCHES
    history = given(submitted, benches, merged, merge_undone, merged)
    assert history.rows(SUGGESTIONS).need(SUGGESTIONS_TABLE, READING_CORNER).merge_position == 5
    history.then_rows(
        SUGGESTIONS,
        MERGES,
        MergeRow(READING_CORNER, 3, BENCHES, NOON, COMMITTEE, 4, NOON, COMMITTEE),
        MergeRow(READING_CORNER, 5, BENCHES, NOON, COMMITTEE),
    )


def test_followers_are_counted_until_they_follow_no_more() -> None:
    assert the_suggestion(submitted, followed).followers == 1
    assert the_suggestion(submitted, followed, unfollowed).followers == 0
    given(submitted, followed).then_rows(
        SUGGESTIONS,
        CONCERNS,
        ConcernRow(READING_CORNER, RESIDENT, made=1),
        ConcernRow(READING_CORNER, NEIGHBOUR, followed=2),
    )


def test_an_answer_to_an_answer_stands_in_the_same_thread() -> None:
    rows = given(submitted, commented, replied(), replied("comment:third", "comment:reply")).rows(
        SUGGESTIONS
    )
    assert rows.need(COMMENTS, "comment:quiet").replies == 2
    third = rows.need(COMMENTS, "comment:third")
    assert (third.thread, third.reply_to, third.replies) == ("comment:quiet", "comment:reply", 0)


def test_support_of_a_comment_is_counted_once_and_can_be_taken_back() -> None:
    rows = given(submitted, commented, comment_supported).rows(SUGGESTIONS)
    assert rows.need(COMMENTS, "comment:quiet").supports == 1
    back = given(submitted, commented, comment_supported, comment_support_withdrawn)
    assert back.rows(SUGGESTIONS).need(COMMENTS, "comment:quiet").supports == 0
    back.then_rows(
        SUGGESTIONS,
        COMMENT_SUPPORTS,
        CommentSupportRow("comment:quiet", RESIDENT, READING_CORNER, standing=False),
    )


def test_a_suggestion_that_an_appeal_restores_is_shown_again() -> None:
    hidden = (submitted, moderated, appealed())
    assert the_suggestion(*hidden, decided("upheld")).hidden == "off-topic"
    restored = the_suggestion(*hidden, decided("restored"))
    assert (restored.hidden, restored.hidden_position) == (None, None)


def test_what_was_taken_back_meanwhile_is_not_shown_again() -> None:
    found = the_suggestion(submitted, moderated, appealed(), taken_back, decided("restored"))
    assert found.hidden == "withdrawn"


def test_every_hiding_is_kept_with_its_appeal_and_its_decision() -> None:
    again = moderated.model_copy(update={"rule": "insult"})
    given(submitted, moderated, appealed(), decided("restored"), again).then_rows(
        SUGGESTIONS,
        MODERATIONS,
        ModerationRow(
            2, READING_CORNER, READING_CORNER, "off-topic", NOON, CLERK,
            appealed_position=3, appealed_at=NOON, outcome="restored",
            decided_position=4, decided_at=NOON, decided_by=COMMITTEE,
        ),
        ModerationRow(5, READING_CORNER, READING_CORNER, "insult", NOON, CLERK),
    )  # fmt: skip


def test_a_hidden_comment_is_counted_again_once_it_is_restored() -> None:
    hidden = (submitted, commented, comment_moderated)
    assert the_suggestion(*hidden).comments == 0
    asked = appealed("comment:quiet", NEIGHBOUR)
    restored = (*hidden, asked, decided("restored", "comment:quiet"))
    assert the_suggestion(*restored).comments == 1
    assert the_suggestion(*restored, comment_taken_back).comments == 0
    assert the_suggestion(*hidden, comment_taken_back).comments == 0
    gone = (*hidden, asked, comment_taken_back, decided("restored", "comment:quiet"))
    assert the_suggestion(*gone).comments == 0
    comment = given(*gone).rows(SUGGESTIONS).need(COMMENTS, "comment:quiet")
    assert comment.hidden == "withdrawn"


def test_everybody_concerned_is_told_what_becomes_of_a_suggestion() -> None:
    for event, kind, subject, detail in (
        (answered("accepted"), "answered", None, "accepted"),
        (amended(), "amended", None, "2"),
        (moderated, "moderated", READING_CORNER, "off-topic"),
        (merged, "merged", BENCHES, None),
    ):
        expected = NoticeRow(
            4, READING_CORNER, kind, NOON, event.act.who, subject=subject, detail=detail
        )
        assert notices(founded, submitted, benches, event) == [expected]


def test_only_the_author_is_told_of_a_reply_and_of_a_hidden_comment() -> None:
    [reply] = notices(submitted, commented, replied())
    assert (reply.kind, reply.subject, reply.reader) == ("reply", "comment:reply", NEIGHBOUR)
    assert notices(submitted, commented, replied(by=NEIGHBOUR)) == []
    [hidden] = notices(submitted, commented, comment_moderated)
    assert (hidden.kind, hidden.detail, hidden.reader) == ("moderated", "insult", NEIGHBOUR)


def test_an_appeal_in_vain_is_told_to_the_author_and_one_that_helped_to_all() -> None:
    *_, upheld = notices(submitted, moderated, appealed(), decided("upheld"))
    assert (upheld.detail, upheld.reader) == ("upheld", RESIDENT)
    *_, restored = notices(submitted, moderated, appealed(), decided("restored"))
    assert (restored.detail, restored.reader) == ("restored", None)


def test_a_poll_is_told_for_each_suggestion_that_it_is_about() -> None:
    history = (submitted, benches, poll_opened)
    opened = notices(*history)
    assert [(of.suggestion, of.kind, of.subject) for of in opened] == [
        (READING_CORNER, "poll-opened", POLL),
        (BENCHES, "poll-opened", POLL),
    ]
    assert [of.kind for of in notices(*history, poll_closed)[2:]] == ["poll-closed"] * 2
    assert [of.kind for of in notices(*history, poll_cancelled)[2:]] == ["poll-cancelled"] * 2
    about_nothing = poll_opened.model_copy(update={"suggestions": ()})
    assert notices(about_nothing, poll_closed) == []


def test_whoever_agrees_without_a_break_is_concerned_since_the_first_time() -> None:
    rows = given(submitted, agreed(), amended(), agreed(version=2)).rows(SUGGESTIONS)
    assert rows.need(STANCES, READING_CORNER, NEIGHBOUR).since == 2
    broken = given(submitted, agreed(), stance("pass", NEIGHBOUR), agreed()).rows(SUGGESTIONS)
    assert broken.need(STANCES, READING_CORNER, NEIGHBOUR) == replace(
        StanceRow(READING_CORNER, NEIGHBOUR, "agree", 4), since=4
    )
