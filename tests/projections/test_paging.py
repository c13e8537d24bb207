import pytest

from projections.paging import NotACursor, cursor_of, parsed


def test_a_cursor_says_where_the_next_page_begins() -> None:
    assert parsed(cursor_of(3, 17)) == (3, 17)
    assert parsed(None) == (None, None)


@pytest.mark.parametrize("cursor", ["", "1", "x.y", "1.2.3", "-1.2", "1.٣", f"{'9' * 19}.1"])
def test_a_cursor_that_no_page_gave_is_named_so(cursor: str) -> None:
    with pytest.raises(NotACursor):
        parsed(cursor)
