"""图表 charts — numbers become the geometry of small pictures; templates draw them as SVG.

Integers only, so that the same numbers always draw the same picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WIDTH, HEIGHT = 400, 130
LEFT, BOTTOM, TOP = 46, 20, 8
PLOT_WIDTH: Final = WIDTH - LEFT - 4
PLOT_HEIGHT: Final = HEIGHT - BOTTOM - TOP
BAR_WIDTH_MAX: Final = 24
READABLE_TENTHS: Final = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Bars:
    """One bar a day."""

    days: Sequence[tuple[date, int]]
    bars: Sequence[Bar]
    top: int
    total: int


@dataclass(frozen=True)
class Lines:
    """Lines over days; one `points` string for each series."""

    days: Sequence[tuple[date, tuple[int, ...]]]
    points: Sequence[str]
    ends: Sequence[tuple[int, int, int]]
    top: int


@dataclass(frozen=True)
class Row:
    label: str
    value: int
    share_permille: int


def round_top(value: int) -> int:
    """Where a scale ends: the next number that reads well."""
    step = 1
    while True:
        for tenths in READABLE_TENTHS:
            if tenths * step % 10 == 0 and value * 10 <= tenths * step:
                return tenths * step // 10
        step *= 10


def bars(days: Sequence[tuple[date, int]]) -> Bars:
    """Bars of acts or people per day, each at its day: days without any leave a gap.

    Coordinates are tenths of a unit, so that a hundred days still differ.
    """
    top = round_top(max((value for _, value in days), default=1))
    step = PLOT_WIDTH * 10 // _span(days)
    width = max(min(step * 8 // 10, BAR_WIDTH_MAX * 10), 8)
    drawn = []
    for day, value in days:
        height = max(value * PLOT_HEIGHT * 10 // top, 8) if value else 0
        x = _place(days, day, _span(days)) + (step - width) // 2
        drawn.append(Bar(x, (TOP + PLOT_HEIGHT) * 10 - height, width, height))
    return Bars(days, drawn, top, sum(value for _, value in days))


def lines(days: Sequence[tuple[date, tuple[int, ...]]]) -> Lines:
    """Lines of running numbers, one for each place in the tuples."""
    top = round_top(max((value for _, values in days for value in values), default=1))
    points: list[str] = []
    ends: list[tuple[int, int, int]] = []
    for series in range(len(days[0][1]) if days else 0):
        places = [
            (
                _place(days, day, max(_span(days) - 1, 1)),
                (TOP + PLOT_HEIGHT) * 10 - values[series] * PLOT_HEIGHT * 10 // top,
            )
            for day, values in days
        ]
        points.append(" ".join(f"{x},{y}" for x, y in places))
        ends.append((*places[-1], days[-1][1][series]))
    return Lines(days, points, ends, top)


def _span(days: Sequence[tuple[date, object]]) -> int:
    """How many days there are from the first to the last."""
    return (days[-1][0] - days[0][0]).days + 1 if days else 1


def _place(days: Sequence[tuple[date, object]], day: date, span: int) -> int:
    return LEFT * 10 + (day - days[0][0]).days * PLOT_WIDTH * 10 // span


def rows(values: Sequence[tuple[str, int]]) -> list[Row]:
    """Labelled bars next to each other, the largest first, with their share of the whole."""
    ordered = sorted(values, key=lambda row: -row[1])
    shares = shares_permille([value for _, value in ordered])
    return [Row(label, value, share) for (label, value), share in zip(ordered, shares, strict=True)]


def shares_permille(values: Sequence[int]) -> list[int]:
    """Shares that make 1000 together: what rounding down leaves goes to the largest remainders."""
    total = sum(values)
    if not total:
        return [0 for _ in values]
    shares = [value * 1000 // total for value in values]
    by_remainder = sorted(range(len(values)), key=lambda place: -(values[place] * 1000 % total))
    for place in by_remainder[: 1000 - sum(shares)]:
        shares[place] += 1
    return shares
