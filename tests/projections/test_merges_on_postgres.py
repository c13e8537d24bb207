from domain.suggestions.events import StanceWithdrawn
from projections import acts, merges, suggestions
from projections.acts import Afterwards, Said
from projections.views import Views
from tests.projections.house import HAITANG, House
from tests.projections.proceedings import (
    BENCHES,
    COMMITTEE,
    SUPPORTERS,
    agreed,
    amended,
    benches,
    carried,
    merge_undone,
    merged,
)
from tests.projections.scenario import (
    NEIGHBOUR,
    NOON,
    READING_CORNER,
    RESIDENT,
    founded,
    stance,
    submitted,
)


def test_a_merged_suggestion_goes_on_elsewhere_and_is_not_asked_about(house: House) -> None:
    house.has(founded, submitted, benches, agreed(), merged)
    for position, title in ((2, "读书角"), (3, "读书角的长凳"), (5, "")):
        house.says(position, title, "两条说的是一件事" if position == 5 else "")
    found = house.asked(lambda views: suggestions.suggestion(views, HAITANG, READING_CORNER))
    assert found is not None
    assert found.merged_into == BENCHES
    assert len(house.listed()) == 2

    async def several(views: Views) -> None:
        asked = await suggestions.next_statement(views, HAITANG, {"voice:2026": RESIDENT}, [])
        assert asked is not None
        assert asked.suggestion == BENCHES
        [alike] = await suggestions.similar(views, HAITANG, "读书角", 5)
        assert alike.suggestion == BENCHES
        assert await suggestions.answered(views, HAITANG, [NEIGHBOUR]) == (0, 1)
        assert await merges.merge(views, HAITANG, READING_CORNER) == merges.Merge(
            READING_CORNER, "读书角", BENCHES, "读书角的长凳", 1, 5, NOON, COMMITTEE,
            "两条说的是一件事",
        )  # fmt: skip
        assert await merges.merge(views, HAITANG, BENCHES) is None

    house.asked(several)


def test_the_sources_of_a_merge_say_how_much_support_was_carried(house: House) -> None:
    house.has(founded, submitted, benches, agreed(), agreed(SUPPORTERS[0]), merged, carried())

    async def sources(views: Views) -> list[tuple[str, int, int]]:
        found = await merges.sources(views, HAITANG, BENCHES)
        return [(of.suggestion, of.agree, of.carried) for of in found]

    assert house.asked(sources) == [(READING_CORNER, 2, 1)]
    house.has(merge_undone)
    assert house.asked(sources) == []
    came = house.asked(lambda views: merges.carried(views, HAITANG, BENCHES))
    assert came == {READING_CORNER: 1}
    taken = house.asked(lambda views: suggestions.stance_taken(views, HAITANG, BENCHES, NEIGHBOUR))
    assert taken == suggestions.StanceTakenBy("agree", 7, NEIGHBOUR, source=READING_CORNER)
    all_taken = house.asked(lambda views: suggestions.stances_taken(views, HAITANG, [NEIGHBOUR]))
    assert all_taken[BENCHES] == taken


def test_whoever_supported_what_was_merged_is_asked_until_they_agree_there(house: House) -> None:
    house.has(founded, submitted, benches, agreed(), agreed(SUPPORTERS[0]), stance("pass"), merged)

    def asked(name: str, into: str | None = None) -> list[str]:
        found = house.asked(lambda views: merges.to_carry(views, HAITANG, [name], into=into))
        return [of.suggestion for of in found]

    assert asked(NEIGHBOUR) == asked(NEIGHBOUR, BENCHES) == [READING_CORNER]
    assert asked(NEIGHBOUR, "suggestion:elsewhere") == asked(RESIDENT) == []
    house.has(carried())
    assert asked(NEIGHBOUR) == []
    assert asked(SUPPORTERS[0]) == [READING_CORNER]
    house.has(amended().model_copy(update={"suggestion": BENCHES, "act": benches.act}))
    assert asked(NEIGHBOUR) == [READING_CORNER]


def test_carried_support_is_an_act_of_its_own_that_stands_until_it_is_taken_back(
    house: House,
) -> None:
    back = StanceWithdrawn(act=carried().act, suggestion=BENCHES, channel="web")
    house.has(founded, submitted, benches, agreed(), agreed(suggestion=BENCHES), merged, carried())
    said = [
        Said(5, agreed().TOPIC, BENCHES, NEIGHBOUR),
        Said(7, carried().TOPIC, BENCHES, NEIGHBOUR),
    ]

    def stand() -> set[int]:
        found = house.asked(lambda views: acts.standing(views, HAITANG, said))
        return found & {act.position for act in said}

    assert stand() == {7}
    house.has(back)
    assert stand() == set()
    became = house.asked(lambda views: acts.afterwards(views, HAITANG, said))
    assert became == {7: Afterwards(withdrawn=8, objected=None)}
