from collections import Counter, defaultdict
from datetime import date
from math import ceil

from domain.kernel import Act, Event
from domain.residents.events import MemberLeft
from domain.suggestions.events import CommentMade, StanceTaken, SuggestionSubmitted
from projections import dashboard
from projections.dashboard_shapes import Dashboard, Day
from tests.infra.logs import conversation
from tests.projections.house import HAITANG, House
from tests.projections.scenario import (
    NEIGHBOUR,
    NOON,
    act,
    founded,
    joined,
    stance,
    submitted,
    verified,
)

TODAY = date(2026, 3, 9)
Figures = dict[tuple[str, str | None], int]


def figures_of(board: Dashboard) -> Figures:
    return {(figure.id, figure.scope): figure.value for figure in board.figures}


def board(
    house: House,
    *,
    scope: str | None = None,
    first: date | None = None,
    last: date | None = None,
    today: date = TODAY,
) -> Dashboard:
    return house.asked(
        lambda views: dashboard.dashboard(
            views, HAITANG, scope=scope, first=first, last=last, today=today
        )
    )


def resident_and_imported_acts() -> list[Event]:
    """A conversation of residents, one from elsewhere, and somebody on the roll."""
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
    return [events[0], imported, *events[1:]]


def test_acts_and_people_equal_a_plain_count_of_the_events(house: House) -> None:
    events = resident_and_imported_acts()
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
    assert sum(day.acts for day in shown.days if day.kind == "any") == found["acts-any", None]
    for scope, people in acts.items():
        assert found["people-any", scope] == len(people)
        tenth = people.most_common(ceil(len(people) / 10))
        share = sum(count for _, count in tenth) * 1000 // people.total()
        assert found["most-active-tenth-permille", scope] == share


def test_standing_stances_and_the_roll_equal_a_plain_count(house: House) -> None:
    events = resident_and_imported_acts()
    house.has(*events)
    found = figures_of(board(house))
    standing = {
        (event.suggestion, event.act.who): event.choice
        for event in events
        if isinstance(event, StanceTaken)
    }
    for choice, count in Counter(standing.values()).items():
        assert found[f"stance-{choice}", None] == count
    assert found["roll-joined", None] == found["roll-verified", None] == 1
    assert ("participation-permille", "voice:import/polis") not in found


def test_participation_is_the_verified_who_ever_took_part_and_is_of_the_whole_time(
    house: House,
) -> None:
    others = ("member:neighbour", "member:quiet")
    house.has(
        founded,
        joined,
        verified,
        *(joined.model_copy(update={"act": act(other)}) for other in others),
        *(verified.model_copy(update={"resident": other}) for other in others),
        submitted,
        stance("agree", NEIGHBOUR, "2026-03-05T04:00Z"),
    )
    share = "participation-permille", "voice:2026"
    assert figures_of(board(house))[share] == 666
    assert share not in figures_of(board(house, first=date(2026, 3, 5)))
    assert share not in figures_of(board(house, last=date(2026, 3, 5)))


def test_people_of_a_day_are_counted_within_one_scope_only(house: House) -> None:
    house.has(*resident_and_imported_acts())
    assert {day.people for day in board(house).days} == {None}
    one = board(house, scope="voice:import/polis")
    assert [(str(day.day), day.kind, day.acts, day.people) for day in one.days] == [
        ("2015-08-02", "stance", 2, 2),
        ("2015-08-03", "stance", 1, 1),
        ("2015-08-02", "any", 2, 2),
        ("2015-08-03", "any", 1, 1),
    ]


def test_a_range_of_days_counts_the_people_and_the_tenth_of_those_days(house: House) -> None:
    events = conversation(800)
    house.has(*events)
    first, last = date(2026, 3, 9), date(2026, 3, 20)
    taken = Counter(
        event.act.who
        for event in events
        if isinstance(event, StanceTaken) and str(first) <= event.act.at[:10] <= str(last)
    )
    for scope in (None, "voice:2026"):
        found = figures_of(board(house, scope=scope, first=first, last=last))
        assert found["acts-any", scope] == taken.total()
        assert found["people-any", "voice:2026"] == found["people-stance", "voice:2026"]
        assert found["people-any", "voice:2026"] == len(taken)
        tenth = sum(acts for _, acts in taken.most_common(ceil(len(taken) / 10)))
        share = tenth * 1000 // taken.total()
        assert found["most-active-tenth-permille", "voice:2026"] == share


def test_the_roll_says_how_many_there_were_before_the_first_day_shown(house: House) -> None:
    house.has(founded, joined, verified)
    assert board(house).roll_before == (0, 0, 0, 0, 0)
    assert board(house, first=date(2026, 3, 3)).roll_before == (1, 0, 0, 1, 0)
    assert board(house, first=date(2026, 3, 4)).roll_before == (1, 1, 0, 1, 1)


def test_the_roll_is_of_those_who_are_on_it_now(house: House) -> None:
    others = ("member:neighbour", "member:quiet")
    house.has(
        founded,
        joined,
        verified,
        *(joined.model_copy(update={"act": act(other)}) for other in others),
        *(verified.model_copy(update={"resident": other}) for other in others),
        MemberLeft(act=act("member:quiet", "2026-03-05T04:00Z")),
        submitted,
    )
    found = figures_of(board(house))
    assert (found["roll-members", None], found["roll-verified", None]) == (2, 2)
    assert (found["roll-joined", None], found["roll-left", None]) == (3, 1)
    assert found["participation-permille", "voice:2026"] == 333
    assert [(day.left, day.members) for day in board(house).roll] == [(0, 3), (0, 3), (1, 2)]


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
        Day(fifth, "stance", 1, 1),
        Day(fifth, "any", 1, 1),
    ]
    assert figures_of(late)["acts-any", "voice:2026"] == 1
    assert figures_of(late)["stance-agree", "voice:2026"] == 0
    assert late.scopes == ["voice:2025", "voice:2026"]
    assert late.channels == [("web", 1)]
    assert late.roll == []
    early = board(house, last=third)
    assert [(day.kind, day.acts, day.people) for day in early.days] == [
        ("suggestion", 1, None),
        ("stance", 1, None),
        ("any", 2, None),
    ]
    assert early.roll == [(date(2026, 3, 2), 1, 0, 0, 1, 0)]
    assert early.categories == [("making-together", 1)]


def test_an_empty_community_has_a_dashboard_of_noughts(house: House) -> None:
    house.has(founded)
    shown = board(house)
    assert {figure.value for figure in shown.figures} == {0}
    assert (shown.days, shown.scopes, shown.roll) == ([], [], [])
    assert figures_of(board(house, scope="voice:2026"))["people-any", "voice:2026"] == 0
