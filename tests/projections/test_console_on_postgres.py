from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial

import pytest

from projections import console, suggestions
from projections.console import Waiting
from projections.paging import NotACursor, Page
from projections.suggestions import Suggestion
from projections.views import Views
from tests.projections.house import HAITANG, House
from tests.projections.proceedings import (
    BENCHES,
    another,
    answered,
    appealed,
    benches,
    five_agree_to_be_answered,
    five_agreed,
    merged,
    within_a_week,
)
from tests.projections.scenario import READING_CORNER, founded, moderated, submitted

MARCH_9, MARCH_10 = date(2026, 3, 9), date(2026, 3, 10)
MAY_1, MAY_2 = date(2026, 5, 1), date(2026, 5, 2)
Question = Callable[[Views, str | None], Awaitable[Page[Suggestion]]]


def all_pages(house: House, question: Question) -> list[str]:
    """Every page of a list with one suggestion on each."""

    async def pages(views: Views) -> list[str]:
        found: list[str] = []
        cursor = None
        while True:
            page = await question(views, cursor)
            found += [of.suggestion for of in page.items]
            if (cursor := page.next_cursor) is None:
                return found

    return house.asked(pages)


def owed(house: House) -> list[str]:
    return all_pages(
        house, lambda views, cursor: console.owed(views, HAITANG, cursor=cursor, limit=1)
    )


def promises(house: House) -> list[str]:
    return all_pages(
        house, lambda views, cursor: console.promises(views, HAITANG, cursor=cursor, limit=1)
    )


def stalled(house: House, today: date) -> list[str]:
    return all_pages(
        house, lambda views, cursor: console.stalled(views, HAITANG, today, cursor=cursor, limit=1)
    )


def listed_as_owed(house: House) -> list[str]:
    """What the list of suggestions shows when it is narrowed to owed answers."""
    return all_pages(
        house,
        lambda views, cursor: suggestions.suggestions(
            views, HAITANG, status="owed", search=None, category=None, channel=None,
            sort="newest", cursor=cursor, limit=1,
        ),
    )  # fmt: skip


def waiting(house: House, today: date) -> Waiting:
    return house.asked(lambda views: console.waiting(views, HAITANG, today))


def test_owed_answers_wait_in_the_order_of_their_days(house: House) -> None:
    house.has(
        founded, five_agree_to_be_answered, within_a_week, submitted, benches, another(3),
        *five_agreed("2026-03-04T04:00Z"), *five_agreed("2026-03-02T04:00Z", BENCHES),
        *five_agreed("2026-03-03T04:00Z", "suggestion:3"),
    )  # fmt: skip
    assert owed(house) == [BENCHES, "suggestion:3", READING_CORNER]
    assert (waiting(house, MARCH_9).owed, waiting(house, MARCH_9).overdue) == (3, 0)
    assert waiting(house, MARCH_10).overdue == 1
    house.has(answered("under-review", suggestion=BENCHES), answered("accepted"))
    assert owed(house) == [BENCHES, "suggestion:3"]


def test_a_merge_ends_no_obligation(house: House) -> None:
    house.has(founded, five_agree_to_be_answered, within_a_week, submitted, benches)
    house.has(*five_agreed(), merged)
    assert owed(house) == [READING_CORNER]
    assert listed_as_owed(house) == [READING_CORNER]
    assert waiting(house, MARCH_10) == Waiting(1, 1, 0, 0, 0, 0)
    house.has(answered("planned", due="2026-05-01"))
    assert (owed(house), listed_as_owed(house)) == ([], [])
    assert promises(house) == [READING_CORNER]
    house.has(answered("accepted"))
    assert stalled(house, MAY_2) == [READING_CORNER]


def test_nobody_owes_an_answer_to_what_is_hidden(house: House) -> None:
    house.has(founded, five_agree_to_be_answered, submitted, benches)
    house.has(*five_agreed(), *five_agreed(suggestion=BENCHES))
    assert owed(house) == [READING_CORNER, BENCHES]
    house.has(moderated)
    assert owed(house) == [BENCHES]
    house.has(moderated.model_copy(update={"suggestion": BENCHES}))
    assert owed(house) == []
    assert waiting(house, MARCH_10) == Waiting(0, 0, 0, 0, 0, 0)


def test_promises_stand_until_they_are_kept_and_are_broken_after_their_day(house: House) -> None:
    house.has(founded, submitted, benches, answered("planned", due="2026-05-01"))
    house.has(answered("planned", due="2026-04-01", suggestion=BENCHES))
    assert promises(house) == [BENCHES, READING_CORNER]
    assert waiting(house, MAY_1).broken == 1
    assert waiting(house, MAY_2).broken == 2
    house.has(answered("under-way"), answered("done", suggestion=BENCHES))
    assert promises(house) == [READING_CORNER]
    assert (waiting(house, MAY_2).promised, waiting(house, MAY_2).broken) == (1, 1)


def test_what_is_unfinished_has_stalled_after_sixty_days_without_a_word(house: House) -> None:
    house.has(founded, submitted, benches, another(3))
    house.has(answered("under-review"), answered("accepted", "2026-03-03T04:00Z"))
    house.has(answered("under-review", suggestion=BENCHES))
    house.has(answered("declined", suggestion="suggestion:3"))
    assert stalled(house, MAY_1) == []
    assert stalled(house, MAY_2) == [BENCHES]
    assert stalled(house, date(2026, 6, 1)) == [BENCHES, READING_CORNER]
    assert waiting(house, MAY_2).stalled == 1


def test_appeals_wait_for_the_committee_too(house: House) -> None:
    house.has(founded, submitted, moderated, appealed())
    assert waiting(house, MAY_1).appeals == 1


def test_a_cursor_of_no_day_is_none(house: House) -> None:
    async def owed_after(views: Views, cursor: str) -> None:
        with pytest.raises(NotACursor):
            await console.owed(views, HAITANG, cursor=cursor, limit=1)

    for cursor in ("0.1", "9999999.1", "x"):
        house.asked(partial(owed_after, cursor=cursor))
