"""Two wordings of one suggestion, compared."""

from hypothesis import given as for_all
from hypothesis import strategies as some

from services.comparing import Piece, Row, sentences, side_by_side, unified

OLD = "给排练室加隔音。晚上九点以后，孩子要睡觉。"
NEW = "给排练室加两层隔音。晚上九点以后，孩子要睡觉。\n费用由社区出。"
TEXTS = some.text("甲乙丙。！\n a", max_size=60)


def said(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def test_what_was_changed_in_a_sentence_is_marked_letter_by_letter() -> None:
    first, second, third = side_by_side(OLD, NEW)
    assert [piece.text for piece in first.older] == ["给排练室加", "隔音。"]
    assert not any(piece.changed for piece in first.older)
    assert Piece("两层", changed=True) in first.newer
    assert second.is_same
    assert third == Row((), (Piece("费用由社区出。", changed=True),))


def test_unified_differences_read_as_programs_write_them() -> None:
    head, *lines = unified(OLD, NEW)
    assert head.startswith("@@")
    assert lines == [
        "-给排练室加隔音。",
        "+给排练室加两层隔音。",
        " 晚上九点以后，孩子要睡觉。",
        "+费用由社区出。",
    ]
    assert unified(OLD, OLD) == []


def test_a_very_long_sentence_is_compared_as_a_whole() -> None:
    [row] = side_by_side("长" * 300, "长" * 301)
    assert (row.older, row.newer) == (
        (Piece("长" * 300, changed=True),),
        (Piece("长" * 301, changed=True),),
    )


@for_all(TEXTS, TEXTS)
def test_both_wordings_stand_whole_in_their_columns(older: str, newer: str) -> None:
    rows = side_by_side(older, newer)
    assert [said(row.older) for row in rows if row.older] == sentences(older)
    assert [said(row.newer) for row in rows if row.newer] == sentences(newer)
    assert all(row.is_same for row in rows) is (sentences(older) == sentences(newer))
