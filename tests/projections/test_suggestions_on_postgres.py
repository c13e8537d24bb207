from collections.abc import Callable

import pytest

from domain.suggestions.events import (
    CommentWithdrawn,
    StanceTaken,
    SuggestionSubmitted,
    SuggestionWithdrawn,
)
from projections import comments, stances, suggestions
from projections.suggestions import Sort, Suggestion
from projections.views import Views
from tests.infra.logs import conversation
from tests.projections.house import HAITANG, House
from tests.projections.scenario import (
    NEIGHBOUR,
    READING_CORNER,
    RESIDENT,
    act,
    commented,
    founded,
    moderated,
    stance,
    stance_withdrawn,
    submitted,
)


def another(number: int, category: str = "services") -> SuggestionSubmitted:
    return submitted.model_copy(update={"suggestion": f"suggestion:{number}", "category": category})


def test_words_are_joined_when_they_are_read_and_not_when_hidden(house: House) -> None:
    house.has(founded, submitted, another(2), another(3), moderated)
    house.says(2, "读书角")
    house.says(3, "大桌子", "手工室要一张大桌子")

    async def both(views: Views) -> list[Suggestion | None]:
        ids = (READING_CORNER, "suggestion:2", "suggestion:3", "suggestion:none")
        return [await suggestions.suggestion(views, HAITANG, id) for id in ids]  # noqa: A001

    hidden, told, erased, none = house.asked(both)
    assert hidden is not None
    assert (hidden.title, hidden.hidden) == (None, "off-topic")
    assert told is not None
    assert (told.title, told.text) == ("大桌子", "手工室要一张大桌子")
    assert erased is not None
    assert erased.title is None
    assert none is None


def test_the_list_is_searched_in_chinese_and_english(house: House) -> None:
    house.has(founded, another(1), another(2), another(3))
    house.says(2, "给排练室加隔音")
    house.says(3, "手工室要一张大桌子", "A big table")
    for question, found in {"隔音": [1], "大桌": [2], "tab": [2], "室": [2, 1], "！": []}.items():
        titles = [suggestion.suggestion for suggestion in house.listed(search=question)]
        assert titles == [f"suggestion:{number}" for number in found], question
    assert len(house.listed(search="  ")) == 3


def test_pages_go_through_each_order_once(house: House) -> None:
    house.has(*conversation(900))
    everything = house.listed(limit=200)
    expected: dict[Sort, Callable[[Suggestion], int]] = {
        "newest": lambda of: of.position,
        "support": lambda of: of.agree,
        "contested": lambda of: min(of.agree, of.disagree),
        "discussed": lambda of: of.comments,
    }
    assert len(everything) == 8
    for sort, score in expected.items():
        in_order = sorted(everything, key=lambda of: (score(of), of.position), reverse=True)
        assert house.listed(sort=sort, limit=3) == in_order


def test_the_list_is_filtered_and_leaves_out_the_hidden(house: House) -> None:
    house.has(founded, submitted, another(2), another(3, "elder-care"), moderated)
    assert [of.suggestion for of in house.listed(category="elder-care")] == ["suggestion:3"]
    assert READING_CORNER not in [of.suggestion for of in house.listed()]


def test_similar_suggestions_are_found_while_typing(house: House) -> None:
    house.has(founded, another(1), another(2), another(3))
    house.says(2, "给排练室加隔音")
    house.says(3, "排练室太吵")
    house.says(4, "幼儿园门口放座椅")
    found = house.asked(lambda views: suggestions.similar(views, HAITANG, "排练室的隔音不好", 5))
    assert [of.suggestion for of in found] == ["suggestion:1", "suggestion:2"]
    assert house.asked(lambda views: suggestions.similar(views, HAITANG, "…", 5)) == []


def test_of_very_many_alike_only_the_newest_are_compared(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "SIMILAR_CANDIDATES_MAX", 2)
    house.has(founded, *(another(number) for number in range(4)))
    for position in (2, 3, 4, 5):
        house.says(position, "给排练室加隔音")
    found = house.asked(lambda views: suggestions.similar(views, HAITANG, "排练室的隔音", 5))
    assert [of.suggestion for of in found] == ["suggestion:3", "suggestion:2"]


