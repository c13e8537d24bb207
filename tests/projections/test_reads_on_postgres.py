"""The questions that pages ask, on rows that a fold has made."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from datetime import date
from math import ceil
from typing import TypeVar

import pytest
from psycopg_pool import AsyncConnectionPool

from domain.community.events import PolicyAdopted
from domain.kernel import Act, Event
from domain.residents.events import RoleGranted
from domain.suggestions.events import CommentMade, StanceTaken, SuggestionSubmitted
from infra.record import PostgresViews
from infra.runner import fold_inline
from infra.supervisor import Databases
from projections import audit, community, dashboard, residents, suggestions
from projections.search import grams
from projections.suggestions import Sort, Suggestion
from projections.views import Community, Views
from tests.infra.logs import append, connected, conversation, open_log
from tests.projections.scenario import (
    CLERK,
    NEIGHBOUR,
    NOON,
    READING_CORNER,
    RESIDENT,
    RESIDENT_ON_THE_ROLL,
    act,
    commented,
    founded,
    joined,
    moderated,
    stance,
    submitted,
    verified,
)

T = TypeVar("T")
HAITANG = Community(1, "haitang", "o1", "海棠社区", "Asia/Shanghai", sample=False)


class House:
    """A community with a log that has been folded, and somebody who asks."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo

    def has(self, *events: Event) -> None:
        append(self.conninfo, *events)
        fold_inline(self.conninfo)

    def says(self, position: int, title: str, text: str = "") -> None:
        with connected(self.conninfo) as connection:
            connection.execute(
                "INSERT INTO words VALUES (1, %s, '', '', %s, %s, %s)",
                (position, title, text, grams(f"{title} {text}")),
            )

    def asked(self, question: Callable[[Views], Awaitable[T]]) -> T:
        async def ask() -> T:
            async with AsyncConnectionPool(self.conninfo, min_size=1, open=False) as pool:
                return await question(PostgresViews(pool))

        return asyncio.run(ask())

    def listed(
        self,
        *,
        search: str | None = None,
        category: str | None = None,
        sort: Sort = "newest",
        limit: int = 50,
    ) -> list[Suggestion]:
        """Every page of the list, one after the other."""

        async def pages(views: Views) -> list[Suggestion]:
            found: list[Suggestion] = []
            cursor = None
            while True:
                page = await suggestions.suggestions(
                    views,
                    HAITANG,
                    search=search,
                    category=category,
                    channel=None,
                    sort=sort,
                    cursor=cursor,
                    limit=limit,
                )
                found += page.items
                if (cursor := page.next_cursor) is None:
                    return found

        return self.asked(pages)


@pytest.fixture
def house(fresh_databases: Databases) -> House:
    open_log(fresh_databases.main)
    return House(fresh_databases.main)


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
        assert await suggestions.tally(views, HAITANG) == [
            suggestions.Tally(None, READING_CORNER, 1, 0, 1),
            suggestions.Tally(None, "suggestion:2", 0, 0, 0),
        ]
        assert [(of.who, of.choice) async for of in suggestions.stances(views, HAITANG)] == [
            (NEIGHBOUR, "pass"),
            (RESIDENT, "agree"),
        ]
        [comment] = await suggestions.comments(views, HAITANG, READING_CORNER, after=None, limit=9)
        assert (comment.text, comment.side, comment.who) == ("安静一点", "for", NEIGHBOUR)
        assert not await suggestions.comments(
            views, HAITANG, READING_CORNER, after=comment.position, limit=9
        )

    house.asked(several)


def test_all_stances_are_exported_over_many_pages(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "EXPORT_ROWS", 7)
    events = conversation(200)
    house.has(*events)
    standing = {
        (event.suggestion, event.act.who): event.choice
        for event in events
        if isinstance(event, StanceTaken)
    }

    async def exported(views: Views) -> dict[tuple[str, str], str]:
        return {
            (of.suggestion, of.who): of.choice async for of in suggestions.stances(views, HAITANG)
        }

    assert house.asked(exported) == standing


def test_policies_roles_and_the_roll(house: House) -> None:
    def adopted(value: str) -> PolicyAdopted:
        return PolicyAdopted(act=act(CLERK), policy="policy:comments", value=value)

    late = joined.model_copy(update={"act": act("member:late")})
    granted = RoleGranted(act=act("system"), holder=CLERK, role="clerk")
    house.has(founded, adopted("open"), joined, adopted("closed"), late, verified, granted)

    async def several(views: Views) -> None:
        [today] = await community.policies(views, HAITANG)
        assert (today.value, today.position) == ("closed", 4)
        history = await community.policy_history(views, HAITANG)
        assert [of.value for of in history] == ["closed", "open"]
        assert await residents.role_of(views, HAITANG, CLERK) == "clerk"
        assert await residents.role_of(views, HAITANG, "staff:nobody") is None
        member = await residents.member(views, HAITANG, RESIDENT_ON_THE_ROLL)
        assert member is not None
        assert (member.joined_position, member.verified_position) == (3, 6)
        assert await residents.member(views, HAITANG, "member:nobody") is None

        async def roll(verified: bool | None, before: int | None) -> list[str]:  # noqa: FBT001
            found = await residents.members(
                views, HAITANG, verified=verified, before=before, limit=5
            )
            return [of.member for of in found]

        assert await roll(None, None) == ["member:late", RESIDENT_ON_THE_ROLL]
        assert await roll(None, 5) == [RESIDENT_ON_THE_ROLL]
        assert await roll(True, None) == [RESIDENT_ON_THE_ROLL]  # noqa: FBT003
        assert await roll(False, None) == ["member:late"]  # noqa: FBT003

    house.asked(several)


