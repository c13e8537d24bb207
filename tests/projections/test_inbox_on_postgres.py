from domain.kernel import Event
from projections import inbox
from projections.inbox import Notice
from tests.infra.logs import connected
from tests.projections.house import HAITANG, House
from tests.projections.proceedings import (
    BENCHES,
    COMMITTEE,
    POLL,
    SUPPORTERS,
    agreed,
    amended,
    answered,
    appealed,
    benches,
    comment_moderated,
    decided,
    followed,
    merge_undone,
    merged,
    poll_closed,
    poll_opened,
    replied,
    unfollowed,
)
from tests.projections.scenario import (
    NEIGHBOUR,
    NOON,
    READING_CORNER,
    RESIDENT,
    commented,
    founded,
    moderated,
    stance,
    stance_withdrawn,
    submitted,
)

STRANGER = "voice:2026:stranger"


def told(house: House, *names: str, before: int | None = None, limit: int = 50) -> list[Notice]:
    return house.asked(
        lambda views: inbox.notices(views, HAITANG, names, before=before, limit=limit)
    )


def kinds(house: House, *names: str) -> list[str]:
    return [notice.kind for notice in told(house, *names)]


def test_author_supporters_and_followers_are_told_and_nobody_else(house: House) -> None:
    house.has(founded, submitted, followed, agreed(SUPPORTERS[0]), answered("accepted"))
    house.says(2, "读书角")
    house.says(5, "", "下个月开工")
    expected = Notice(
        5, NOON, "answered", COMMITTEE, READING_CORNER, "读书角", None, None, "accepted",
        "下个月开工", unsigned=False,
    )  # fmt: skip
    for name in (RESIDENT, NEIGHBOUR, SUPPORTERS[0]):
        assert told(house, name) == [expected], name
    assert told(house, STRANGER) == []
    assert told(house, STRANGER, NEIGHBOUR) == [expected]


def test_nobody_is_told_of_their_own_acts(house: House) -> None:
    house.has(founded, submitted, followed, amended())
    assert kinds(house, NEIGHBOUR) == ["amended"]
    assert kinds(house, RESIDENT) == []
    assert kinds(house, RESIDENT, NEIGHBOUR) == []


def test_one_is_told_from_the_moment_of_concern_until_it_ends(house: House) -> None:
    late = agreed(SUPPORTERS[1])
    house.has(founded, submitted, agreed(), followed, answered("under-review"), late)
    house.has(answered("accepted"))
    assert kinds(house, NEIGHBOUR) == ["answered", "answered"]
    assert kinds(house, SUPPORTERS[1]) == ["answered"]
    house.has(stance_withdrawn(NEIGHBOUR))
    assert kinds(house, NEIGHBOUR) == ["answered", "answered"]
    house.has(unfollowed)
    assert kinds(house, NEIGHBOUR) == []


def test_whoever_disagrees_or_passes_is_not_told(house: House) -> None:
    house.has(founded, submitted, stance("disagree", NEIGHBOUR), stance("pass", STRANGER))
    house.has(answered("accepted"))
    assert kinds(house, NEIGHBOUR, STRANGER) == []


def test_whoever_re_affirms_keeps_what_was_told_before(house: House) -> None:
    house.has(founded, submitted, agreed(), amended(), agreed(version=2))
    assert kinds(house, NEIGHBOUR) == ["amended"]


def test_replies_are_told_to_whom_they_answer_and_without_words_once_hidden(house: House) -> None:
    hidden = comment_moderated.model_copy(update={"comment": "comment:reply"})
    house.has(founded, submitted, commented, replied(by=STRANGER))
    house.says(2, "读书角")
    house.says(4, "", "我也这么想")
    [reply] = told(house, NEIGHBOUR)
    assert (reply.kind, reply.subject, reply.text) == ("reply", "comment:reply", "我也这么想")
    assert (reply.who, reply.title, reply.unsigned) == (STRANGER, "读书角", False)
    with connected(house.conninfo) as connection:
        connection.execute("UPDATE words SET unsigned = true WHERE position = 4")
    [reply] = told(house, NEIGHBOUR)
    assert reply.unsigned
    house.has(hidden)
    assert [of.text for of in told(house, NEIGHBOUR)] == [None]
    assert kinds(house, STRANGER) == ["moderated"]


def test_moderation_and_appeals_are_told_with_their_reasons(house: House) -> None:
    house.has(founded, submitted, agreed(), moderated, appealed(), decided("upheld"))
    house.says(2, "读书角")
    house.says(4, "", "与社区无关")
    house.says(6, "", "维持")
    upheld, hidden = told(house, RESIDENT)
    assert (upheld.kind, upheld.detail, upheld.text) == ("appeal-decided", "upheld", "维持")
    assert (hidden.kind, hidden.detail, hidden.text) == ("moderated", "off-topic", "与社区无关")
    assert (hidden.title, hidden.subject_title) == (None, None)
    assert kinds(house, NEIGHBOUR) == ["moderated"]


def test_supporters_of_a_merged_suggestion_hear_where_it_went(house: House) -> None:
    house.has(founded, submitted, benches, agreed(), merged, merge_undone)
    house.says(3, "读书角的长凳")
    undone, gone = told(house, NEIGHBOUR)
    assert (undone.kind, gone.kind) == ("merge-undone", "merged")
    assert (gone.subject, gone.subject_title) == (BENCHES, "读书角的长凳")


def test_a_poll_about_two_of_ones_suggestions_is_told_once(house: House) -> None:
    both: list[Event] = [agreed(STRANGER), agreed(STRANGER, BENCHES)]
    house.has(founded, submitted, benches, *both, poll_opened, poll_closed)
    house.says(6, "读书角放哪里", "请选一处")
    closed, opened = told(house, STRANGER)
    assert (opened.kind, opened.subject, opened.subject_title) == (
        "poll-opened", POLL, "读书角放哪里",
    )  # fmt: skip
    assert (closed.kind, closed.subject_title, closed.text) == ("poll-closed", "读书角放哪里", None)


def test_the_inbox_goes_on_page_by_page_and_counts_what_is_new(house: House) -> None:
    answers = [answered("under-way") for _ in range(5)]
    house.has(founded, submitted, *answers)
    first = told(house, RESIDENT, limit=2)
    assert [of.position for of in first] == [7, 6]
    rest = told(house, RESIDENT, before=6, limit=9)
    assert [of.position for of in rest] == [5, 4, 3]

    def unseen(after: int, *names: str) -> int:
        return house.asked(lambda views: inbox.unseen(views, HAITANG, names, after))

    assert (unseen(0, RESIDENT), unseen(5, RESIDENT), unseen(7, RESIDENT)) == (5, 2, 0)
    assert unseen(0, STRANGER) == unseen(0) == 0


def test_every_kind_of_notice_is_known(house: House) -> None:
    house.has(
        founded, submitted, benches, agreed(), commented, replied(), amended(),
        answered("accepted"), poll_opened, poll_closed, merged, merge_undone,
        moderated, appealed(), decided("restored"),
    )  # fmt: skip
    told_to_all = set(kinds(house, RESIDENT, NEIGHBOUR)) | set(kinds(house, NEIGHBOUR))
    assert told_to_all == set(inbox.KINDS) - {"poll-cancelled"}