def test_the_next_statement_is_the_least_answered_that_one_has_not_answered(house: House) -> None:
    house.has(founded, submitted, another(2), another(3), stance("agree", NEIGHBOUR))
    for position in (2, 3, 4):
        house.says(position, "一条建议")

    def following(skip: list[str], scope: str = "voice:2026") -> str | None:
        found = house.asked(
            lambda views: suggestions.next_statement(views, HAITANG, {scope: NEIGHBOUR}, skip)
        )
        return found.suggestion if found else None

    assert following([]) == "suggestion:2"
    assert following(["suggestion:2"]) == "suggestion:3"
    assert following(["suggestion:2", "suggestion:3"]) is None
    assert following([], "voice:1999") is None
    assert house.asked(lambda views: suggestions.scopes(views, HAITANG)) == ["voice:2026"]


def test_stances_and_comments_of_a_suggestion(house: House) -> None:
    house.has(founded, submitted, another(2), stance("agree"), stance("pass", NEIGHBOUR), commented)
    house.says(6, "", "安静一点")

    async def several(views: Views) -> None:
        mine = await suggestions.stances_of(views, HAITANG, [RESIDENT, "voice:1999:resident"])
        assert mine == {READING_CORNER: "agree"}
        assert await stances.tally(views, HAITANG) == [
            stances.Tally(None, READING_CORNER, 1, 0, 1),
            stances.Tally(None, "suggestion:2", 0, 0, 0),
        ]
        assert [(of.who, of.choice) async for of in stances.stances(views, HAITANG)] == [
            (NEIGHBOUR, "pass"),
            (RESIDENT, "agree"),
        ]
        [comment] = await comments.comments(views, HAITANG, READING_CORNER, after=None, limit=9)
        assert (comment.text, comment.side, comment.who) == ("安静一点", "for", NEIGHBOUR)
        assert not await comments.comments(
            views, HAITANG, READING_CORNER, after=comment.position, limit=9
        )
        by_side = await comments.comments_by_side(views, HAITANG, READING_CORNER)
        assert by_side == {"for": 1}
        ours = [(READING_CORNER, RESIDENT), ("suggestion:2", RESIDENT)]
        stands = [await suggestions.stance_taken(views, HAITANG, *each) for each in ours]
        assert stands == [suggestions.StanceTakenBy("agree", 4, RESIDENT), None]
        assert await suggestions.answered(views, HAITANG, [RESIDENT]) == (1, 2)

    house.asked(several)


def test_all_stances_are_exported_over_many_pages(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stances, "EXPORT_ROWS", 7)
    events = conversation(200)
    house.has(*events)
    standing = {
        (event.suggestion, event.act.who): event.choice
        for event in events
        if isinstance(event, StanceTaken)
    }

    async def exported(views: Views) -> dict[tuple[str, str], str]:
        return {(of.suggestion, of.who): of.choice async for of in stances.stances(views, HAITANG)}

    assert house.asked(exported) == standing


def test_what_was_withdrawn_is_asked_for_no_more_and_shown_without_its_words(house: House) -> None:
    withdrawn = SuggestionWithdrawn(act=act(), suggestion="suggestion:2", channel="web")
    gone = CommentWithdrawn(
        act=commented.act, suggestion=READING_CORNER, comment=commented.comment, channel="web"
    )
    house.has(
        founded, submitted, another(2), stance("agree"), stance("pass", NEIGHBOUR), commented,
        stance_withdrawn(), withdrawn, gone,
    )  # fmt: skip
    house.says(3, "收回的建议", "不该再读到")
    house.says(6, "", "不该再读到")

    async def several(views: Views) -> None:
        assert await suggestions.stances_of(views, HAITANG, [RESIDENT]) == {}
        assert await suggestions.stances_taken(views, HAITANG, [RESIDENT]) == {}
        assert await suggestions.stance_taken(views, HAITANG, READING_CORNER, RESIDENT) is None
        assert await suggestions.answered(views, HAITANG, [RESIDENT]) == (0, 1)
        stands = [(of.who, of.choice) async for of in stances.stances(views, HAITANG)]
        assert stands == [(NEIGHBOUR, "pass")]
        [shown] = await comments.comments(views, HAITANG, READING_CORNER, after=None, limit=9)
        assert (shown.hidden, shown.text) == ("withdrawn", None)
        assert await comments.comments_by_side(views, HAITANG, READING_CORNER) == {}
        assert await suggestions.similar(views, HAITANG, "收回的建议 不该再读到", 5) == []
        hidden = await suggestions.suggestion(views, HAITANG, "suggestion:2")
        assert hidden is not None
        assert (hidden.hidden, hidden.title, hidden.text) == ("withdrawn", None, None)

    house.asked(several)
    assert [of.suggestion for of in house.listed()] == [READING_CORNER]