def test_the_audit_trail_is_the_record_itself(house: House) -> None:
    at_the_desk = stance("agree").model_copy(update={"act": act(CLERK, on_behalf=RESIDENT)})
    house.has(founded, submitted, at_the_desk, commented)

    async def several(views: Views) -> None:
        async def positions(
            event: str | None = None, tag: str | None = None, before: int | None = None
        ) -> list[int]:
            found = await audit.entries(
                views, HAITANG, event=event, tag=tag, before=before, limit=50
            )
            return [of.position for of in found]

        assert await positions() == [4, 3, 2, 1]
        assert await positions(before=3) == [2, 1]
        assert await positions(tag=READING_CORNER) == [4, 3, 2]
        assert await positions(tag=RESIDENT, before=3) == [2]
        assert await positions(event=StanceTaken.TOPIC) == [3]
        assert await positions(event=StanceTaken.TOPIC, tag=RESIDENT) == [3]
        entry = await audit.entry(views, HAITANG, 3)
        assert entry is not None
        assert (entry.by, entry.who, entry.event) == (CLERK, RESIDENT, StanceTaken.TOPIC)
        assert entry.entry["data"]["choice"] == "agree"
        assert entry.tags == [READING_CORNER, RESIDENT]
        assert await audit.entry(views, HAITANG, 5) is None

    house.asked(several)


Figures = dict[tuple[str, str | None], int]


def figures_of(board: dashboard.Dashboard) -> Figures:
    return {(figure.id, figure.scope): figure.value for figure in board.figures}


def board(
    house: House, *, scope: str | None = None, first: date | None = None, last: date | None = None
) -> dashboard.Dashboard:
    return house.asked(
        lambda views: dashboard.dashboard(views, HAITANG, scope=scope, first=first, last=last)
    )


def test_every_figure_equals_a_plain_count_of_the_events(house: House) -> None:
    events = [
        *conversation(800),
        *(
            StanceTaken(
                act=Act("import:polis", NOON, f"voice:import/polis:{who}"),
                suggestion="suggestion:imported",
                choice="pass",
                channel="import",
                occurred_at=f"2015-08-0{day}T20:00:00Z",
            )
            for who, day in (("a", 1), ("a", 2), ("b", 1))
        ),
        joined,
        verified,
    ]
    imported = SuggestionSubmitted(
        act=Act("import:polis", NOON),
        suggestion="suggestion:imported",
        scope="voice:import/polis",
        category="elder-care",
        channel="import",
    )
    events.insert(1, imported)
    house.has(*events)

    acts: dict[str, Counter[str]] = defaultdict(Counter)
    for event in events:
        if isinstance(event, StanceTaken | SuggestionSubmitted | CommentMade):
            acts[event.act.who.rpartition(":")[0]][event.act.who] += 1
    shown = board(house)
    found = figures_of(shown)
    assert shown.position == len(events)
    assert set(shown.scopes) == set(acts) == {"voice:2026", "voice:import/polis", "import"}
    assert found["acts-any", None] == sum(map(Counter.total, acts.values()))
    assert found["acts-stance", None] == 803
    assert found["roll-joined", None] == found["roll-verified", None] == 1
    for scope, people in acts.items():
        assert found["people-any", scope] == len(people)
        tenth = people.most_common(ceil(len(people) / 10))
        share = sum(count for _, count in tenth) * 1000 // people.total()
        assert found["most-active-tenth-permille", scope] == share
    assert found["participation-permille", "voice:2026"] == len(acts["voice:2026"]) * 1000
    assert ("participation-permille", "voice:import/polis") not in found
    standing = {
        (event.suggestion, event.act.who): event.choice
        for event in events
        if isinstance(event, StanceTaken)
    }
    for choice, count in Counter(standing.values()).items():
        assert found[f"stance-{choice}", None] == count
    assert sum(day.acts for day in shown.days if day.kind == "any") == found["acts-any", None]
    assert all(figure.provable for figure in shown.figures)


def test_a_scope_and_a_range_of_days_limit_acts_and_people(house: House) -> None:
    house.has(
        founded,
        submitted,
        stance("agree", NEIGHBOUR),
        stance("pass", NEIGHBOUR, "2026-03-05T04:00Z"),
        stance("agree", "voice:2025:old", "2026-03-05T04:00Z"),
        joined,
    )
    third, fifth = date(2026, 3, 3), date(2026, 3, 5)
    late = board(house, scope="voice:2026", first=third)
    assert late.days == [
        dashboard.Day(fifth, "stance", 1, 1),
        dashboard.Day(fifth, "any", 1, 1),
    ]
    assert figures_of(late)["acts-any", "voice:2026"] == 1
    assert figures_of(late)["stance-agree", "voice:2026"] == 0
    assert late.scopes == ["voice:2025", "voice:2026"]
    assert late.channels == [("web", 1)]
    assert late.roll == []
    early = board(house, last=third)
    assert [(day.kind, day.acts, day.people) for day in early.days] == [
        ("suggestion", 1, 1),
        ("stance", 1, 1),
        ("any", 2, 2),
    ]
    assert early.roll == [(date(2026, 3, 2), 1, 0)]
    assert early.categories == [("making-together", 1)]


def test_an_empty_community_has_a_dashboard_of_noughts(house: House) -> None:
    house.has(founded)
    shown = board(house)
    assert {figure.value for figure in shown.figures} == {0}
    assert (shown.days, shown.scopes, shown.roll) == ([], [], [])
    assert figures_of(board(house, scope="voice:2026"))["people-any", "voice:2026"] == 0
