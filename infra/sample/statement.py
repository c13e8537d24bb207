"""示例意见 — One sample suggestion, and the reader of the plain sheets they are written on."""

from dataclasses import dataclass
from typing import Final

from domain.suggestions.events import CATEGORIES, Side

_SIDES: Final[dict[str, Side]] = {"+": "for", "-": "against", "~": "neutral"}


@dataclass(frozen=True)
class Statement:
    """A suggestion others agree with, disagree with or pass on."""

    category: str
    title: str
    text: str
    appeal: int
    comments: tuple[tuple[Side, str], ...] = ()


def read_sheet(sheet: str) -> tuple[Statement, ...]:
    """Read suggestions parted by blank lines.

    The first line of each is ``[category appeal] title``; lines that start with
    ``+``, ``-`` or ``~`` are comments for, against or neutral; the rest is the text.
    """
    blocks = (block.strip() for block in sheet.split("\n\n"))
    return tuple(_read_block(block) for block in blocks if block)


def _read_block(block: str) -> Statement:
    head, *lines = block.splitlines()
    mark, closed, title = head.partition("] ")
    category, _, appeal = mark.removeprefix("[").partition(" ")
    if not closed or category not in CATEGORIES:
        raise ValueError(f"not the first line of a suggestion: {head}")
    return Statement(
        category=category,
        title=title.strip(),
        text="".join(line.strip() for line in lines if line[0] not in _SIDES),
        appeal=int(appeal),
        comments=tuple((_SIDES[line[0]], line[1:].strip()) for line in lines if line[0] in _SIDES),
    )
