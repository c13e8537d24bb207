from projections import moderation
from projections.moderation import HiddenWords, Moderation
from projections.views import Views
from tests.projections.house import HAITANG, House
from tests.projections.proceedings import (
    COMMITTEE,
    another,
    appealed,
    comment_moderated,
    comment_taken_back,
    decided,
    taken_back,
)
from tests.projections.scenario import (
    CLERK,
    NEIGHBOUR,
    NOON,
    READING_CORNER,
    RESIDENT,
    commented,
    founded,
    moderated,
    submitted,
)


def counts(house: House) -> dict[str, int]:
    return house.asked(lambda views: moderation.hidden_counts(views, HAITANG))


def waiting(house: House) -> list[str]:
    found = house.asked(lambda views: moderation.appeals(views, HAITANG, limit=9))
    return [of.subject for of in found]


def test_everybody_reads_what_is_hidden_by_which_rule_and_why(house: House) -> None:
    house.has(founded, submitted, commented, moderated, comment_moderated)
    house.says(4, "", "与社区无关")
    house.says(5, "", "骂人")
    assert counts(house) == {"insult": 1, "off-topic": 1}

    async def several(views: Views) -> list[Moderation]:
        newest, first = await moderation.moderations(views, HAITANG, limit=9)
        assert await moderation.moderations(
            views, HAITANG, before=newest.position, limit=9
        ) == [first]  # fmt: skip
        return [newest, first]

    newest, first = house.asked(several)
    assert newest == Moderation(
        5, NOON, CLERK, READING_CORNER, "comment:quiet", "comment", "insult", "骂人",
        appealed_position=None, appealed_at=None, outcome=None,
        decided_position=None, decided_at=None, decided_by=None, decision=None,
    )  # fmt: skip
    assert (first.what, first.rule, first.reason) == ("suggestion", "off-topic", "与社区无关")


def test_what_is_restored_is_counted_no_more_and_what_is_upheld_is(house: House) -> None:
    house.has(founded, submitted, commented, moderated, comment_moderated, appealed())
    house.has(appealed("comment:quiet", NEIGHBOUR), decided("restored"))
    house.has(decided("upheld", "comment:quiet"))
    house.says(8, "", "说的正是社区的事")
    assert counts(house) == {"insult": 1}
    found = house.asked(lambda views: moderation.moderation(views, HAITANG, READING_CORNER))
    assert found is not None
    assert (found.outcome, found.decided_by, found.decision) == (
        "restored", COMMITTEE, "说的正是社区的事",
    )  # fmt: skip
    nothing = house.asked(lambda views: moderation.moderation(views, HAITANG, "comment:none"))
    assert nothing is None


def test_appeals_wait_in_order_until_they_are_decided(house: House) -> None:
    house.has(founded, submitted, commented, moderated, comment_moderated)
    assert waiting(house) == []
    house.has(appealed("comment:quiet", NEIGHBOUR), appealed())
    assert waiting(house) == ["comment:quiet", READING_CORNER]
    later = house.asked(lambda views: moderation.appeals(views, HAITANG, after=6, limit=9))
    assert [of.subject for of in later] == [READING_CORNER]
    house.has(decided("upheld", "comment:quiet"))
    assert waiting(house) == [READING_CORNER]


def test_hidden_words_are_kept_for_those_who_decide(house: House) -> None:
    house.has(founded, submitted, another(2), commented, moderated, comment_moderated)
    house.says(2, "读书角", "骂了邻居")
    house.says(3, "长凳")
    house.says(4, "", "也骂了")

    def words(subject: str) -> HiddenWords | None:
        return house.asked(lambda views: moderation.hidden_words(views, HAITANG, subject))

    assert words(READING_CORNER) == HiddenWords(RESIDENT, "读书角", "骂了邻居")
    assert words("comment:quiet") == HiddenWords(NEIGHBOUR, "", "也骂了")
    assert words("suggestion:2") is None
    house.has(taken_back, comment_taken_back)
    assert words(READING_CORNER) is None
    assert words("comment:quiet") is None
