"""The words of answers, merges, moderation and polls, as pages find them by their entry."""

from domain.kernel import Act, Command
from domain.suggestions.amend_suggestion import AmendSuggestion
from domain.suggestions.answer_suggestion import AnswerSuggestion
from domain.suggestions.events import CommentModerated, SuggestionModerated
from domain.suggestions.merge_suggestion import MergeSuggestion
from domain.suggestions.undo_merge import UndoMerge
from domain.voting.cancel_poll import CancelPoll
from domain.voting.extend_poll import ExtendPoll
from infra.storing_words import PUBLIC_TOPICS, SHOWN_AS
from tests.record.ballots import BallotPaper
from tests.record.polls import LABELS
from tests.record.test_vault_on_postgres import words_of
from tests.record.town import NOON, Town


def words_after(there: Town, command: Command) -> dict[str, object]:
    """What is shown of the last entry of a command."""
    [recorded] = there.recorded(command)
    assert recorded.count == 1
    words_of(there)
    [row] = there.rows(
        "SELECT subject, kind, title, text, labels FROM words WHERE position = %s",
        recorded.position,
    )
    return dict(zip(("subject", "kind", "title", "text", "labels"), row, strict=True))


def test_every_event_with_words_for_everyone_is_shown_as_something() -> None:
    assert sorted(SHOWN_AS) == sorted(PUBLIC_TOPICS)


def test_a_new_wording_stands_beside_the_old_one(linjiang: Town) -> None:
    author = linjiang.resident()
    idea = linjiang.suggestion(author, "种树", "在门口")
    amended = AmendSuggestion(
        act=Act.of(author.voice, NOON), member=author.member, suggestion=idea, seen=1,
        channel="web", title="种两棵树", text="在门口和院里", age_band="18-and-over",
    )  # fmt: skip
    assert words_after(linjiang, amended) == {
        "subject": idea, "kind": "suggestion", "title": "种两棵树", "text": "在门口和院里",
        "labels": [],
    }  # fmt: skip
    titles = linjiang.rows("SELECT title FROM words WHERE subject = %s ORDER BY position", idea)
    assert titles == [("种树",), ("种两棵树",)]


def test_answers_and_reasons_stand_where_a_text_stands(linjiang: Town) -> None:
    author = linjiang.resident()
    idea, other = (linjiang.suggestion(author, title) for title in ("种树", "多种树"))
    chair = Act.of(linjiang.chair, NOON)
    answer = AnswerSuggestion(
        act=chair, suggestion=idea, status="under-review", due=None, text="正在看"
    )
    assert words_after(linjiang, answer)["text"] == "正在看"
    merge = MergeSuggestion(act=chair, suggestion=other, into=idea, reason="同一件事")
    assert words_after(linjiang, merge) == {
        "subject": other, "kind": "merge", "title": "", "text": "同一件事", "labels": [],
    }  # fmt: skip
    undone = UndoMerge(act=chair, suggestion=other, reason="其实不同")
    assert words_after(linjiang, undone)["text"] == "其实不同"


def test_a_poll_shows_its_question_and_the_wording_of_each_option(linjiang: Town) -> None:
    poll = BallotPaper.opened(linjiang)
    words_of(linjiang)
    assert linjiang.rows(
        "SELECT kind, title, text, labels FROM words WHERE subject = %s", poll.poll
    ) == [("poll", "第一次舞台放什么？", "", list(LABELS))]
    chair = Act.of(linjiang.chair, NOON)
    longer = ExtendPoll(act=chair, poll=poll.poll, closes_at="2026-09-03T04:00Z", reason="停电")
    assert words_after(linjiang, longer)["text"] == "停电"
    assert words_after(linjiang, CancelPoll(act=chair, poll=poll.poll, reason="重来")) == {
        "subject": poll.poll, "kind": "cancellation", "title": "", "text": "重来", "labels": [],
    }  # fmt: skip


def test_what_is_hidden_is_shown_as_the_thing_that_is_hidden() -> None:
    assert SHOWN_AS[SuggestionModerated.TOPIC] == ("moderation", "suggestion:")
    assert SHOWN_AS[CommentModerated.TOPIC] == ("moderation", "comment:")
