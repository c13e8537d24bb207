"""Charts say the numbers that they are drawn from."""

from datetime import date, timedelta

from hypothesis import given as for_all
from hypothesis import strategies as st

from services.charts import HEIGHT, WIDTH, bars, lines, round_top, rows, shares_permille

FIRST = date(2026, 7, 1)
NUMBERS = st.lists(st.integers(0, 10**7), min_size=1, max_size=400)


@for_all(st.integers(0, 10**12))
def test_a_scale_ends_at_or_above_the_highest_value_and_wastes_less_than_half(value: int) -> None:
    assert value <= round_top(value) <= max(2 * value, 1)


@for_all(NUMBERS)
def test_every_bar_lies_within_the_picture(values: list[int]) -> None:
    days = [(FIRST + timedelta(place), value) for place, value in enumerate(values)]
    chart = bars(days)
    assert chart.total == sum(values)
    for bar, value in zip(chart.bars, values, strict=True):
        assert (bar.height > 0) == (value > 0)
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH * 10
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT * 10


def test_a_day_without_acts_leaves_a_gap() -> None:
    near = bars([(FIRST, 1), (FIRST + timedelta(1), 1), (FIRST + timedelta(30), 1)])
    assert near.bars[2].x - near.bars[1].x > 20 * (near.bars[1].x - near.bars[0].x)


def test_lines_end_at_the_last_value() -> None:
    chart = lines([(FIRST, (1, 0)), (FIRST + timedelta(9), (40, 20))])
    assert [value for _, _, value in chart.ends] == [40, 20]
    assert chart.ends[0][1] < chart.ends[1][1], "The larger number stands higher."


def test_nothing_draws_nothing() -> None:
    assert bars([]).bars == []
    assert lines([]).points == []
    assert rows([]) == []


def test_rows_stand_largest_first_with_their_share() -> None:
    assert [(row.label, row.share_permille) for row in rows([("a", 1), ("b", 3)])] == [
        ("b", 750),
        ("a", 250),
    ]


@for_all(NUMBERS)
def test_shares_make_exactly_one_hundred_per_cent(values: list[int]) -> None:
    shares = shares_permille(values)
    assert sum(shares) == (1000 if any(values) else 0)
    for share, value in zip(shares, values, strict=True):
        assert abs(share * sum(values) - value * 1000) < max(sum(values), 1)


def test_what_rounding_leaves_goes_to_the_largest_remainders() -> None:
    assert shares_permille([2, 2, 2]) == [334, 333, 333]
    assert shares_permille([4, 2, 1]) == [571, 286, 143]
