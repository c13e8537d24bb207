import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString

from infra.rebuild import rebuild
from infra.view_tables import hashes
from projections import answers, comments, follows, suggestions, versions
from projections.suggestion_folds import SUGGESTIONS
from projections.suggestions import Suggestion
from projections.views import Views
from tests.projections.house import HAITANG, House
from tests.projections.proceedings import (
    COMMITTEE,
    agreed,
    amended,
    another,
    answered,
    appealed,
    benches,
    carried,
    comment_moderated,
    comment_supported,
    decided,
    five_agree_to_be_answered,
    five_agreed,
    followed,
    merge_undone,
    merged,
    poll_closed,
    poll_opened,
    replied,
    unfollowed,
    within_a_week,
)
from tests.projections.scenario import (
    MIDNIGHT,
    NEIGHBOUR,
    NOON,
    READING_CORNER,
    RESIDENT,
    commented,
    founded,
    moderated,
    stance,
    submitted,
)


@dataclass
class Listening:
    """Passes questions on, and notes them."""

    views: Views
    asked: list[LiteralString]

    async def rows(
        self, sql: LiteralString, parameters: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        self.asked.append(sql)
        return await self.views.rows(sql, parameters)


def listed(house: House, status: str) -> list[str]:
    async def ask(views: Views) -> list[str]:
        page = await suggestions.suggestions(
            views, HAITANG, search=None, category=None, channel=None, sort="newest",
            cursor=None, limit=50, status=status,
        )  # fmt: skip
        return [of.suggestion for of in page.items]

    return house.asked(ask)


def the_one(house: House, id: str = READING_CORNER) -> Suggestion:  # noqa: A002 - the community's word for it.
    found = house.asked(lambda views: suggestions.suggestion(views, HAITANG, id))
    assert found is not None
    return found


def test_an_amended_suggestion_is_shown_and_found_by_the_wording_of_today(house: House) -> None:
    house.has(founded, submitted, agreed(), amended(), agreed(RESIDENT, version=2))
    house.says(2, "读书角", "底层的空房间")
    house.says(4, "故事屋", "周末讲故事")
    [shown] = house.listed(search="故事")
    assert (shown.title, shown.text) == ("故事屋", "周末讲故事")
    assert (shown.version, shown.agree, shown.reaffirmed) == (2, 2, 1)
    assert house.listed(search="读书") == []
    assert house.asked(lambda views: suggestions.similar(views, HAITANG, "读书角", 5)) == []
    [alike] = house.asked(lambda views: suggestions.similar(views, HAITANG, "故事屋", 5))
    assert alike.suggestion == READING_CORNER


def test_every_wording_is_kept_with_those_who_agree_with_it(house: House) -> None:
    house.has(founded, submitted, agreed(), stance("agree"), amended(), agreed(version=2))
    house.says(2, "读书角")
    house.says(5, "故事屋", "周末讲故事")

    async def all_of_them(views: Views) -> list[versions.Version]:
        return await versions.versions(views, HAITANG, READING_CORNER)

    first, second = house.asked(all_of_them)
    assert first == versions.Version(1, 2, NOON, RESIDENT, "读书角", "", unsigned=False, agree=1)
    assert (second.version, second.title, second.agree) == (2, "故事屋", 1)
    house.has(moderated)
    assert [(of.title, of.text) for of in house.asked(all_of_them)] == [(None, None)] * 2


def test_a_suggestion_says_what_is_owed_to_it_and_what_it_was_told(house: House) -> None:
    house.has(founded, five_agree_to_be_answered, within_a_week, submitted, *five_agreed())
    owed = the_one(house)
    assert (owed.owed_on, owed.owed_until) == (date(2026, 3, 2), date(2026, 3, 9))
    assert (owed.status, owed.answered_on, owed.due) == (None, None, None)
    house.has(answered("under-review"), answered("planned", MIDNIGHT, due="2026-06-01"))
    house.says(11, "", "六月前装好书架")
    told = the_one(house)
    assert (told.status, told.status_at, told.status_position) == ("planned", MIDNIGHT, 11)
    assert (told.answered_on, told.due) == (date(2026, 3, 3), date(2026, 6, 1))
    newest, first = house.asked(lambda views: answers.answers(views, HAITANG, READING_CORNER))
    assert newest == answers.Answer(
        11, MIDNIGHT, COMMITTEE, "planned", date(2026, 6, 1), "六月前装好书架"
    )
    assert (first.status, first.text) == ("under-review", None)


def test_the_list_is_narrowed_to_what_was_answered_how(house: House) -> None:
    house.has(
        founded, five_agree_to_be_answered, submitted, another(2), another(3),
        *five_agreed(), *five_agreed(suggestion="suggestion:2"),
        answered("accepted"), answered("under-review", suggestion="suggestion:2"),
    )  # fmt: skip
    assert listed(house, "accepted") == [READING_CORNER]
    assert listed(house, "owed") == ["suggestion:2"]
    assert listed(house, "unanswered") == ["suggestion:3"]
    assert listed(house, "declined") == []


def test_what_somebody_follows_is_listed_newest_first(house: House) -> None:
    second = followed.model_copy(update={"suggestion": "suggestion:2"})
    house.has(founded, submitted, another(2), followed, second)

    async def several(views: Views) -> list[str]:
        found = await follows.following(views, HAITANG, [NEIGHBOUR], limit=9)
        assert await follows.following(
            views, HAITANG, [NEIGHBOUR], before=found[-1].position, limit=9
        ) == []  # fmt: skip
        assert not await follows.follows(views, HAITANG, READING_CORNER, RESIDENT)
        return [of.suggestion for of in found]

    assert house.asked(several) == ["suggestion:2", READING_CORNER]
    assert house.asked(lambda views: follows.follows(views, HAITANG, READING_CORNER, NEIGHBOUR))
    assert the_one(house).followers == 1
    house.has(unfollowed)
    assert house.asked(several) == ["suggestion:2"]


def test_comments_are_read_thread_by_thread(house: House) -> None:
    second = commented.model_copy(update={"comment": "comment:loud"})
    house.has(
        founded, submitted, commented, second, replied(), comment_supported,
        replied("comment:third", "comment:reply"),
    )  # fmt: skip
    house.says(5, "", "说得对")

    async def several(views: Views) -> None:
        threads = await comments.threads(views, HAITANG, READING_CORNER, after=None, limit=9)
        assert [(of.comment, of.replies, of.supports) for of in threads] == [
            ("comment:quiet", 2, 1),
            ("comment:loud", 0, 0),
        ]
        below = await comments.replies(views, HAITANG, [of.comment for of in threads])
        assert list(below) == ["comment:quiet"]
        first, last = below["comment:quiet"]
        assert (first.comment, first.text, first.reply_to) == (
            "comment:reply", "说得对", "comment:quiet",
        )  # fmt: skip
        more = await comments.thread(views, HAITANG, "comment:quiet", after=first.position, limit=9)
        assert more == [last]
        assert await comments.comment(views, HAITANG, "comment:third") == last
        assert await comments.comment(views, HAITANG, "comment:none") is None
        mine = await comments.comments_supported(views, HAITANG, READING_CORNER, RESIDENT)
        assert mine == {"comment:quiet"}

    house.asked(several)


def test_however_many_agree_a_page_of_the_list_is_one_question_about_suggestions(
    house: House,
) -> None:
    people = [f"voice:2026:many-{number}" for number in range(60)]
    house.has(founded, submitted, benches, *map(agreed, people), answered("accepted"))
    asked: list[LiteralString] = []

    async def listing(views: Views) -> int:
        listening = Listening(views, asked)
        page = await suggestions.suggestions(
            listening, HAITANG, search=None, category=None, channel=None, sort="support",
            cursor=None, limit=50,
        )  # fmt: skip
        return len(page.items)

    assert house.asked(listing) == 2
    [question] = asked
    assert not re.search(r"\b(stances|versions|answers|concerns|merges|comments c)\b", question)


def test_rebuilt_is_live_over_everything_that_can_happen_to_a_suggestion(house: House) -> None:
    story = (
        founded, five_agree_to_be_answered, within_a_week, submitted, benches, followed,
        *five_agreed(), amended(), agreed(version=2), commented, replied(), comment_supported,
        answered("planned", due="2026-06-01"), poll_opened, poll_closed, merged, carried(),
        merge_undone, comment_moderated, appealed("comment:quiet", NEIGHBOUR),
        decided("restored", "comment:quiet"), moderated, appealed(), unfollowed,
    )  # fmt: skip
    for event in story:
        house.has(event)
    live = hashes(house.conninfo, (SUGGESTIONS,))
    rebuild(house.conninfo, "suggestions", lambda _done, _head: None)
    assert hashes(house.conninfo, (SUGGESTIONS,)) == live
